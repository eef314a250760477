import { defer } from "../base/timer.js";
import type { Clock, TimerHandle } from "../host/clock.js";

export interface MultiplicationsOptions {
  /** Brings the results. */
  readonly clock: Clock;
  /** Milliseconds charged to the clock for each multiplication, for virtual time; default 0. */
  readonly milliseconds?: number;
}

/** When P-256 multiplications end: one processor does them, in the order in which they are asked for. */
export class Multiplications {
  readonly clock: Clock;
  readonly #milliseconds: number;
  #busyUntil = -Infinity;

  /** Throws RangeError for milliseconds below 0. */
  constructor(options: MultiplicationsOptions) {
    const { clock, milliseconds = 0 } = options;
    if (!(milliseconds >= 0)) throw new RangeError("ecdhMilliseconds: 0 or more");
    this.clock = clock;
    this.#milliseconds = milliseconds;
  }

  /** Calls `done` when a multiplication that begins now is over, never inside this call. */
  schedule(done: () => void): TimerHandle {
    if (this.#milliseconds === 0) return defer(this.clock, done);
    const now = this.clock.now();
    this.#busyUntil = Math.max(now, this.#busyUntil) + this.#milliseconds;
    return this.clock.schedule(done, this.#busyUntil - now);
  }
}

/** Pending results of a key pair: none is delivered after `close`. */
export class OwedResults {
  readonly #multiplications: Multiplications;
  readonly #timers = new Set<TimerHandle>();

  constructor(multiplications: Multiplications) {
    this.#multiplications = multiplications;
  }

  /** Calls `deliver` when a multiplication that begins now is over. */
  add(deliver: () => void): void {
    const timer = this.#multiplications.schedule(() => {
      this.#timers.delete(timer);
      deliver();
    });
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) this.#multiplications.clock.cancel(timer);
    this.#timers.clear();
  }
}
