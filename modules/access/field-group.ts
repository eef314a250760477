import { type Field, FieldReader, type Fields, FieldWriter, type Values } from "./field.js";
import { BooleanField, check, NumberField, OptionalField } from "./field-kinds.js";

/** How a group takes a field: most are of the first kinds, for which a call would cost more than the octets. */
const octetKind = 1;
const booleanKind = 2;
const wordKind = 3;
const optionalKind = 4;
const otherKind = 5;

// By class: a field of an application's own is none of these, whatever its properties are called.
function kindOf(field: Field<unknown>): number {
  if (field instanceof BooleanField) return booleanKind;
  if (field instanceof OptionalField) return optionalKind;
  if (field instanceof NumberField && field.whole) {
    if (field.minimum === 1) return octetKind;
    if (field.minimum === 2) return wordKind;
  }
  return otherKind;
}

/** A field of a group. */
interface Member {
  readonly name: string;
  readonly kind: number;
  readonly field: Field<unknown>;
}

/** Several fields as one, and the parameters of a message. */
export class FieldGroup<F extends Fields> implements Field<Values<F>> {
  readonly minimum: number;
  private readonly members: readonly Member[];

  constructor(fields: F) {
    this.members = Object.keys(fields).map((name) => {
      const field: Field<unknown> = fields[name]!;
      return { name, kind: kindOf(field), field };
    });
    let minimum = 0;
    for (const { field } of this.members) minimum += field.minimum;
    this.minimum = minimum;
  }

  read(reader: FieldReader): Values<F> {
    const values: Record<string, unknown> = {};
    for (const { field, name } of this.members) values[name] = field.read(reader);
    return values as Values<F>;
  }

  write(writer: FieldWriter, values: Values<F>): void {
    for (const { field, name } of this.members) field.write(writer, values[name], name);
  }

  /**
   * The values of `bytes[at..end)`; undefined where they are too few or too many, or have a prohibited
   * value. Straight: every message that is received passes here, and simple fields need no reader.
   */
  decode(bytes: Uint8Array, at: number, end: number): Values<F> | undefined {
    const { members } = this;
    const values: Record<string, unknown> = {};
    for (let i = 0, count = members.length; i < count; i++) {
      const { kind, name } = members[i]!;
      if (kind <= booleanKind && at < end) {
        const octet = bytes[at++]!;
        if (kind === octetKind) values[name] = octet;
        else if (octet <= 1) values[name] = octet === 1;
        else return undefined;
      } else if (kind === wordKind && at + 1 < end) {
        values[name] = bytes[at]! | (bytes[at + 1]! << 8);
        at += 2;
      } else if (kind === optionalKind && at === end) values[name] = undefined;
      else {
        // A tail call, as the one below: on XS this frame, which is large, ends before fields are read.
        return this.decodeRest(i, values, new FieldReader(bytes, at, end));
      }
    }
    return at === end ? (values as Values<F>) : undefined;
  }

  /** A new array: `prefix`, then the octets of the values. Throws FieldError for a value out of range. */
  encode(prefix: Uint8Array, values: Values<F>): Uint8Array {
    const { members } = this;
    let at = prefix.length;
    const octets = new Uint8Array(at + this.minimum);
    octets.set(prefix);
    for (let i = 0, count = members.length; i < count; i++) {
      const { kind, name } = members[i]!;
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
        return this.encodeRest(i, writer, values);
      }
    }
    return octets;
  }

  private decodeRest(
    first: number,
    values: Record<string, unknown>,
    reader: FieldReader,
  ): Values<F> | undefined {
    const { members } = this;
    for (let i = first, count = members.length; i < count; i++) {
      const { field, name } = members[i]!;
      values[name] = field.read(reader);
    }
    return reader.ok && reader.offset === reader.end ? (values as Values<F>) : undefined;
  }

  private encodeRest(first: number, writer: FieldWriter, values: Values<F>): Uint8Array {
    const { members } = this;
    for (let i = first, count = members.length; i < count; i++) {
      const { field, name } = members[i]!;
      field.write(writer, values[name], name);
    }
    return writer.finish();
  }
}
