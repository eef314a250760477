import type { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { depth, desks, door, type Zone, zoneAt, zones } from "./plan.js";

/** Metres a second. */
const walkingSpeed = 1;
/** Hours from one movement of somebody who sits to the next, on average. */
const stillness = 20 / 3600;
/** Hours from one movement of somebody who walks to the next. */
const stepTime = 0.5 / 3600;

/** A time at a desk, hours of the day. */
export interface Stay {
  /** Index of the desk. */
  readonly desk: number;
  readonly from: number;
  readonly to: number;
}

/** When people are where, and when a motion detector of each zone sees one of them move. */
export interface PeoplePlan {
  readonly stays: readonly Stay[];
  /** Hours of the day, ascending. */
  readonly motions: Readonly<Record<Zone, Float64Array>>;
}

/** Random numbers between bounds. */
class Chance {
  readonly #octets = new Uint8Array(4);

  constructor(private readonly random: SeededRandom) {}

  between(low: number, high: number): number {
    this.random.fill(this.#octets);
    const part = new DataView(this.#octets.buffer).getUint32(0) / 2 ** 32;
    return low + (high - low) * part;
  }
}

/** The hours between which somebody is away: lunch, and a break in the morning and in the afternoon. */
function absences(chance: Chance): readonly (readonly [number, number])[] {
  const away = (from: number, to: number, least: number, most: number) => {
    const begin = chance.between(from, to);
    return [begin, begin + chance.between(least, most)] as const;
  };
  return [away(9.8, 10.8, 0.1, 0.3), away(11.8, 12.8, 0.5, 0.9), away(14.5, 15.5, 0.1, 0.4)];
}

/** A day of eight people: each comes, is at a desk of its own but for a lunch and two breaks, and leaves; and at night a cleaner walks through. */
export function planPeople(random: SeededRandom): PeoplePlan {
  const chance = new Chance(random);
  const stays: Stay[] = [];
  const motions: Record<Zone, number[]> = { window: [], inner: [] };
  for (const [desk] of desks.entries()) {
    let from = chance.between(7.5, 9.5);
    for (const [leaves, returns] of absences(chance)) {
      stays.push({ desk, from, to: leaves });
      from = returns;
    }
    stays.push({ desk, from, to: chance.between(16, 18) });
  }
  for (const stay of stays) {
    const { position } = desks[stay.desk]!;
    walk(motions, stay.from, position, -1);
    walk(motions, stay.to, position, 1);
    for (
      let hour = stay.from;
      hour < stay.to;
      hour += -stillness * Math.log(chance.between(0.001, 1))
    )
      motions[zoneAt(position.y)].push(hour);
  }
  for (const zone of zones) clean(motions[zone], zone === "inner" ? 18.5 : 18.8);
  const sorted = (zone: Zone) => Float64Array.from(motions[zone]).sort();
  return { stays, motions: { window: sorted("window"), inner: sorted("inner") } };
}

/** Somebody walks straight between a desk and the door: away from the hour on, or there until it. */
function walk(
  motions: Record<Zone, number[]>,
  hour: number,
  desk: { readonly x: number; readonly y: number },
  direction: 1 | -1,
): void {
  const length = Math.hypot(door.x - desk.x, door.y - desk.y);
  const time = length / walkingSpeed / 3600;
  for (let passed = 0; passed < time; passed += stepTime) {
    const y = desk.y + ((door.y - desk.y) * passed) / time;
    motions[zoneAt(Math.min(depth, y))].push(hour + direction * passed);
  }
}

/** The cleaner moves for a quarter of an hour. */
function clean(motions: number[], from: number): void {
  for (let hour = from; hour < from + 0.25; hour += 4 * stepTime) motions.push(hour);
}

/** A motion detector: whether something has moved since it was read last. */
export class MotionDetector {
  #next = 0;

  constructor(private readonly motions: Float64Array) {}

  read(hour: number): number {
    const first = this.#next;
    while (this.#next < this.motions.length && this.motions[this.#next]! <= hour) this.#next++;
    return this.#next > first ? 1 : 0;
  }
}
