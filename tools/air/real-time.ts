import type { VirtualClock } from "../../hosts/node/virtual-clock.js";

/** Real milliseconds between two looks at the clock. */
const SHORTEST = 1;
const LONGEST = 2;

export interface RealTimeOptions {
  readonly clock: VirtualClock;
  /** Virtual milliseconds for each real one. Default 1. */
  readonly scale?: number;
}

/**
 * Drives virtual time by real time, for as long as somebody takes part who lives
 * in the latter. Such a run is not repeatable.
 */
export class RealTime {
  readonly #clock: VirtualClock;
  readonly #scale: number;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RealTimeOptions) {
    const { clock, scale = 1 } = options;
    if (!(scale > 0)) throw new RangeError("scale: above 0");
    this.#clock = clock;
    this.#scale = scale;
  }

  /**
   * Lets time pass while `work` is under way. What a timer of the clock throws
   * ends both.
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running) throw new Error("time is passing already");
    this.#stopped = false;
    const running = this.#pass();
    this.#running = running;
    try {
      // Time passes until it is stopped, so it can only come first by failing.
      const failure = running.then(() => new Promise<never>(() => undefined));
      return await Promise.race([work(), failure]);
    } finally {
      this.#stopped = true;
      await running.catch(() => undefined);
      this.#running = undefined;
    }
  }

  async #pass(): Promise<void> {
    const start = this.#clock.now();
    const began = performance.now();
    while (!this.#stopped) {
      const target = start + (performance.now() - began) * this.#scale;
      await this.#clock.run(target);
      const next = this.#clock.nextTime ?? Infinity;
      const wait = Math.min(LONGEST, Math.max(SHORTEST, (next - target) / this.#scale));
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
