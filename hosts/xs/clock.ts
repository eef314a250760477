import type { Clock, TimerHandle } from "../../modules/host/clock.js";

class Native {
  static schedule(timer: number, delay: number): void {
    return native("xs_host_schedule").call(this, timer, delay);
  }

  static cancel(timer: number): void {
    return native("xs_host_cancel").call(this, timer);
  }
}

/** Inside XS: the clock of the machine's host. */
export class XsClock implements Clock {
  readonly #callbacks = new Map<TimerHandle, () => void>();
  #next = 1;

  now(): number {
    return native("xs_host_now").call(this);
  }

  schedule(callback: () => void, delay: number): TimerHandle {
    const timer = this.#next++;
    Native.schedule(timer, delay);
    this.#callbacks.set(timer, callback);
    return timer;
  }

  cancel(timer: TimerHandle): void {
    if (this.#callbacks.delete(timer)) Native.cancel(timer);
  }

  /** Called when a timer of the host has expired. */
  fire(timer: TimerHandle): void {
    const callback = this.#callbacks.get(timer);
    if (!callback) return;
    this.#callbacks.delete(timer);
    callback();
  }
}
