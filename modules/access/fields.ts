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

/** A value that a message cannot carry. */
export class FieldError extends MeshError {
  override get name(): string {
    return "FieldError";
  }
}

/** One field of a message: how it is read and written. Fields are little-endian throughout. */
export interface Field<T> {
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

// What the methods below use of their function's parameters is const: else
// Moddable's linker keeps a place in memory for each.

/** An unsigned number of 1..4 octets; values outside `low..high` are prohibited. */
export function unsigned(octets: 1 | 2 | 3 | 4, low = 0, high = 256 ** octets - 1): Field<number> {
  const size = octets;
  const least = low;
  const most = high;
  return frozen({
    minimum: size,
    read(reader) {
      const value = reader.number(size);
      if (value < least || value > most) reader.ok = false;
      return value;
    },
    write(writer, value, name) {
      check(value, least, most, name);
      writer.number(value, size);
    },
  });
}

/** One octet, 0..255. */
export const uint8 = unsigned(1);
/** Two octets, little-endian, 0..65,535. */
export const uint16 = unsigned(2);

/** One octet that is 0 or 1; the others are prohibited. */
export const boolean: Field<boolean> = frozen({
  minimum: 1,
  read(reader) {
    const value = reader.number(1);
    if (value > 1) reader.ok = false;
    return value === 1;
  },
  write(writer, value) {
    writer.number(value ? 1 : 0, 1);
  },
});

/** An array of exactly this many octets, in order. */
export function octets(length: number): Field<Uint8Array> {
  const size = length;
  return frozen({
    minimum: size,
    read: (reader) => reader.take(size),
    write(writer, value, name) {
      if (value.length !== size)
        throw new FieldError(`${name}: ${value.length} octets where ${size} are needed`);
      writer.put(value);
    },
  });
}

/** All octets that are left. */
export const remainder: Field<Uint8Array> = frozen({
  minimum: 0,
  read: (reader) => reader.take(reader.remaining),
  write: (writer, value) => writer.put(value),
});

/** One field again and again until the end. */
export function list<T>(field: Field<T>): Field<T[]> {
  const item = field;
  return frozen({
    minimum: 0,
    read(reader) {
      const values: T[] = [];
      while (reader.remaining > 0 && reader.ok) values.push(item.read(reader));
      return values;
    },
    write(writer, values, name) {
      for (const value of values) item.write(writer, value, name);
    },
  });
}

/** A field that is there or the message ends before it. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  const item = field;
  return frozen({
    minimum: 0,
    read: (reader) => (reader.remaining > 0 ? item.read(reader) : undefined),
    write(writer, value, name) {
      if (value !== undefined) item.write(writer, value, name);
    },
  });
}

/** Several numbers in one little-endian number of `octets`, the first in the lowest bits. */
export function bits<K extends string>(
  octets: 1 | 2 | 3,
  widths: Readonly<Record<K, number>>,
): Field<Record<K, number>> {
  const size = octets;
  const width = frozen(widths);
  const names = frozen(Object.keys(widths) as K[]);
  return frozen({
    minimum: size,
    read(reader) {
      let word = reader.number(size);
      const values = {} as Record<K, number>;
      for (const name of names) {
        values[name] = word & (2 ** width[name] - 1);
        word >>>= width[name];
      }
      return values;
    },
    write(writer, values, name) {
      let word = 0;
      let shift = 0;
      for (const key of names) {
        check(values[key], 0, 2 ** width[key] - 1, `${name}.${key}`);
        word |= values[key] << shift;
        shift += width[key];
      }
      writer.number(word >>> 0, size);
    },
  });
}

/** Fields of one name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a message may have fields of every type
export type Fields = Readonly<Record<string, Field<any>>>;

/** The values that go with the fields. */
export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** Several fields as one. */
export function group<F extends Fields>(fields: F): Field<Values<F>> {
  const members = frozen(fields);
  const names = frozen(Object.keys(fields));
  let minimum = 0;
  for (const name of names) minimum += fields[name]!.minimum;
  return frozen({
    minimum,
    read(reader) {
      const values: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) values[names[i]!] = members[names[i]!]!.read(reader);
      return values as Values<F>;
    },
    write(writer, values) {
      for (let i = 0; i < names.length; i++) {
        const name = names[i]!;
        members[name]!.write(writer, values[name], name);
      }
    },
  });
}
