import { development } from "../base/development.js";
import { frozen } from "../base/frozen.js";
import { FieldReader, type Fields, FieldWriter, type Values } from "./field.js";
import { check } from "./field-kinds.js";
import {
  booleanKind,
  FieldGroup,
  type Member,
  octetKind,
  optionalKind,
  wordKind,
} from "./field-group.js";
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
  return frozen(new DeclaredMessage(name, opcode, fields, response));
}

/** A message as several fields after its opcode. */
class DeclaredMessage<F extends Fields, R> extends FieldGroup<F> implements Message<Values<F>, R> {
  /** Octets of the opcode. */
  private readonly start: number;

  constructor(
    readonly name: string,
    readonly opcode: number,
    fields: F,
    readonly response: Message<R> | undefined,
  ) {
    super(fields);
    this.start = opcodeLength(opcode);
  }

  get minimumLength(): number {
    return this.minimum;
  }

  encode(values: Values<F>): Uint8Array {
    development.values?.(this.name, this, values);
    let at = this.start;
    const octets = new Uint8Array(at + this.minimum);
    putOpcode(octets, this.opcode);
    for (let member = this.first; member !== undefined; member = member.next) {
      const { kind, name } = member;
      const value = values[name] as number | undefined;
      if (kind === booleanKind) octets[at++] = value ? 1 : 0;
      else if (kind === octetKind) {
        if (!(value! >= 0 && value! <= 0xff && (value! | 0) === value))
          check(value!, 0, 0xff, name);
        octets[at++] = value!;
      } else if (kind === wordKind) {
        if (!(value! >= 0 && value! <= 0xffff && (value! | 0) === value))
          check(value!, 0, 0xffff, name);
        octets[at++] = value!;
        octets[at++] = value! >> 8;
      } else if (kind !== optionalKind || value !== undefined) {
        const writer = new FieldWriter(octets.length);
        writer.put(octets.subarray(0, at));
        return this.encodeRest(member, writer, values);
      }
    }
    return octets;
  }

  // Straight: every message that is received passes here, and simple fields need no reader.
  decode(bytes: Uint8Array, end: number): Values<F> | undefined {
    let at = this.start;
    const values: Record<string, unknown> = {};
    for (let member = this.first; member !== undefined; member = member.next) {
      const kind = member.kind;
      if (kind <= booleanKind && at < end) {
        const octet = bytes[at++]!;
        if (kind === octetKind) values[member.name] = octet;
        else if (octet <= 1) values[member.name] = octet === 1;
        else return undefined;
      } else if (kind === wordKind && at + 1 < end) {
        values[member.name] = bytes[at]! | (bytes[at + 1]! << 8);
        at += 2;
      } else if (kind === optionalKind && at === end) values[member.name] = undefined;
      else
        // A tail call, as that of `encode`: on XS this frame, which is large, ends before fields are read.
        return this.decodeRest(member, values, new FieldReader(bytes, at, end));
    }
    return at === end ? (values as Values<F>) : undefined;
  }

  private decodeRest(
    first: Member,
    values: Record<string, unknown>,
    reader: FieldReader,
  ): Values<F> | undefined {
    for (let member: Member | undefined = first; member !== undefined; member = member.next)
      values[member.name] = member.field.read(reader);
    return reader.ok && reader.offset === reader.end ? (values as Values<F>) : undefined;
  }

  private encodeRest(first: Member, writer: FieldWriter, values: Values<F>): Uint8Array {
    for (let member: Member | undefined = first; member !== undefined; member = member.next)
      member.field.write(writer, values[member.name], member.name);
    return writer.finish();
  }
}
