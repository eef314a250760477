import { checkWhole, valueText } from "../base/check.js";
import { frozen } from "../base/frozen.js";
import {
  checkField,
  checkIsField,
  checkObject,
  checkOctets,
  FieldError,
  wrongType,
} from "./field-checks.js";

export { FieldError };

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
    if (this.remaining < octets) {
      this.ok = false;
      return 0;
    }
    let value = 0;
    for (let i = octets - 1; i >= 0; i--) value = value * 256 + this.bytes[this.offset + i]!;
    this.offset += octets;
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
  #octets = new Uint8Array(32);
  #length = 0;

  /** Appends a number, little-endian, in so many octets. */
  number(value: number, octets: number): void {
    if (this.#length + octets > this.#octets.length) this.#grow(octets);
    let rest = value;
    for (let i = 0; i < octets; i++) {
      this.#octets[this.#length++] = rest;
      rest = Math.floor(rest / 256);
    }
  }

  /** Appends octets as they are. */
  put(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#octets.length) this.#grow(bytes.length);
    this.#octets.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written, in an array of its own. */
  finish(): Uint8Array {
    return this.#octets.slice(0, this.#length);
  }

  #grow(octets: number): void {
    const needed = this.#length + octets;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#octets.length));
    larger.set(this.#octets);
    this.#octets = larger;
  }
}

/** One field of a message: how it is read and written. Fields are little-endian throughout. */
export interface Field<T> {
  /** Octets it takes at least. */
  readonly minimum: number;
  /** True: it takes all octets that are left, so that it has to be the last one of a message. */
  readonly takesRest?: boolean | undefined;
  /** Takes the value's octets; sets `reader.ok` to false where they are too few or prohibited. */
  read(reader: FieldReader): T;
  /** Throws FieldError for a value out of range. */
  write(writer: FieldWriter, value: T, name: string): void;
}

// Classes, not objects with functions of their own: a chip's flash holds some ninety slots of
// 16 octets less for each message, and its memory no places for what a closure could change.

class UnsignedField implements Field<number> {
  constructor(
    readonly minimum: 1 | 2 | 3 | 4,
    private readonly low: number,
    private readonly high: number,
  ) {}

  read(reader: FieldReader): number {
    const value = reader.number(this.minimum);
    if (value < this.low || value > this.high) reader.ok = false;
    return value;
  }

  write(writer: FieldWriter, value: number, name: string): void {
    checkField(value, this.low, this.high, name);
    writer.number(value, this.minimum);
  }
}

/** An unsigned number of 1..4 octets; values outside `low..high` are prohibited. Throws RangeError for other numbers. */
export function unsigned(octets: 1 | 2 | 3 | 4, low = 0, high = 256 ** octets - 1): Field<number> {
  checkWhole("octets of unsigned", octets, 1, 4);
  checkWhole("low of unsigned", low, 0, 256 ** octets - 1);
  checkWhole("high of unsigned", high, low, 256 ** octets - 1);
  return frozen(new UnsignedField(octets, low, high));
}

/** One octet. */
export const uint8 = unsigned(1);
/** Two octets. */
export const uint16 = unsigned(2);

class BooleanField implements Field<boolean> {
  readonly minimum = 1;

  read(reader: FieldReader): boolean {
    const value = reader.number(1);
    if (value > 1) reader.ok = false;
    return value === 1;
  }

  write(writer: FieldWriter, value: boolean, name: string): void {
    if (typeof value !== "boolean") throw wrongType(name, value, "true or false");
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
    checkOctets(name, value);
    if (value.length !== this.minimum)
      throw new FieldError(`${name}: ${value.length} octets where ${this.minimum} are needed`);
    writer.put(value);
  }
}

/** An array of exactly this many octets, in order. Throws RangeError for a length outside 0..379. */
export function octets(length: number): Field<Uint8Array> {
  checkWhole("length of octets", length, 0, 379);
  return frozen(new OctetsField(length));
}

class RemainderField implements Field<Uint8Array> {
  readonly minimum = 0;

  get takesRest(): boolean {
    return true;
  }

  read(reader: FieldReader): Uint8Array {
    return reader.take(reader.remaining);
  }

  write(writer: FieldWriter, value: Uint8Array, name: string): void {
    checkOctets(name, value);
    writer.put(value);
  }
}

/** All octets that are left. */
export const remainder: Field<Uint8Array> = frozen(new RemainderField());

class ListField<T> implements Field<T[]> {
  readonly minimum = 0;

  constructor(private readonly item: Field<T>) {}

  get takesRest(): boolean {
    return true;
  }

  read(reader: FieldReader): T[] {
    const values: T[] = [];
    while (reader.remaining > 0 && reader.ok) values.push(this.item.read(reader));
    return values;
  }

  write(writer: FieldWriter, values: T[], name: string): void {
    if (!Array.isArray(values)) throw wrongType(name, values, "an array");
    for (const value of values) this.item.write(writer, value, name);
  }
}

/**
 * One field again and again until the end: the last one of its message. Throws TypeError for a
 * field that may have no octets, or takes all that are left.
 */
export function list<T>(field: Field<T>): Field<T[]> {
  checkIsField("field of list", field);
  if (field.minimum < 1 || field.takesRest)
    throw new TypeError("field of list: it must have one octet or more, and an end of its own");
  return frozen(new ListField(field));
}

class OptionalField<T> implements Field<T | undefined> {
  readonly minimum = 0;

  constructor(private readonly item: Field<T>) {}

  get takesRest(): boolean | undefined {
    return this.item.takesRest;
  }

  read(reader: FieldReader): T | undefined {
    return reader.remaining > 0 ? this.item.read(reader) : undefined;
  }

  write(writer: FieldWriter, value: T | undefined, name: string): void {
    if (value !== undefined) this.item.write(writer, value, name);
  }
}

/** A field that is there or the message ends before it. Throws TypeError for what is no field. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  checkIsField("field of optional", field);
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
    checkObject(name, values);
    let word = 0;
    let shift = 0;
    for (const key of this.names) {
      const width = this.widths[key];
      checkField(values[key], 0, 2 ** width - 1, `${name}.${key}`);
      word |= values[key] << shift;
      shift += width;
    }
    writer.number(word >>> 0, this.minimum);
  }
}

/**
 * Several numbers in one little-endian number of `octets`, the first in the lowest bits. Bits
 * that are left are 0. Throws RangeError for a width below 1 bit, and for more bits than fit.
 */
export function bits<K extends string>(
  octets: 1 | 2 | 3,
  widths: Readonly<Record<K, number>>,
): Field<Record<K, number>> {
  checkWhole("octets of bits", octets, 1, 3);
  const names = memberNames("bits", widths) as K[];
  let sum = 0;
  for (const name of names) {
    checkWhole(`bits of ${name}`, widths[name], 1, 8 * octets);
    sum += widths[name];
  }
  if (sum > 8 * octets) throw new RangeError(`bits: ${sum} bits where ${8 * octets} are possible`);
  return frozen(new BitsField(octets, names, widths));
}

/** Fields of one name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a message may have fields of every type
export type Fields = Readonly<Record<string, Field<any>>>;

/** The values that go with the fields. */
export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** The names of fields, in their order. Throws TypeError for a name that the engine would sort to the front. */
function memberNames(where: string, members: object): readonly string[] {
  if (typeof members !== "object" || members === null)
    throw new TypeError(
      `${where}: ${valueText(members)} where an object of named fields is needed`,
    );
  const names = Object.keys(members);
  for (const name of names)
    if (name[0]! >= "0" && name[0]! <= "9")
      throw new TypeError(
        `field ${name}: a name must not begin with a digit, as its place would change`,
      );
  return names;
}

class GroupField<F extends Fields> implements Field<Values<F>> {
  readonly minimum: number;
  private readonly names: readonly string[];

  constructor(private readonly members: F) {
    this.names = memberNames("fields", members);
    let minimum = 0;
    // A field after one that takes all octets, or may be absent, would never be read.
    let before: string | undefined;
    for (const name of this.names) {
      const field = members[name]!;
      checkIsField(`field ${name}`, field);
      if (before !== undefined && (members[before]!.takesRest || field.minimum > 0))
        throw new TypeError(
          `field ${name}: no field can follow ${before}, which ${members[before]!.takesRest ? "takes all octets that are left" : "may be absent"}; make that the last one`,
        );
      if (field.takesRest || field instanceof OptionalField) before = name;
      minimum += field.minimum;
    }
    this.minimum = minimum;
  }

  get takesRest(): boolean | undefined {
    const last = this.names.at(-1);
    return last === undefined ? undefined : this.members[last]!.takesRest;
  }

  read(reader: FieldReader): Values<F> {
    const { members, names } = this;
    const values: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) values[names[i]!] = members[names[i]!]!.read(reader);
    return values as Values<F>;
  }

  write(writer: FieldWriter, values: Values<F>, group: string): void {
    checkObject(group, values);
    const { members, names } = this;
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      members[name]!.write(writer, values[name], name);
    }
  }
}

/**
 * Several fields as one. Throws TypeError for what is no field, for a field after one that takes
 * all octets that are left, and for names that begin with a digit.
 */
export function group<F extends Fields>(fields: F): Field<Values<F>> {
  return frozen(new GroupField(fields));
}
