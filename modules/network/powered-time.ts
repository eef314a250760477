import { randomBetween } from "../base/random.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { Random } from "../host/random.js";
import type { Sequence } from "./sequence.js";

const minute = 60_000;
/** Minutes after which the first part is stored, and after which the time is checked at the latest. */
const firstDue = 9;
const longestStep = 10;
/** Ends of the first parts, in minutes; each later part is an hour. */
const firstPart = 10;
const secondPart = 120;
const laterPart = 60;

export interface PoweredTimeOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly sequence: Sequence;
}

/** Gets the time that passes. */
export interface PoweredTimeListener {
  /** So many minutes passed. */
  onTime(minutes: number): void;
}

/**
 * Counts the time during which the node has power, for the IV Update procedure (Mesh
 * Protocol 1.1 §3.11.5), also of a light that never has power for an hour.
 *
 * The time since the start is stored in parts, each with one write, on average at most one an
 * hour. The first part, ten minutes, is stored at its end. Each later part is stored as a whole,
 * at a random minute of it: a node that is switched off within a part has stored all of it or
 * nothing, which on average is the time that it had power. While the node runs its state has
 * the exact time, and `Sequence.ahead` is the difference to what is stored.
 */
export class PoweredTime {
  private readonly options: PoweredTimeOptions;
  private readonly listener: PoweredTimeListener;
  /** Minutes since the start, and when the last of them was over. */
  private now = 0;
  private counted: number;
  /** Minutes that are stored of them. */
  private stored = 0;
  /** The part to be stored next ends there, and is stored in this minute. */
  private end = firstPart;
  private due = firstDue;
  private readonly timer: Timer<PoweredTime>;

  constructor(options: PoweredTimeOptions, listener: PoweredTimeListener) {
    const { clock } = options;
    this.options = options;
    this.listener = listener;
    this.counted = clock.now();
    this.timer = new Timer(clock, PoweredTime.#minutesOver, this);
    this.timer.start(firstDue * minute);
  }

  /** Counts the time that has passed until now. */
  catchUp(): void {
    const { clock, sequence } = this.options;
    const passed = Math.floor((clock.now() - this.counted) / minute);
    if (passed <= 0) return;
    this.counted += passed * minute;
    this.now += passed;
    sequence.ahead = this.stored - this.now;
    this.listener.onTime(passed);
  }

  close(): void {
    this.timer.stop();
  }

  static #minutesOver(time: PoweredTime): void {
    const { random, sequence } = time.options;
    time.catchUp();
    if (time.now >= time.due) {
      time.stored = time.end;
      sequence.ahead = time.stored - time.now;
      sequence.saveTime();
      const begin = time.end;
      time.end = begin === firstPart ? secondPart : begin + laterPart;
      time.due = begin + randomBetween(random, 1, time.end - begin);
    }
    const wait = Math.min(Math.max(time.due - time.now, 1), longestStep);
    time.timer.start(wait * minute);
  }
}
