import type { Clock, TimerHandle } from "../../modules/host/clock.js";

/** Real time of this machine. Closing it forgets all timers, so that the process can end. */
export class NodeClock implements Clock {
  readonly #timers = new Map<TimerHandle, NodeJS.Timeout>();
  #last = 0;

  now(): number {
    return performance.now();
  }

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

  cancel(timer: TimerHandle): void {
    clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }

  close(): void {
    for (const timeout of this.#timers.values()) clearTimeout(timeout);
    this.#timers.clear();
  }
}
