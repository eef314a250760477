import { development } from "../base/development.js";
import { frozen } from "../base/frozen.js";
import type { Fields, Values } from "./field.js";
import { FieldGroup } from "./field-group.js";
import { opcodeLength, putOpcode } from "./opcode.js";

/** Declaration of an access message, used by servers, clients, captures and logs. */
export interface Message<T = unknown, R = unknown> {
  /** Name of the message in the specification. */
  readonly name: string;
  /** Opcode of one or two octets, or a `vendorOpcode`. */
  readonly opcode: number;
  /** Octets of the shortest parameters. */
  readonly minimumLength: number;
  /** Message of the answer; undefined for a message that is not answered. */
  readonly response: Message<R> | undefined;
  /** A new access payload: opcode and parameters. Throws FieldError for a value out of range. */
  encode(values: T): Uint8Array;
  /**
   * The values of the access payload `bytes[0..end)`, whose opcode is this
   * message's; undefined where it is too short, too long or has a prohibited value.
   */
  decode(bytes: Uint8Array, end: number): T | undefined;
}

/**
 * Declares a message without answer. In a simulation it throws RangeError for an opcode that is
 * none, and TypeError for fields that are none or could never be read, such as one after a `list`.
 */
export function message<F extends Fields>(
  name: string,
  opcode: number,
  fields: F,
): Message<Values<F>, never>;
/** Declares a message that is answered with `response`. */
export function message<F extends Fields, R>(
  name: string,
  opcode: number,
  fields: F,
  response: Message<R>,
): Message<Values<F>, R>;
export function message<F extends Fields, R>(
  name: string,
  opcode: number,
  fields: F,
  response?: Message<R>,
): Message<Values<F>, R> {
  development.message?.(name, opcode, fields, response);
  return frozen(new DeclaredMessage(name, opcode, new FieldGroup(fields), response));
}

class DeclaredMessage<F extends Fields, R> implements Message<Values<F>, R> {
  private readonly opcodeOctets: Uint8Array;

  constructor(
    readonly name: string,
    readonly opcode: number,
    private readonly parameters: FieldGroup<F>,
    readonly response: Message<R> | undefined,
  ) {
    this.opcodeOctets = new Uint8Array(opcodeLength(opcode));
    putOpcode(this.opcodeOctets, opcode);
  }

  get minimumLength(): number {
    return this.parameters.minimum;
  }

  encode(values: Values<F>): Uint8Array {
    development.values?.(this.name, this.parameters, values);
    return this.parameters.encode(this.opcodeOctets, values);
  }

  decode(bytes: Uint8Array, end: number): Values<F> | undefined {
    return this.parameters.decode(bytes, this.opcodeOctets.length, end);
  }
}
