import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { ColorState, straightWay } from "../common/color-state.js";
import { angle, wholeFraction } from "../common/fraction.js";
import type { Course } from "../common/state.js";

const circle = 0x1_0000;
const half = 0x8000;

/** A number on the circle, 0..65,535. */
export function around(value: number): number {
  return value - circle * Math.floor(value / circle);
}

/** What a Hue is made with. */
export interface HueOptions {
  /** Degrees, 0..360, of a new device. Default 0. */
  readonly default?: number;
  /** Degrees, 0..360: from the minimum up to the maximum, over 0 where the minimum is above it. Default: the whole circle. */
  readonly range?: { readonly minimum: number; readonly maximum: number };
}

/**
 * The Light HSL Hue state, in parts of the circle, 1/65,536. Transitions take the shorter way; in a range that is not
 * the whole circle, the way in the range. Mesh Model 1.1 §6.1.4.1.
 */
export class Hue extends ColorState {
  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: HueOptions = {}) {
    development.options?.("Hue", options);
    const { default: byDefault = 0, range } = options;
    super(
      angle.partsOf(byDefault, "default"),
      range
        ? [angle.partsOf(range.minimum, "minimum"), angle.partsOf(range.maximum, "maximum")]
        : [0, circle - 1],
    );
  }

  /** Parts of the circle from the begin of the range to its end; 65,535: it is the whole circle. */
  get length(): number {
    return around(this.limits[1]! - this.limits[0]!);
  }

  /** Whether the range is the whole circle. */
  get isWhole(): boolean {
    return this.length === circle - 1;
  }

  /** Parts of the circle from the begin of the range to a hue, upwards. */
  placeOf(value: number): number {
    return around(value - this.limits[0]!);
  }

  limited(value: number): number {
    const { length } = this;
    const place = this.placeOf(value);
    if (place <= length) return value;
    return place - length <= circle - place ? this.limits[1]! : this.limits[0]!;
  }

  canHave(): boolean {
    return true;
  }

  protected way(initial: number, target: number): Course {
    const from = this.placeOf(initial);
    const isInside = !this.isWhole && from <= this.length;
    const distance = isInside
      ? this.placeOf(target) - from
      : around(target - initial + half) - half;
    return distance < 0 ? downwards : upwards;
  }
}

/** Towards the target in the direction of growing hues. */
export const upwards: Course = frozen({
  at: (initial, target, part) => around(Math.round(initial + around(target - initial) * part)),
});

/** Towards the target in the direction of falling hues. */
export const downwards: Course = frozen({
  at: (initial, target, part) => around(Math.round(initial - around(initial - target) * part)),
});

/** What a Saturation is made with. */
export interface SaturationOptions {
  /** 0..1 of a new device. Default 0. */
  readonly default?: number;
  /** 0..1. Default: all. */
  readonly range?: { readonly minimum: number; readonly maximum: number };
}

/** The Light HSL Saturation state, 0..65,535. Mesh Model 1.1 §6.1.4.4. */
export class Saturation extends ColorState {
  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: SaturationOptions = {}) {
    development.options?.("Saturation", options);
    const { default: byDefault = 0, range = { minimum: 0, maximum: 1 } } = options;
    super(wholeFraction.partsOf(byDefault, "default"), [
      wholeFraction.partsOf(range.minimum, "minimum"),
      wholeFraction.partsOf(range.maximum, "maximum"),
    ]);
  }

  limited(value: number): number {
    return Math.max(this.limits[0]!, Math.min(this.limits[1]!, value));
  }

  canHave([minimum, maximum]: readonly number[]): boolean {
    return minimum! <= maximum!;
  }

  protected way(): Course {
    return straightWay;
  }
}
