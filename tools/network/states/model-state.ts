import * as z from "zod";
import type { Message } from "../../../modules/access/message.js";
import type { ModelId } from "../../../modules/access/model-id.js";
import { durationUnits } from "../../duration.js";
import { found } from "../cdb/forms.js";

/** A value of a state as a document has it: what JSON can say. */
export type StateValue =
  | string
  | number
  | boolean
  | readonly StateValue[]
  | { readonly [name: string]: StateValue | undefined };

/** A message and its values. */
export interface StateMessage {
  readonly message: Message;
  readonly values: unknown;
}

/**
 * A state of a server model that is configured once, such as a default, a range, or what a device does when it gets
 * power: not one that changes while it is used.
 */
export interface ModelState {
  /** Its name in the specification. */
  readonly name: string;
  /** The model that takes its Set message. */
  readonly setter: ModelId;
  /** The model that takes its Get message. */
  readonly getter: ModelId;
  /** Whether it is set with the device key. */
  readonly device: boolean;
  /**
   * The form of its value in a document. Of a state with parts, each of which is set by a message of its own: an object
   * of the parts by their names.
   */
  readonly schema: z.ZodType;
  readonly hasParts: boolean;
  /** Messages of `set` and `get`. */
  readonly setMessage: Message;
  readonly getMessage: Message;
  /** The message that sets a value that the schema has taken. */
  set(value: StateValue, part: string): StateMessage;
  get(part: string): StateMessage;
  /** The value in a status message; undefined where the server says that it has none. */
  valueOf(answer: never, part: string): StateValue | undefined;
  /** The part that the values of a Set message are for. */
  partOf(values: never): string;
  /** Values of the status message with which a server confirms the values of a Set message. */
  statusOf(values: never): object;
}

/** The usual status: what was set, and that it was. */
export function confirmed(values: object): object {
  return { status: 0, ...values };
}

/** What a state without parts is declared with. */
export interface StateOptions<S, A> {
  readonly name: string;
  readonly setter: ModelId;
  /** Default: the same as `setter`. */
  readonly getter?: ModelId;
  readonly device?: boolean;
  readonly set: Message<S, A>;
  readonly get: Message<never, A> | Message<object, A>;
  /** The form of a value before it is made equal to what a message can carry. */
  readonly form: z.ZodType;
  readonly valuesOf: (value: never) => S;
  readonly valueOf: (answer: S | A) => StateValue | undefined;
  /** Default: `confirmed`. */
  readonly statusOf?: (values: S) => A;
}

/** Declares a state without parts. */
export function modelState<S, A>(options: StateOptions<S, A>): ModelState {
  const { device = false, form, get, getter = options.setter, name, set, setter } = options;
  const valuesOf = (value: StateValue) => options.valuesOf(value as never);
  return {
    name,
    setter,
    getter,
    device,
    hasParts: false,
    schema: carried(form, (value) => {
      const octets = set.encode(valuesOf(value));
      return options.valueOf(set.decode(octets, octets.length)!);
    }),
    setMessage: set,
    getMessage: get,
    set: (value) => ({ message: set, values: valuesOf(value) }),
    get: () => ({ message: get, values: {} }),
    valueOf: options.valueOf,
    partOf: () => "",
    statusOf: (options.statusOf ?? confirmed) as ModelState["statusOf"],
  };
}

/** A form whose values are those that a message carries: rounded as it rounds, and refused where it refuses. */
export function carried(
  form: z.ZodType,
  through: (value: StateValue) => StateValue | undefined,
): z.ZodType {
  return form.transform((value, context) => {
    try {
      return through(value as StateValue);
    } catch (error) {
      context.addIssue({
        code: "custom",
        message: `${found(value)} cannot be: ${(error as Error).message}`,
      });
      return z.NEVER;
    }
  });
}

const durationForm = /^(\d+(?:\.\d+)?) ?(ms|s|min|h)$/;

/** Milliseconds of a duration such as "500 ms", "2.5 s", "10 min" or "1 h"; undefined for another text. */
export function millisecondsOf(text: string): number | undefined {
  const [, count, unit] = durationForm.exec(text) ?? [];
  return count === undefined ? undefined : Math.round(Number(count) * durationUnits[unit!]!);
}

/** A duration: a number with its unit. Its value is in milliseconds. */
export const duration = z
  .string({ error: ({ input }) => durationError(input) })
  .regex(durationForm, { error: ({ input }) => durationError(input) })
  .meta({ description: "A duration, such as 500 ms, 2.5 s, 10 min or 1 h." })
  .transform((text) => millisecondsOf(text)!);

function durationError(input: unknown): string {
  return `${found(input)} where a duration with its unit is needed, such as "500 ms", "2.5 s", "10 min" or "1 h"`;
}
