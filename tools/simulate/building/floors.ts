import type { SeededRandom } from "../../../hosts/node/seeded-random.js";
import type { Position } from "../../air/propagation.js";
import { spread } from "../spread.js";

/** Square metres of a floor for each light: three metres from one to the next. */
const areaPerLight = 9;
/** Width of a floor : its depth. */
const proportion = 4 / 3;
/** One of so many lights relays; the next relay is some 13 metres away. */
export const lightsPerRelay = 20;

/** A building: open floors one above the other. */
export interface Floors {
  /** Of the largest floor, metres. */
  readonly width: number;
  readonly depth: number;
  readonly lights: readonly Position[];
  /** Whether the light at an index relays. */
  readonly relays: readonly boolean[];
  /** The light switch: beside the entrance on the lowest floor. */
  readonly switch: Position;
}

/** Shares the lights out among the floors. */
export function floorsOf(nodes: number, floors: number, random: SeededRandom): Floors {
  const most = Math.ceil(nodes / floors);
  const width = Math.sqrt(most * areaPerLight * proportion);
  const depth = width / proportion;
  const lights: Position[] = [];
  const relays: boolean[] = [];
  for (let floor = 0; floor < floors; floor++) {
    const count = Math.floor(((floor + 1) * nodes) / floors) - Math.floor((floor * nodes) / floors);
    const places = spread({ x: 0, y: 0, width, height: depth }, count, random);
    const spacing = Math.min(lightsPerRelay, count);
    for (const [i, { x, y }] of places.entries()) {
      lights.push({ x, y, floor });
      relays.push(i % spacing === Math.floor(spacing / 2));
    }
  }
  return { width, depth, lights, relays, switch: { x: width / 2, y: 0.5, floor: 0 } };
}
