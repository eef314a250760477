import { randomBetween } from "../base/random.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import type { Subnet, Subnets } from "./subnets.js";

/** A node's interval, 10 to 600 s, in ms: the aim is one beacon of a subnet every 10 s from all its nodes together. §3.10.3.1 */
export const shortestInterval = 10_000;
const longestInterval = 600_000;
/** Milliseconds within which a change of the subnet is announced. */
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

/** Sends the beacon of a subnet that is due. */
export interface BeaconSender {
  sendBeacon(subnet: Subnet): void;
  /** How many beacons of the only subnet the radio has counted since the last call. Absent: it counts none. */
  counted?(): number;
}

interface Turn {
  readonly netKeyIndex: number;
  /** Beacons of other nodes since this node's last one. */
  heard: number;
  /** When this node's next one is due, ms of the clock. */
  due: number;
}

/**
 * When the beacon of each subnet is sent: the beacon interval grows with the beacons of other
 * nodes that are heard. Mesh Protocol 1.1 §3.10.3.1.
 */
export class BeaconSchedule {
  private readonly options: BeaconScheduleOptions;
  private readonly sender: BeaconSender;
  private turns: Turn[] = [];
  private readonly timer: Timer<BeaconSchedule>;

  constructor(options: BeaconScheduleOptions, sender: BeaconSender) {
    this.options = options;
    this.sender = sender;
    this.timer = new Timer(options.clock, BeaconSchedule.#turnDue, this);
  }

  /** Starts: the first beacons are sent within the shortest interval. */
  start(): void {
    this.timer.start(randomBetween(this.options.random, 0, shortestInterval));
  }

  /** Sends the beacons of all subnets soon: their content has changed. */
  announce(): void {
    this.turns = [];
    this.timer.start(randomBetween(this.options.random, 0, announceDelay));
  }

  /** A beacon of the subnet was received from another node. */
  heard(netKeyIndex: number): void {
    this.turnOf(netKeyIndex).heard++;
  }

  /** Whether beacons of one subnet alone were heard: those that a radio counts from now on are of that. */
  get hasOneTurn(): boolean {
    return this.turns.length === 1;
  }

  /**
   * A radio has counted so many beacons of the subnet that was the only one when it began: the first one. Those that were
   * heard before `announce` say nothing of what is announced.
   */
  counted(count: number): void {
    const [turn] = this.turns;
    if (turn) turn.heard += count;
  }

  stop(): void {
    this.timer.stop();
  }

  private turnOf(netKeyIndex: number): Turn {
    for (const turn of this.turns) if (turn.netKeyIndex === netKeyIndex) return turn;
    const turn = { netKeyIndex, heard: 0, due: 0 };
    this.turns.push(turn);
    return turn;
  }

  static #turnDue(schedule: BeaconSchedule): void {
    const { clock, subnets } = schedule.options;
    const now = clock.now();
    let next = now + longestInterval;
    schedule.counted(schedule.sender.counted?.() ?? 0);
    for (const subnet of subnets.list) {
      const turn = schedule.turnOf(subnet.netKeyIndex);
      if (turn.due <= now) {
        schedule.sender.sendBeacon(subnet);
        turn.due = now + beaconInterval(turn.heard);
        turn.heard = 0;
      }
      next = Math.min(next, turn.due);
    }
    // A subnet that was deleted has no beacon any longer.
    if (schedule.turns.length > subnets.list.length)
      schedule.turns = schedule.turns.filter(({ netKeyIndex }) => subnets.get(netKeyIndex));
    schedule.timer.start(next - now);
  }
}
