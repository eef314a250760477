import type { Clock, TimerHandle } from "../../modules/host/clock.js";

/**
 * Real time of this machine, with the timers of the web platform, which Node.js has as well.
 * Closing it cancels all timers, so that a process can end.
 */
export class WebClock implements Clock {
  readonly #timers = new Map<TimerHandle, ReturnType<typeof setTimeout>>();
  #last = 0;

  /** Milliseconds since the page or process began, with a fraction. */
  now(): number {
    return performance.now();
  }

  /** Calls `callback` once, `delay` milliseconds from now; a negative delay counts as 0. */
  schedule(callback: () => void, delay: number): TimerHandle {
    const handle = ++this.#last;
    const timeout = setTimeout(
      () => {
        this.#timers.delete(handle);
        callback();
      },
      Math.max(0, delay),
    );
    this.#timers.set(handle, timeout);
    return handle;
  }

  /** Cancels a timer. One that ran or was cancelled before is ignored. */
  cancel(timer: TimerHandle): void {
    clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }

  /** Cancels all timers. */
  close(): void {
    for (const timeout of this.#timers.values()) clearTimeout(timeout);
    this.#timers.clear();
  }
}
