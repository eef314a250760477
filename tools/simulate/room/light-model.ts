import type { SeededRandom } from "../../../hosts/node/seeded-random.js";
import type { Position } from "../../air/propagation.js";
import { lights } from "./plan.js";

// The stated model of light: lux at a desk is the daylight through the window and the sum of the lamps.

/** Metres from the desks to the lamps. */
const height = 2;
/** Candela of a lamp with full power, straight down; it radiates as Lambert's law says. */
const intensity = 1400;
/** Watts of a lamp with full power, and of one that is dark. */
export const fullPower = 36;
export const standbyPower = 0.5;

/** Hours of sunrise and sunset. */
const sunrise = 7;
const sunset = 19;
/** Lux outside at noon under a clear sky, as a window that faces north sees it. */
const clearNoon = 25_000;
/** Share of it beside the window, and the depth of the room, m, at which half of that is left. */
const windowShare = 0.05;
const halfDepth = 2;
/** Hours from one sky to the next; between them it changes evenly. */
const skyTime = 0.25;

/** Lux of each lamp with full power at a position, in the order of the lamps. */
export function lampShares({ x, y }: Position): readonly number[] {
  return lights.map(({ position }) => {
    const square = (position.x - x) ** 2 + (position.y - y) ** 2 + height ** 2;
    return (intensity * height ** 2) / square ** 2;
  });
}

/** Lux at a position of lamps with these powers, 0 to 1. */
export function lampLux(shares: readonly number[], powers: ArrayLike<number>): number {
  let lux = 0;
  for (let i = 0; i < shares.length; i++) lux += shares[i]! * powers[i]!;
  return lux;
}

/** The daylight of one day. */
export class Daylight {
  /** How much of the light the sky lets through, each quarter of an hour. */
  readonly #skies: readonly number[];

  constructor(random: SeededRandom) {
    let sky = 0.7;
    const octets = new Uint8Array(1);
    this.#skies = Array.from({ length: 24 / skyTime + 2 }, () => {
      random.fill(octets);
      sky = Math.min(1, Math.max(0.15, sky + (octets[0]! - 127.5) / 400));
      return sky;
    });
  }

  /** Lux outside; `hour`: of the day, 0 to 24. */
  outside(hour: number): number {
    if (hour <= sunrise || hour >= sunset) return 0;
    const at = hour / skyTime;
    const before = this.#skies[Math.floor(at)]!;
    const sky = before + (this.#skies[Math.floor(at) + 1]! - before) * (at % 1);
    return clearNoon * sky * Math.sin((Math.PI * (hour - sunrise)) / (sunset - sunrise));
  }

  /** Lux at a desk so many metres from the window. */
  inside(hour: number, distance: number): number {
    return (this.outside(hour) * windowShare) / (1 + (distance / halfDepth) ** 2);
  }
}
