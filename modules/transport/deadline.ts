import { Timer } from "../base/timer.js";

/**
 * A timer that is moved to a later time again and again, as by each segment of a message: only when
 * it runs too early it is started again, for the time that is left. So its function begins with
 *
 *     if (!message.#discard.reached()) return;
 */
export class Deadline<T> extends Timer<T> {
  /** When it is due: at `armed` or later. Infinity: it does not run. */
  due = Infinity;
  /** When the timer runs. */
  armed = Infinity;

  /** Is due in `delay` milliseconds, and no longer when it was before. Throws as that of a Timer. */
  override start(delay: number): void {
    const due = this.clock.now() + delay;
    // What is no delay goes to the timer, too, which refuses it.
    if (due < this.armed || !(delay < Infinity)) {
      super.start(delay);
      this.armed = due;
    }
    this.due = due;
  }

  /** To be called when the timer runs; false: it is due later, and has been started for then. */
  reached(): boolean {
    const { due } = this;
    const left = due - this.clock.now();
    this.due = this.armed = Infinity;
    if (left > 0) this.start(left);
    // The same number, however the time that is left was rounded.
    if (left > 0) this.due = this.armed = due;
    return left <= 0;
  }

  override stop(): void {
    this.due = this.armed = Infinity;
    super.stop();
  }
}
