import { MeshError } from "../base/errors.js";

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
    if (end > this.#octets.length) this.grow(octets);
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
    if (this.#length + length > this.#octets.length) this.grow(length);
    this.#octets.set(bytes, this.#length);
    this.#length += length;
  }

  /** What was written, in an array that the writer does not use any longer. */
  finish(): Uint8Array {
    const octets = this.#octets;
    return this.#length === octets.length ? octets : octets.slice(0, this.#length);
  }

  private grow(octets: number): void {
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

/** Fields of one name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a message may have fields of every type
export type Fields = Readonly<Record<string, Field<any>>>;

/** The values that go with the fields. */
export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};
