import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";

/**
 * A timer that is moved to a later time again and again, as by each segment of a message: only when
 * it runs too early it is started again, for the time that is left. So its function begins with
 *
 *     if (!message.#discard.reached()) return;
 */
export class Deadline<T> {
  readonly #clock: Clock;
  readonly #timer: Timer<T>;
  /** When it is due: at `armed` or later. Infinity: it does not run. */
  due = Infinity;
  /** When the timer runs. */
  armed = Infinity;

  /** Stopped. `run` as that of a Timer. */
  constructor(clock: Clock, run: (target: T) => void, target: T) {
    this.#clock = clock;
    this.#timer = new Timer(clock, run, target);
  }

  /** Is due in `delay` milliseconds, and no longer when it was before. */
  start(delay: number): void {
    const due = this.#clock.now() + delay;
    this.due = due;
    if (due >= this.armed) return;
    this.armed = due;
    this.#timer.start(delay);
  }

  /** To be called when the timer runs; false: it is due later, and has been started for then. */
  reached(): boolean {
    const left = this.due - this.#clock.now();
    if (left > 0) {
      this.armed = this.due;
      this.#timer.start(left);
      return false;
    }
    this.due = this.armed = Infinity;
    return true;
  }

  stop(): void {
    this.due = this.armed = Infinity;
    this.#timer.stop();
  }
}
