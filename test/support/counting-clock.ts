import type { Clock, TimerHandle } from "../../modules/host/clock.js";

/** A clock that knows which of its timers are left: those of one host, on a clock that it shares. */
export class CountingClock implements Clock {
  readonly #clock: Clock;
  readonly #pending = new Set<TimerHandle>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#pending.size;
  }

  now(): number {
    return this.#clock.now();
  }

  schedule(callback: () => void, delay: number): TimerHandle {
    const handle = this.#clock.schedule(() => {
      this.#pending.delete(handle);
      callback();
    }, delay);
    this.#pending.add(handle);
    return handle;
  }

  cancel(timer: TimerHandle): void {
    this.#clock.cancel(timer);
    this.#pending.delete(timer);
  }
}
