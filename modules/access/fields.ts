import { development } from "../base/development.js";
import { MeshError } from "../base/errors.js";
import { frozen } from "../base/frozen.js";

/** Reads little-endian fields; past the end, or at a prohibited value, `ok` turns false. */
export class FieldReader {
  ok = true;

  constructor(
    readonly bytes: Uint8Array,
    public offset: number,
    readonly end: number,
  ) {}

  /** Octets that were not read yet. */
  get remaining(): number {
    return this.end - this.offset;
  }

  /** An unsigned number of 1..4 octets. */
  number(octets: number): number {
    const { offset } = this;
    const next = offset + octets;
    if (next > this.end) {
      this.ok = false;
      return 0;
    }
    this.offset = next;
    const { bytes } = this;
    // Most numbers are one octet.
    if (octets === 1) return bytes[offset]!;
    let value = 0;
    for (let i = next - 1; i >= offset; i--) value = value * 256 + bytes[i]!;
    return value;
  }

  /** A copy of the next octets. */
  take(octets: number): Uint8Array {
    if (this.remaining < octets) {
      this.ok = false;
      return new Uint8Array(0);
    }
    this.offset += octets;
    return this.bytes.slice(this.offset - octets, this.offset);
  }
}

/** Writes little-endian fields, one after the other. */
export class FieldWriter {
  #octets: Uint8Array;
  #length = 0;

  /** `expected`: octets that will be written, where that is known: then none are copied. */
  constructor(expected = 32) {
    this.#octets = new Uint8Array(expected);
  }

  /** Appends a number, little-endian, in so many octets. */
  number(value: number, octets: number): void {
    let at = this.#length;
    const end = at + octets;
    if (end > this.#octets.length) this.#grow(octets);
    this.#length = end;
    const bytes = this.#octets;
    let rest = value;
    for (; at < end - 1; at++) {
      bytes[at] = rest;
      rest = Math.floor(rest / 256);
    }
    bytes[at] = rest;
  }

  /** Appends octets as they are. */
  put(bytes: Uint8Array): void {
    const { length } = bytes;
    if (this.#length + length > this.#octets.length) this.#grow(length);
    this.#octets.set(bytes, this.#length);
    this.#length += length;
  }

  /** What was written, in an array that the writer does not use any longer. */
  finish(): Uint8Array {
    const octets = this.#octets;
    return this.#length === octets.length ? octets : octets.slice(0, this.#length);
  }

  #grow(octets: number): void {
    const needed = this.#length + octets;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#octets.length));
    larger.set(this.#octets);
    this.#octets = larger;
  }
}

/** A value that a message cannot carry. */
export class FieldError extends MeshError {
  override get name(): string {
    return "FieldError";
  }
}

/** The fields that a group reads by itself: most are of one of these kinds, and a call costs more. */
const octetKind = 1;
const booleanKind = 2;
const optionalKind = 3;

/** One field of a message: how it is read and written. Fields are little-endian throughout. */
export interface Field<T> {
  /** Of the stack's own fields: how a group may read it without calling `read`. */
  readonly kind?: 1 | 2 | 3 | undefined;
  /** Octets it takes at least. */
  readonly minimum: number;
  /** Takes the value's octets; sets `reader.ok` to false where they are too few or prohibited. */
  read(reader: FieldReader): T;
  /** Throws FieldError for a value out of range. */
  write(writer: FieldWriter, value: T, name: string): void;
}

function check(value: number, low: number, high: number, name: string): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new FieldError(`${name}: ${value} is not a whole number from ${low} to ${high}`);
}

// Classes, not objects with functions of their own: a chip's flash holds some ninety slots of
// 16 octets less for each message, and its memory no places for what a closure could change.

class NumberField implements Field<number> {
  readonly kind: 1 | undefined;

  constructor(
    readonly minimum: 1 | 2 | 3 | 4,
    private readonly low: number,
    private readonly high: number,
  ) {
    this.kind = minimum === 1 && low === 0 && high === 0xff ? octetKind : undefined;
  }

  read(reader: FieldReader): number {
    const value = reader.number(this.minimum);
    if (value >= this.low && value <= this.high) return value;
    // A number below 0 is read as one above `high`: its two's complement.
    const negative = value - 256 ** this.minimum;
    if (negative >= this.low && negative <= this.high) return negative;
    reader.ok = false;
    return value;
  }

  write(writer: FieldWriter, value: number, name: string): void {
    check(value, this.low, this.high, name);
    writer.number(value, this.minimum);
  }
}

/** An unsigned number of 1..4 octets; values outside `low..high` are prohibited. */
export function unsigned(octets: 1 | 2 | 3 | 4, low = 0, high = 256 ** octets - 1): Field<number> {
  development.args?.("unsigned", [octets, low, high]);
  return frozen(new NumberField(octets, low, high));
}

/**
 * A signed number of 1..4 octets, in two's complement; values outside `low..high` are prohibited.
 */
export function signed(
  octets: 1 | 2 | 3 | 4,
  low = -(256 ** octets) / 2,
  high = 256 ** octets / 2 - 1,
): Field<number> {
  development.args?.("signed", [octets, low, high]);
  return frozen(new NumberField(octets, low, high));
}

/** One octet. */
export const uint8 = unsigned(1);
/** Two octets. */
export const uint16 = unsigned(2);
/** One octet, -128 to 127. */
export const sint8 = signed(1);
/** Two octets, -32,768 to 32,767. */
export const sint16 = signed(2);

class BooleanField implements Field<boolean> {
  readonly kind = booleanKind;
  readonly minimum = 1;

  read(reader: FieldReader): boolean {
    const value = reader.number(1);
    if (value > 1) reader.ok = false;
    return value === 1;
  }

  write(writer: FieldWriter, value: boolean): void {
    writer.number(value ? 1 : 0, 1);
  }
}

/** One octet that is 0 or 1; the others are prohibited. */
export const boolean: Field<boolean> = frozen(new BooleanField());

class OctetsField implements Field<Uint8Array> {
  constructor(readonly minimum: number) {}

  read(reader: FieldReader): Uint8Array {
    return reader.take(this.minimum);
  }

  write(writer: FieldWriter, value: Uint8Array, name: string): void {
    // A string of that length would be written as octets 0.
    if (!(value instanceof Uint8Array))
      throw new FieldError(`${name}: ${String(value)} where a Uint8Array is needed`);
    if (value.length !== this.minimum)
      throw new FieldError(`${name}: ${value.length} octets where ${this.minimum} are needed`);
    writer.put(value);
  }
}

/** An array of exactly this many octets, in order. */
export function octets(length: number): Field<Uint8Array> {
  development.args?.("octets", [length]);
  return frozen(new OctetsField(length));
}

class RemainderField implements Field<Uint8Array> {
  readonly minimum = 0;

  read(reader: FieldReader): Uint8Array {
    return reader.take(reader.remaining);
  }

  write(writer: FieldWriter, value: Uint8Array): void {
    writer.put(value);
  }
}

/** All octets that are left. */
export const remainder: Field<Uint8Array> = frozen(new RemainderField());

class ListField<T> implements Field<T[]> {
  readonly minimum = 0;

  constructor(private readonly item: Field<T>) {}

  read(reader: FieldReader): T[] {
    const values: T[] = [];
    while (reader.remaining > 0 && reader.ok) values.push(this.item.read(reader));
    return values;
  }

  write(writer: FieldWriter, values: T[], name: string): void {
    for (const value of values) this.item.write(writer, value, name);
  }
}

/** One field again and again until the end. */
export function list<T>(field: Field<T>): Field<T[]> {
  development.args?.("list", [field]);
  return frozen(new ListField(field));
}

class OptionalField<T> implements Field<T | undefined> {
  readonly kind = optionalKind;
  readonly minimum = 0;

  constructor(private readonly item: Field<T>) {}

  read(reader: FieldReader): T | undefined {
    return reader.remaining > 0 ? this.item.read(reader) : undefined;
  }

  write(writer: FieldWriter, value: T | undefined, name: string): void {
    if (value !== undefined) this.item.write(writer, value, name);
  }
}

/** A field that is there or the message ends before it. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  development.args?.("optional", [field]);
  return frozen(new OptionalField(field));
}

class BitsField<K extends string> implements Field<Record<K, number>> {
  constructor(
    readonly minimum: 1 | 2 | 3,
    private readonly names: readonly K[],
    private readonly widths: Readonly<Record<K, number>>,
  ) {}

  read(reader: FieldReader): Record<K, number> {
    let word = reader.number(this.minimum);
    const values = {} as Record<K, number>;
    for (const name of this.names) {
      const width = this.widths[name];
      values[name] = word & (2 ** width - 1);
      word >>>= width;
    }
    return values;
  }

  write(writer: FieldWriter, values: Record<K, number>, name: string): void {
    let word = 0;
    let shift = 0;
    for (const key of this.names) {
      const width = this.widths[key];
      check(values[key], 0, 2 ** width - 1, `${name}.${key}`);
      word |= values[key] << shift;
      shift += width;
    }
    writer.number(word >>> 0, this.minimum);
  }
}

/** Several numbers in one little-endian number of `octets`, the first in the lowest bits. */
export function bits<K extends string>(
  octets: 1 | 2 | 3,
  widths: Readonly<Record<K, number>>,
): Field<Record<K, number>> {
  development.args?.("bits", [octets, widths]);
  return frozen(new BitsField(octets, Object.keys(widths) as K[], widths));
}

/** Fields of one name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a message may have fields of every type
export type Fields = Readonly<Record<string, Field<any>>>;

/** The values that go with the fields. */
export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

class GroupField<F extends Fields> implements Field<Values<F>> {
  readonly minimum: number;
  private readonly names: readonly string[];

  constructor(private readonly members: F) {
    this.names = Object.keys(members);
    let minimum = 0;
    for (const name of this.names) minimum += members[name]!.minimum;
    this.minimum = minimum;
  }

  read(reader: FieldReader): Values<F> {
    const { members, names } = this;
    const { end } = reader;
    const values: Record<string, unknown> = {};
    for (let i = 0, count = names.length; i < count; i++) {
      const name = names[i]!;
      const member = members[name]!;
      const { kind } = member;
      const { offset } = reader;
      if (offset < end && (kind === octetKind || kind === booleanKind)) {
        const octet = reader.bytes[offset]!;
        reader.offset = offset + 1;
        if (kind === octetKind) values[name] = octet;
        else {
          values[name] = octet === 1;
          if (octet > 1) reader.ok = false;
        }
      } else if (kind === optionalKind && offset === end) values[name] = undefined;
      else values[name] = member.read(reader);
    }
    return values as Values<F>;
  }

  write(writer: FieldWriter, values: Values<F>): void {
    const { members, names } = this;
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      members[name]!.write(writer, values[name], name);
    }
  }
}

/** Several fields as one. */
export function group<F extends Fields>(fields: F): Field<Values<F>> {
  development.args?.("group", [fields]);
  return frozen(new GroupField(fields));
}
