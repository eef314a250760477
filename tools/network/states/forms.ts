import * as z from "zod";
import { found, range, wanted } from "../cdb/forms.js";

// The forms of values of states in a document.

/** A whole number of 16 bits. */
export const level = range(0, 0xffff);
export const truth = z.boolean(wanted("true or false"));

/** An object that has no other members. */
export function members<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const names = Object.keys(shape);
  return z.strictObject(shape, {
    error: ({ code, input, keys }) =>
      code === "unrecognized_keys"
        ? `no such member: ${keys.join(", ")}; there can be ${names.join(", ")}`
        : `${found(input)} where an object with ${names.join(", ")} is needed`,
  });
}

/** One of some words. */
export function oneOfWords<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, wanted(`one of ${words.join(", ")}`));
}

/** A range of whole numbers, `minimum` to `maximum`, of which the first is not above the second. */
export function ordered<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  ...pairs: readonly (readonly [keyof Shape & string, keyof Shape & string])[]
) {
  return members(shape).superRefine((value, context) => {
    const own = value as Readonly<Record<string, number>>;
    for (const [low, high] of pairs)
      if (own[low]! > own[high]!)
        context.addIssue({
          code: "custom",
          path: [high],
          message: `${own[high]} is below ${low}, which is ${own[low]}`,
        });
  });
}
