import { randomBetween } from "../base/random.js";
import type { Clock, TimerHandle } from "../host/clock.js";
import type { Random } from "../host/random.js";
import type { Subnet, Subnets } from "./subnets.js";

/** One beacon a subnet every 10 s is the aim, whoever sends it; a node keeps between 10 and 600 s. §3.10.3.1 */
export const shortestInterval = 10_000;
const longestInterval = 600_000;
/** Milliseconds in which a change is told. */
const announceDelay = 1000;

/** Milliseconds to the next beacon of a subnet where `heard` others of it came since the last one. §3.10.3.1 */
export function beaconInterval(heard: number): number {
  // interval = period * (observed + 1) / expected, expected = period / 10 s
  return Math.min(shortestInterval * (heard + 1), longestInterval);
}

export interface BeaconScheduleOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly subnets: Subnets;
  /** Sends the beacon of a subnet. */
  readonly send: (subnet: Subnet) => void;
}

interface Turn {
  /** Beacons of others since our own last one. */
  heard: number;
  /** When our next one is due. */
  due: number;
}

/** When the beacon of each subnet is sent: the more of them are heard, the more seldom. Mesh Protocol 1.1 §3.10.3.1. */
export class BeaconSchedule {
  readonly #options: BeaconScheduleOptions;
  readonly #turns = new Map<number, Turn>();
  #timer: TimerHandle | undefined;

  constructor(options: BeaconScheduleOptions) {
    this.#options = options;
  }

  /** Begins, within the shortest interval. */
  start(): void {
    this.#schedule(randomBetween(this.#options.random, 0, shortestInterval));
  }

  /** All subnets have their turn soon: something that the beacons say has changed. */
  announce(): void {
    this.#turns.clear();
    this.#schedule(randomBetween(this.#options.random, 0, announceDelay));
  }

  /** A beacon of the subnet came from somebody. */
  heard(netKeyIndex: number): void {
    const turn = this.#turns.get(netKeyIndex);
    if (turn) turn.heard++;
    else this.#turns.set(netKeyIndex, { heard: 1, due: 0 });
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  #schedule(delay: number): void {
    this.stop();
    this.#timer = this.#options.clock.schedule(this.#onTimer, delay);
  }

  readonly #onTimer = (): void => {
    const { clock, send, subnets } = this.#options;
    const now = clock.now();
    let next = now + longestInterval;
    for (const netKeyIndex of this.#turns.keys())
      if (!subnets.get(netKeyIndex)) this.#turns.delete(netKeyIndex);
    for (const subnet of subnets.list) {
      let turn = this.#turns.get(subnet.netKeyIndex);
      if (!turn) {
        turn = { heard: 0, due: 0 };
        this.#turns.set(subnet.netKeyIndex, turn);
      }
      if (turn.due <= now) {
        send(subnet);
        turn.due = now + beaconInterval(turn.heard);
        turn.heard = 0;
      }
      next = Math.min(next, turn.due);
    }
    this.#schedule(next - now);
  };
}
