import { type Field, FieldError, type FieldReader, type FieldWriter } from "./field.js";

/** Throws FieldError for what is no whole number from `low` to `high`. */
export function check(value: number, low: number, high: number, name: string): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new FieldError(`${name}: ${value} is not a whole number from ${low} to ${high}`);
}

// Classes, not objects with functions of their own: a chip's flash holds some ninety slots of
// 16 octets less for each message, and its memory no places for what a closure could change.

export class NumberField implements Field<number> {
  constructor(
    readonly minimum: 1 | 2 | 3 | 4,
    private readonly low: number,
    private readonly high: number,
  ) {}

  /** Whether every value of its octets is one of its values. */
  get whole(): boolean {
    return this.low === 0 && this.high === 256 ** this.minimum - 1;
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

export class BooleanField implements Field<boolean> {
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

export class OctetsField implements Field<Uint8Array> {
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

export class RemainderField implements Field<Uint8Array> {
  readonly minimum = 0;

  read(reader: FieldReader): Uint8Array {
    return reader.take(reader.remaining);
  }

  write(writer: FieldWriter, value: Uint8Array): void {
    writer.put(value);
  }
}

export class ListField<T> implements Field<T[]> {
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

export class OptionalField<T> implements Field<T | undefined> {
  readonly minimum = 0;

  constructor(private readonly item: Field<T>) {}

  read(reader: FieldReader): T | undefined {
    return reader.remaining > 0 ? this.item.read(reader) : undefined;
  }

  write(writer: FieldWriter, value: T | undefined, name: string): void {
    if (value !== undefined) this.item.write(writer, value, name);
  }
}

export class BitsField<K extends string> implements Field<Record<K, number>> {
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
