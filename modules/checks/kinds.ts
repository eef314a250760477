import { checkWhole } from "../base/check.js";
import { frozen } from "../base/frozen.js";

/**
 * The kind of a value that an application gives. "time": a finite number from 0 up. "delay": a
 * time, or Infinity. "interval": a time, or a function that returns one. "octets": a Uint8Array.
 * The others are results of `typeof`, "object" without null and arrays.
 */
export type Kind = keyof typeof nouns;

/** Throws an error with the name of an option or argument for a value that is not right. */
export type Check = (name: string, value: unknown) => void;

/** A check for one of some texts. */
export function oneOf(...values: readonly string[]): Check {
  const texts = frozen(values);
  return (name, value) => {
    if (!texts.includes(value as string))
      throw new TypeError(`${name}: ${valueText(value)} is none of ${texts.join(", ")}`);
  };
}

/** Checks a seed of random numbers. */
export function checkSeed(name: string, value: unknown): void {
  if (typeof value !== "string" && !Number.isFinite(value))
    throw new TypeError(`${name}: ${valueText(value)} where a number or a string is needed`);
}

const nouns = frozen({
  array: "an array",
  boolean: "true or false",
  delay: "a number from 0 up or Infinity",
  function: "a function",
  interval: "a number from 0 up or a function",
  object: "an object",
  octets: "a Uint8Array",
  string: "a string",
  time: "a number from 0 up",
});

/** A value for the text of an error. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (Array.isArray(value)) return nouns.array;
  if (value instanceof Uint8Array) return `${value.length} octets`;
  return typeof value === "function" || (typeof value === "object" && value !== null)
    ? nouns[typeof value as "object"]
    : String(value);
}

function isTime(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) >= 0;
}

/** The text of the error of a value that is not of the kind; undefined for one that is. */
export function kindError(name: string, value: unknown, kind: Kind): string | undefined {
  const right =
    kind === "array"
      ? Array.isArray(value)
      : kind === "octets"
        ? value instanceof Uint8Array
        : kind === "time"
          ? isTime(value)
          : kind === "delay"
            ? value === Infinity || isTime(value)
            : kind === "interval"
              ? typeof value === "function" || isTime(value)
              : typeof value === kind && value !== null && !Array.isArray(value);
  return right ? undefined : `${name}: ${valueText(value)} where ${nouns[kind]} is needed`;
}

/** Throws TypeError unless the value is of the kind. */
export function checkKind(name: string, value: unknown, kind: Kind): void {
  const text = kindError(name, value, kind);
  if (text !== undefined) throw new TypeError(text);
}

/** Throws RangeError unless the value is a whole number from `least` to `most`. */
export function checkNumber(name: string, value: unknown, most: number, least = 0): void {
  if (typeof value === "number") return checkWhole(name, value, least, most);
  throw new RangeError(
    `${name}: ${valueText(value)} is not a whole number from ${least} to ${most}`,
  );
}
