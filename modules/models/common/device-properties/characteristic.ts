import {
  type Field,
  FieldError,
  type FieldReader,
  type FieldWriter,
} from "../../../access/field.js";
import { checkWhole } from "../../../base/check.js";
import { development } from "../../../base/development.js";
import { frozen } from "../../../base/frozen.js";

/**
 * How the value of a device property is encoded: a characteristic of Bluetooth's GATT Specification
 * Supplement, little-endian.
 */
export interface Characteristic<T> extends Field<T> {
  /** Unit of the value, such as "lx"; an empty text for counts, states and factors. */
  readonly unit: string;
}

/**
 * A characteristic whose values are ordered, so that changes and ranges of it can be compared: as
 * whole numbers of its resolution, which have no rounding errors.
 */
export interface OrderedCharacteristic<T> extends Characteristic<T> {
  /** The value as a number of steps of the resolution. Not a number: it is unknown, or invalid. */
  steps(value: T): number;
  /** The value of so many steps; of no number, the unknown value. */
  value(steps: number): T;
}

/** What a `scalar` is declared with. Encoded values are whole numbers, as they are sent. */
export interface ScalarOptions {
  /** Length, 1..4 octets. */
  readonly octets: 1 | 2 | 3 | 4;
  /** Unit of the value. Default: none. */
  readonly unit?: string;
  /** Steps in one unit: 100 for a resolution of 0.01. Default 1. */
  readonly perUnit?: number;
  /** Units in one step, for a resolution above 1. Default 1. */
  readonly unitsPerStep?: number;
  /** The lowest encoded value; one below 0 makes the number a signed one. Default 0. */
  readonly low?: number;
  /** The highest encoded value that is a number; those above it that have no meaning of their own are prohibited. */
  readonly high: number;
  /** The encoded value of a value that is not known: undefined for an application. Default: there is none. */
  readonly unknown?: number;
  /** The encoded value of a value that is not valid: NaN for an application. Default: there is none. */
  readonly invalid?: number;
  /** Whether the highest encoded value stands for all values from there up. Default false. */
  readonly orMore?: boolean;
}

/** A number with a unit and a resolution, in an integer of 1..4 octets. */
export class Scalar implements OrderedCharacteristic<number | undefined> {
  readonly minimum: 1 | 2 | 3 | 4;
  readonly unit: string;
  /** Steps in one unit. */
  private readonly perUnit: number;
  /** Units in one step. */
  private readonly unitsPerStep: number;
  private readonly low: number;
  private readonly high: number;
  private readonly unknown: number | undefined;
  private readonly invalid: number | undefined;
  private readonly orMore: boolean;

  constructor(options: ScalarOptions) {
    this.minimum = options.octets;
    this.unit = options.unit ?? "";
    this.perUnit = options.perUnit ?? 1;
    this.unitsPerStep = options.unitsPerStep ?? 1;
    this.low = options.low ?? 0;
    this.high = options.high;
    this.unknown = options.unknown;
    this.invalid = options.invalid;
    this.orMore = options.orMore ?? false;
  }

  /** The smallest difference between two values, in the unit. */
  get resolution(): number {
    return this.value(1)!;
  }

  /** The lowest value, in the unit. */
  get least(): number {
    return this.value(this.low)!;
  }

  /** The highest value, in the unit. */
  get most(): number {
    return this.value(this.high)!;
  }

  read(reader: FieldReader): number | undefined {
    let raw = reader.number(this.minimum);
    // Of a signed number the upper half of the codes is below 0.
    if (this.low < 0 && raw >= 256 ** this.minimum / 2) raw -= 256 ** this.minimum;
    if (raw === this.unknown) return undefined;
    if (raw === this.invalid) return NaN;
    if (raw < this.low || raw > this.high) reader.ok = false;
    return this.value(raw);
  }

  write(writer: FieldWriter, value: number | undefined, name: string): void {
    writer.number(this.encoded(value, name), this.minimum);
  }

  steps(value: number | undefined): number {
    if (typeof value !== "number") return NaN;
    if (this.orMore && value > this.most) return this.high;
    // Adding 0 turns -0, which compares as 0 and prints otherwise, into 0.
    return Math.round((value * this.perUnit) / this.unitsPerStep) + 0;
  }

  /** Divided, not multiplied: 29 steps of 0.01 are 0.29, not 0.29000000000000004. */
  value(steps: number): number | undefined {
    return Number.isNaN(steps) ? undefined : (steps * this.unitsPerStep) / this.perUnit;
  }

  private encoded(value: number | undefined, name: string): number {
    if (value === undefined && this.unknown !== undefined) return this.unknown;
    if (Number.isNaN(value) && this.invalid !== undefined) return this.invalid;
    const steps = this.steps(value);
    if (steps >= this.low && steps <= this.high) return steps;
    const range = `${this.least} to ${this.most}`;
    const unit = this.unit && ` ${this.unit}`;
    throw new FieldError(`${name}: ${String(value)}${unit} is not a number from ${range}${unit}`);
  }
}

/**
 * Declares how a quantity is encoded, for a property that is not in the table. Values that are read
 * are exact decimal numbers; those that are written are rounded to the resolution. Throws RangeError
 * for `octets` other than 1 to 4; in a simulation TypeError or RangeError naming the option that is
 * wrong.
 */
export function scalar(options: ScalarOptions): Scalar {
  development.options?.("scalar", options);
  checkWhole("octets", options.octets, 1, 4);
  return frozen(new Scalar(options));
}

/** One octet that is 0 or 1; the others are prohibited. */
export class BooleanCharacteristic implements OrderedCharacteristic<boolean> {
  readonly minimum = 1;
  readonly unit = "";

  read(reader: FieldReader): boolean {
    const octet = reader.number(1);
    if (octet > 1) reader.ok = false;
    return octet === 1;
  }

  write(writer: FieldWriter, value: boolean, name: string): void {
    if (typeof value !== "boolean")
      throw new FieldError(`${name}: ${String(value)} is neither true nor false`);
    writer.number(Number(value), 1);
  }

  steps(value: boolean): number {
    return Number(value);
  }

  /** Undefined, which `write` refuses, for a number that is neither 0 nor 1. */
  value(steps: number): boolean {
    return (steps === 0 ? false : steps === 1 ? true : undefined) as boolean;
  }
}

/** A number of IEEE 754 with 32 bits; those outside `low..high`, and NaN, are prohibited. */
export class Float32 implements OrderedCharacteristic<number> {
  readonly minimum = 4;
  readonly unit = "";

  constructor(
    private readonly low: number,
    private readonly high: number,
  ) {}

  read(reader: FieldReader): number {
    const value = new DataView(reader.take(4).buffer);
    const number = reader.ok ? value.getFloat32(0, true) : NaN;
    if (!(number >= this.low && number <= this.high)) reader.ok = false;
    return number;
  }

  write(writer: FieldWriter, value: number, name: string): void {
    if (typeof value !== "number" || !(value >= this.low && value <= this.high))
      throw new FieldError(
        `${name}: ${String(value)} is not a number from ${this.low} to ${this.high}`,
      );
    const octets = new Uint8Array(4);
    new DataView(octets.buffer).setFloat32(0, value, true);
    writer.put(octets);
  }

  steps(value: number): number {
    return value;
  }

  value(steps: number): number {
    return steps;
  }
}

/** A lowest and a highest value. */
export interface ValueRange<T> {
  /** The lowest value. */
  readonly minimum: T;
  /** The highest value. */
  readonly maximum: T;
}

/** Two values of one characteristic: the lowest and the highest. */
export class RangeOf<T> implements Characteristic<ValueRange<T>> {
  readonly minimum: number;
  readonly unit: string;

  constructor(private readonly bound: Characteristic<T>) {
    this.minimum = 2 * bound.minimum;
    this.unit = bound.unit;
  }

  read(reader: FieldReader): ValueRange<T> {
    const minimum = this.bound.read(reader);
    return { minimum, maximum: this.bound.read(reader) };
  }

  write(writer: FieldWriter, { minimum, maximum }: ValueRange<T>, name: string): void {
    this.bound.write(writer, minimum, `${name}.minimum`);
    this.bound.write(writer, maximum, `${name}.maximum`);
  }
}

/** Whether values of the characteristic can be compared. */
export function isOrdered<T>(format: Field<T>): format is OrderedCharacteristic<T> {
  return typeof (format as Partial<OrderedCharacteristic<T>>).steps === "function";
}
