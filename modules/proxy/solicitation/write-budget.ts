import type { Clock } from "../../host/clock.js";

/** Writes that may follow each other at once, and milliseconds until there is another one. */
const burst = 16;
const interval = 60_000;

/** How often what others send may write to the store: it wears, and nobody on the air is trusted with that. */
export class WriteBudget {
  private readonly clock: Pick<Clock, "now">;
  /** When all writes will be there again, milliseconds of the clock. */
  private full: number;

  constructor(clock: Pick<Clock, "now">) {
    this.clock = clock;
    this.full = clock.now();
  }

  /** Takes one write. False where none is left now. */
  take(): boolean {
    const now = this.clock.now();
    const full = Math.max(this.full, now) + interval;
    if (full - now > burst * interval) return false;
    this.full = full;
    return true;
  }
}
