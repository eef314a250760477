import { FieldError, FieldReader, FieldWriter } from "../../access/field.js";
import { check } from "../../access/field-kinds.js";
import type { OrderedCharacteristic } from "../common/device-properties/characteristic.js";

/** When a sensor's value is published. Mesh Model 1.1 §4.1.3. */
export interface SensorCadence {
  /**
   * While the value is in the fast range the publish period is divided by 2 to the power of this,
   * 0..15.
   */
  readonly fastPeriodDivisor: number;
  /**
   * Unit of the deltas: that of the sensor's property, or % of the value that was published last.
   * Default: the property's.
   */
  readonly triggerType?: "property" | "percent";
  /**
   * A value that is lower than the one published last by more than this is published at once. 0: any
   * change. Percent: 0..655.35 in steps of 0.01. Undefined, where the property has an unknown value:
   * never.
   */
  readonly deltaDown: number | undefined;
  /** The same for a value that is higher. */
  readonly deltaUp: number | undefined;
  /** Least milliseconds from one publication of the value to the next: 1 to 67,108,864, rounded up to a power of 2. */
  readonly minInterval: number;
  /** Lowest value of the fast range, in the property's unit; undefined, as for `fastHigh`: there is none. */
  readonly fastLow: number | undefined;
  /**
   * Highest value of the fast range. Where it is below `fastLow` the range is that of all values
   * below `fastHigh` or above `fastLow`.
   */
  readonly fastHigh: number | undefined;
}

/**
 * A cadence in whole numbers: values are steps of their characteristic, percents are hundredths. NaN
 * compares as neither above nor below anything: a delta or a range of NaN is never exceeded or met.
 */
export interface CadenceSteps {
  readonly divisor: number;
  readonly percent: boolean;
  readonly down: number;
  readonly up: number;
  /** 2^n ms. */
  readonly minInterval: number;
  readonly low: number;
  readonly high: number;
}

const mostDivisor = 15;
const mostInterval = 26;
const percentBit = 0x80;

/**
 * The cadence of encoded octets: divisor (bits 0-6) and trigger type (bit 7), delta down, delta up,
 * the exponent of the interval, fast range low and high. Undefined where their number is wrong or a
 * value is prohibited.
 */
export function decodeCadence(
  format: OrderedCharacteristic<unknown>,
  octets: Uint8Array,
): CadenceSteps | undefined {
  const reader = new FieldReader(octets, 0, octets.length);
  const first = reader.number(1);
  const divisor = first & (percentBit - 1);
  const percent = first >= percentBit;
  const steps = () => format.steps(format.read(reader));
  const down = percent ? reader.number(2) : steps();
  const up = percent ? reader.number(2) : steps();
  const exponent = reader.number(1);
  const low = steps();
  const high = steps();
  if (!reader.ok || reader.remaining > 0 || divisor > mostDivisor || exponent > mostInterval)
    return undefined;
  return { divisor, percent, down, up, minInterval: 2 ** exponent, low, high };
}

/** The reverse. Throws FieldError naming what the property or the message cannot represent. */
export function encodeCadence(
  format: OrderedCharacteristic<unknown>,
  cadence: CadenceSteps,
): Uint8Array {
  const { divisor, down, high, low, minInterval, percent, up } = cadence;
  check(divisor, 0, mostDivisor, "fastPeriodDivisor");
  const writer = new FieldWriter(2 + 4 * format.minimum);
  const delta = (steps: number, name: string) => {
    if (!percent) return format.write(writer, format.value(steps), name);
    if (!(steps >= 0 && steps <= 0xffff))
      throw new FieldError(`${name}: ${steps / 100} % is not from 0 to 655.35`);
    writer.number(steps, 2);
  };
  const exponent = Math.ceil(Math.log2(minInterval));
  if (!(minInterval >= 1 && exponent <= mostInterval))
    throw new FieldError(`minInterval: ${minInterval} ms is not from 1 to ${2 ** mostInterval}`);
  writer.number(divisor | (percent ? percentBit : 0), 1);
  delta(down, "deltaDown");
  delta(up, "deltaUp");
  writer.number(exponent, 1);
  format.write(writer, format.value(low), "fastLow");
  format.write(writer, format.value(high), "fastHigh");
  return writer.finish();
}

/** A cadence of an application, in steps. Throws TypeError naming what is no number. */
export function cadenceSteps(
  format: OrderedCharacteristic<unknown>,
  cadence: SensorCadence,
): CadenceSteps {
  const { triggerType = "property" } = cadence;
  const percent = triggerType === "percent";
  if (!percent && triggerType !== "property")
    throw new TypeError(`triggerType: ${String(triggerType)} is neither property nor percent`);
  const stepsOf = (name: "deltaDown" | "deltaUp" | "fastHigh" | "fastLow", hundredths: boolean) => {
    const value = cadence[name];
    if (value === undefined) return NaN;
    if (typeof value !== "number" || Number.isNaN(value))
      throw new TypeError(`${name}: ${String(value)} is not a number`);
    return hundredths ? Math.round(value * 100) : format.steps(value);
  };
  return {
    divisor: cadence.fastPeriodDivisor,
    percent,
    down: stepsOf("deltaDown", percent),
    up: stepsOf("deltaUp", percent),
    minInterval: cadence.minInterval,
    low: stepsOf("fastLow", false),
    high: stepsOf("fastHigh", false),
  };
}

/** The reverse. */
export function cadenceOf(
  format: OrderedCharacteristic<unknown>,
  steps: CadenceSteps,
): SensorCadence {
  const value = (number: number) => {
    const decoded = format.value(number);
    return decoded === undefined ? undefined : Number(decoded);
  };
  const delta = (number: number) => (steps.percent ? number / 100 : value(number));
  return {
    fastPeriodDivisor: steps.divisor,
    triggerType: steps.percent ? "percent" : "property",
    deltaDown: delta(steps.down),
    deltaUp: delta(steps.up),
    minInterval: steps.minInterval,
    fastLow: value(steps.low),
    fastHigh: value(steps.high),
  };
}

/**
 * Whether a value is in the fast range: inside of low and high, which belong to it; where high is
 * below low, outside of both. Mesh Model 1.1 §4.1.3.7.
 */
export function isFast({ high, low }: CadenceSteps, value: number): boolean {
  return high < low ? value < high || value > low : value >= low && value <= high;
}

/**
 * Whether a value differs from the one that was published last by more than a delta, all in steps.
 * The specification does not say what a change from or to an unknown value is: it is published, as a
 * change by any number. The same holds for percents of 0. Mesh Model 1.1 §4.1.3.3.
 */
export function isTriggered(cadence: CadenceSteps, published: number, value: number): boolean {
  if (Number.isNaN(published) || Number.isNaN(value))
    return Number.isNaN(published) !== Number.isNaN(value);
  const change = value - published;
  if (change === 0) return false;
  const delta = change < 0 ? cadence.down : cadence.up;
  // Whole numbers up to 2^46: no rounding makes a change that equals the delta one beyond it.
  if (cadence.percent) return Math.abs(change) * 10_000 > delta * Math.abs(published);
  return Math.abs(change) > delta;
}

/**
 * The divisor of the publish period (ms) for a value that is in the fast range: less than asked for
 * where the value would be published before its minimum interval is over. Mesh Model 1.1 §4.1.3.5.
 */
export function fastDivisor({ divisor, minInterval }: CadenceSteps, period: number): number {
  let fitting = divisor;
  while (fitting > 0 && period / 2 ** fitting < minInterval) fitting--;
  return fitting;
}
