import { MeshError } from "../base/errors.js";

/** Reads little-endian fields; past the end, or at a prohibited value, `ok` turns false. */
export class FieldReader {
  ok = true;

  constructor(
    readonly bytes: Uint8Array,
    public offset: number,
    readonly end: number,
  ) {}

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

  number(value: number, octets: number): void {
    this.#reserve(octets);
    let rest = value;
    for (let i = 0; i < octets; i++) {
      this.#octets[this.#length++] = rest;
      rest = Math.floor(rest / 256);
    }
  }

  put(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#octets.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written, in an array of its own. */
  finish(): Uint8Array {
    return this.#octets.slice(0, this.#length);
  }

  #reserve(octets: number): void {
    const needed = this.#length + octets;
    if (needed <= this.#octets.length) return;
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
  read(reader: FieldReader): T;
  /** Throws FieldError for a value out of range. */
  write(writer: FieldWriter, value: T, name: string): void;
}

function check(value: number, low: number, high: number, name: string): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new FieldError(`${name}: ${value} is not a whole number from ${low} to ${high}`);
}

/** An unsigned number of 1..4 octets; values outside `low..high` are prohibited. */
export function unsigned(octets: 1 | 2 | 3 | 4, low = 0, high = 256 ** octets - 1): Field<number> {
  return {
    minimum: octets,
    read(reader) {
      const value = reader.number(octets);
      if (value < low || value > high) reader.ok = false;
      return value;
    },
    write(writer, value, name) {
      check(value, low, high, name);
      writer.number(value, octets);
    },
  };
}

export const uint8 = unsigned(1);
export const uint16 = unsigned(2);

/** One octet that is 0 or 1; the others are prohibited. */
export const boolean: Field<boolean> = {
  minimum: 1,
  read(reader) {
    const value = reader.number(1);
    if (value > 1) reader.ok = false;
    return value === 1;
  },
  write(writer, value) {
    writer.number(value ? 1 : 0, 1);
  },
};

/** An array of exactly this many octets, in order. */
export function octets(length: number): Field<Uint8Array> {
  return {
    minimum: length,
    read: (reader) => reader.take(length),
    write(writer, value, name) {
      if (value.length !== length)
        throw new FieldError(`${name}: ${value.length} octets where ${length} are needed`);
      writer.put(value);
    },
  };
}

/** All octets that are left. */
export const remainder: Field<Uint8Array> = {
  minimum: 0,
  read: (reader) => reader.take(reader.remaining),
  write: (writer, value) => writer.put(value),
};

/** One field again and again until the end. */
export function list<T>(field: Field<T>): Field<T[]> {
  return {
    minimum: 0,
    read(reader) {
      const values: T[] = [];
      while (reader.remaining > 0 && reader.ok) values.push(field.read(reader));
      return values;
    },
    write(writer, values, name) {
      for (const value of values) field.write(writer, value, name);
    },
  };
}

/** A field that is there or the message ends before it. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    minimum: 0,
    read: (reader) => (reader.remaining > 0 ? field.read(reader) : undefined),
    write(writer, value, name) {
      if (value !== undefined) field.write(writer, value, name);
    },
  };
}

/** Several numbers in one little-endian number of `octets`, the first in the lowest bits. */
export function bits<K extends string>(
  octets: 1 | 2 | 3,
  widths: Readonly<Record<K, number>>,
): Field<Record<K, number>> {
  const names = Object.keys(widths) as K[];
  return {
    minimum: octets,
    read(reader) {
      let word = reader.number(octets);
      const values = {} as Record<K, number>;
      for (const name of names) {
        values[name] = word & (2 ** widths[name] - 1);
        word >>>= widths[name];
      }
      return values;
    },
    write(writer, values, name) {
      let word = 0;
      let shift = 0;
      for (const key of names) {
        check(values[key], 0, 2 ** widths[key] - 1, `${name}.${key}`);
        word |= values[key] << shift;
        shift += widths[key];
      }
      writer.number(word >>> 0, octets);
    },
  };
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
  const names = Object.keys(fields);
  let minimum = 0;
  for (const name of names) minimum += fields[name]!.minimum;
  return {
    minimum,
    read(reader) {
      const values: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) values[names[i]!] = fields[names[i]!]!.read(reader);
      return values as Values<F>;
    },
    write(writer, values) {
      for (let i = 0; i < names.length; i++) {
        const name = names[i]!;
        fields[name]!.write(writer, values[name], name);
      }
    },
  };
}
