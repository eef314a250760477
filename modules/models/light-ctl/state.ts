import { development } from "../../base/development.js";
import { ColorState, firstOf, pairWay, pairOf, secondOf } from "../common/color-state.js";
import { signedFraction } from "../common/fraction.js";
import type { Course } from "../common/state.js";
import { highestTemperature, lowestTemperature, unknownTemperature } from "./messages.js";

/** Delta UV 0 as the second number of the state: it is above 0 there. */
const middle = 0x8000;

/** A colour temperature in K, and Delta UV, its distance from the black body curve. Mesh Model 1.1 §6.1.3. */
export interface ColorTemperatureValues {
  /** K, 800..20,000. */
  readonly temperature: number;
  /** -1..1. */
  readonly deltaUv: number;
}

/** What a ColorTemperature is made with. */
export interface ColorTemperatureOptions {
  /** Light CTL Default of a new device: K, 800..20,000, and Delta UV, -1..1. Default: the lowest temperature of the range, and 0. */
  readonly default?: Partial<ColorTemperatureValues>;
  /** Light CTL Temperature Range of a new device: K, 800..20,000. Default: unknown, so that all temperatures are in it. */
  readonly range?: { readonly minimum: number; readonly maximum: number };
}

/**
 * The Light CTL Temperature and Light CTL Delta UV states, which every message sets together, as one value. Mesh Model 1.1
 * §6.1.3.1, §6.1.3.4.
 */
export class ColorTemperature extends ColorState {
  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: ColorTemperatureOptions = {}) {
    development.options?.("ColorTemperature", options);
    const { maximum = unknownTemperature, minimum = unknownTemperature } = options.range ?? {};
    const lowest = minimum === unknownTemperature ? lowestTemperature : minimum;
    const { deltaUv = 0, temperature = lowest } = options.default ?? {};
    super(colorOf({ temperature, deltaUv }), [minimum, maximum]);
  }

  /** K: the lowest temperature of the range. */
  get minimum(): number {
    const minimum = this.limits[0]!;
    return minimum === unknownTemperature ? lowestTemperature : minimum;
  }

  /** K: the highest temperature of the range. */
  get maximum(): number {
    const maximum = this.limits[1]!;
    return maximum === unknownTemperature ? highestTemperature : maximum;
  }

  limited(value: number): number {
    const { maximum, minimum } = this;
    return pairOf(Math.max(minimum, Math.min(maximum, firstOf(value))), secondOf(value));
  }

  canHave([minimum, maximum]: readonly number[]): boolean {
    const low = minimum === unknownTemperature ? lowestTemperature : minimum!;
    return low <= (maximum === unknownTemperature ? highestTemperature : maximum!);
  }

  protected way(): Course {
    return pairWay;
  }
}

/** The value of the state for a colour temperature. */
export function colorOf({ deltaUv, temperature }: ColorTemperatureValues): number {
  return pairOf(temperature, signedFraction.partsOf(deltaUv, "deltaUv") + middle);
}

/** The colour temperature of a value of the state. */
export function temperatureOf(color: number): ColorTemperatureValues {
  return {
    temperature: firstOf(color),
    deltaUv: signedFraction.of(secondOf(color) - middle),
  };
}
