import { development } from "../../base/development.js";
import { ColorState, firstOf, pairOf, pairWay, secondOf } from "../common/color-state.js";
import { wholeFraction } from "../common/fraction.js";
import type { Course } from "../common/state.js";

/** Coordinates of the CIE 1931 diagram, 0..1. */
export interface ChromaticityValues {
  readonly x: number;
  readonly y: number;
}

/** What a Chromaticity is made with. */
export interface ChromaticityOptions {
  /** Light xyL Default of a new device, 0..1. Default: 0. */
  readonly default?: Partial<ChromaticityValues>;
  /** Light xyL Range of a new device, 0..1. Default: all. */
  readonly range?: { readonly minimum: ChromaticityValues; readonly maximum: ChromaticityValues };
}

/** The Light xyL x and Light xyL y states, which every message sets together, as one value. Mesh Model 1.1 §6.1.5. */
export class Chromaticity extends ColorState {
  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: ChromaticityOptions = {}) {
    development.options?.("Chromaticity", options);
    const { x = 0, y = 0 } = options.default ?? {};
    const { maximum = { x: 1, y: 1 }, minimum = { x: 0, y: 0 } } = options.range ?? {};
    const parts = (value: number) => wholeFraction.partsOf(value, "range");
    super(chromaticityOf({ x, y }), [
      parts(minimum.x),
      parts(maximum.x),
      parts(minimum.y),
      parts(maximum.y),
    ]);
  }

  limited(value: number): number {
    const [minX, maxX, minY, maxY] = this.limits;
    return pairOf(
      Math.max(minX!, Math.min(maxX!, firstOf(value))),
      Math.max(minY!, Math.min(maxY!, secondOf(value))),
    );
  }

  canHave([minX, maxX, minY, maxY]: readonly number[]): boolean {
    return minX! <= maxX! && minY! <= maxY!;
  }

  protected way(): Course {
    return pairWay;
  }
}

/** The value of the state for coordinates. */
export function chromaticityOf({ x, y }: ChromaticityValues): number {
  return pairOf(wholeFraction.partsOf(x, "x"), wholeFraction.partsOf(y, "y"));
}

/** The coordinates of a value of the state. */
export function coordinatesOf(value: number): ChromaticityValues {
  return { x: wholeFraction.of(firstOf(value)), y: wholeFraction.of(secondOf(value)) };
}
