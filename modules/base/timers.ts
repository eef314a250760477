import type { Clock, TimerHandle } from "../host/clock.js";

/** A few timers with names, each running once at most. */
export class Timers<Name extends string> {
  readonly #clock: Clock;
  readonly #running = new Map<Name, TimerHandle>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts or restarts the timer: `action` is called after `delay` ms. */
  start(name: Name, delay: number, action: () => void): void {
    this.stop(name);
    const handle = this.#clock.schedule(() => {
      this.#running.delete(name);
      action();
    }, delay);
    this.#running.set(name, handle);
  }

  runs(name: Name): boolean {
    return this.#running.has(name);
  }

  stop(name: Name): void {
    const handle = this.#running.get(name);
    if (handle === undefined) return;
    this.#clock.cancel(handle);
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const handle of this.#running.values()) this.#clock.cancel(handle);
    this.#running.clear();
  }
}
