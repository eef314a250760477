import Time from "time";
import Timer from "timer";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";

type TimerId = ReturnType<typeof Timer.set>;

/** Moddable's clock and timers. */
export class ModdableClock implements Clock {
  readonly #timers = new Map<TimerHandle, TimerId>();
  #next = 1;
  #ticks = Time.ticks;
  #now = 0;

  now(): number {
    const ticks = Time.ticks;
    this.#now += Time.delta(this.#ticks, ticks);
    this.#ticks = ticks;
    return this.#now;
  }

  schedule(callback: () => void, delay: number): TimerHandle {
    const handle = this.#next++;
    const id = Timer.set(
      () => {
        this.#timers.delete(handle);
        callback();
      },
      Math.max(0, Math.ceil(delay)),
    );
    this.#timers.set(handle, id);
    return handle;
  }

  cancel(handle: TimerHandle): void {
    const id = this.#timers.get(handle);
    if (id === undefined) return;
    this.#timers.delete(handle);
    Timer.clear(id);
  }
}
