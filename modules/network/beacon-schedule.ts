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
}

/** Whose turn it is about. */
export interface BeaconSender {
  sendBeacon(subnet: Subnet): void;
}

interface Turn {
  readonly netKeyIndex: number;
  /** Beacons of others since our own last one. */
  heard: number;
  /** When our next one is due. */
  due: number;
}

/** When the beacon of each subnet is sent: the more of them are heard, the more seldom. Mesh Protocol 1.1 §3.10.3.1. */
export class BeaconSchedule {
  readonly #options: BeaconScheduleOptions;
  readonly #sender: BeaconSender;
  #turns: Turn[] = [];
  #timer: TimerHandle | undefined;

  constructor(options: BeaconScheduleOptions, sender: BeaconSender) {
    this.#options = options;
    this.#sender = sender;
  }

  /** Begins, within the shortest interval. */
  start(): void {
    this.#schedule(randomBetween(this.#options.random, 0, shortestInterval));
  }

  /** All subnets have their turn soon: something that the beacons say has changed. */
  announce(): void {
    this.#turns = [];
    this.#schedule(randomBetween(this.#options.random, 0, announceDelay));
  }

  /** A beacon of the subnet came from somebody. */
  heard(netKeyIndex: number): void {
    this.#turnOf(netKeyIndex).heard++;
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  #turnOf(netKeyIndex: number): Turn {
    for (const turn of this.#turns) if (turn.netKeyIndex === netKeyIndex) return turn;
    const turn = { netKeyIndex, heard: 0, due: 0 };
    this.#turns.push(turn);
    return turn;
  }

  #schedule(delay: number): void {
    this.stop();
    this.#timer = this.#options.clock.schedule(this.#onTimer, delay);
  }

  readonly #onTimer = (): void => {
    const { clock, subnets } = this.#options;
    const now = clock.now();
    let next = now + longestInterval;
    for (const subnet of subnets.list) {
      const turn = this.#turnOf(subnet.netKeyIndex);
      if (turn.due <= now) {
        this.#sender.sendBeacon(subnet);
        turn.due = now + beaconInterval(turn.heard);
        turn.heard = 0;
      }
      next = Math.min(next, turn.due);
    }
    // A subnet that was deleted has no turn any more.
    if (this.#turns.length > subnets.list.length)
      this.#turns = this.#turns.filter(({ netKeyIndex }) => subnets.get(netKeyIndex));
    this.#schedule(next - now);
  };
}
