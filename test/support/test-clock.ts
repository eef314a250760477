import type { Clock, TimerHandle } from "../../modules/host/clock.js";

interface Entry {
  readonly handle: TimerHandle;
  readonly due: number;
  readonly callback: () => void;
}

/** A clock that a test moves by hand: callbacks run in order of their time, then of their making. */
export class TestClock implements Clock {
  #now = 0;
  #handles = 0;
  #entries: Entry[] = [];

  now(): number {
    return this.#now;
  }

  schedule(callback: () => void, delay: number): TimerHandle {
    const entry = { handle: ++this.#handles, due: this.#now + Math.max(0, delay), callback };
    let at = this.#entries.length;
    while (at > 0 && this.#entries[at - 1]!.due > entry.due) at--;
    this.#entries.splice(at, 0, entry);
    return entry.handle;
  }

  cancel(timer: TimerHandle): void {
    this.#entries = this.#entries.filter((entry) => entry.handle !== timer);
  }

  /** Callbacks that wait. */
  get pending(): number {
    return this.#entries.length;
  }

  /** Runs what is due in the next `duration` ms, until `stop` says so. */
  advance(duration: number, stop?: () => boolean): void {
    const end = this.#now + duration;
    while (this.#entries.length > 0 && this.#entries[0]!.due <= end) {
      const entry = this.#entries.shift()!;
      this.#now = entry.due;
      entry.callback();
      if (stop?.()) return;
    }
    this.#now = end;
  }

  /** The same, letting promises settle between the callbacks. */
  async run(duration: number, stop?: () => boolean): Promise<void> {
    const end = this.#now + duration;
    await runPromiseJobs();
    while (this.#entries.length > 0 && this.#entries[0]!.due <= end) {
      const entry = this.#entries.shift()!;
      this.#now = entry.due;
      entry.callback();
      await runPromiseJobs();
      if (stop?.()) return;
    }
    this.#now = end;
  }
}

/** Runs the jobs of promises, chains of up to six. */
export async function runPromiseJobs(): Promise<void> {
  for (let i = 0; i < 6; i++) await Promise.resolve();
}
