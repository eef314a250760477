import type { VirtualClock } from "../../hosts/node/virtual-clock.js";

/** Real milliseconds between two readings of the clock. */
const SHORTEST = 1;
const LONGEST = 2;
/** Most real milliseconds that are counted between two readings of the real time. */
const STALL = 50;
/**
 * As STALL, if `follow` is set, in milliseconds: the process that follows acts at its own time,
 * and a longer step would delay it.
 */
const FOLLOWED_STALL = 5;

export interface RealTimeOptions {
  readonly clock: VirtualClock;
  /** Virtual milliseconds for each real millisecond. Default 1. */
  readonly scale?: number;
  /**
   * Called after each step with the virtual time, to synchronize another process; the next step
   * waits for the promise.
   */
  readonly follow?: (now: number) => Promise<void>;
  /** The source of real time. Default: this computer's clock. */
  readonly real?: RealClock;
}

/** Real time, in milliseconds. */
export interface RealClock {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

const machine: RealClock = {
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Advances virtual time with real time, while processes that run in real time take part. Such a
 * run is not repeatable. If this process is delayed, virtual time stands still, so that timers do
 * not expire before the participants can act.
 */
export class RealTime {
  readonly #clock: VirtualClock;
  readonly #scale: number;
  readonly #follow: RealTimeOptions["follow"];
  readonly #real: RealClock;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RealTimeOptions) {
    const { clock, follow, real = machine, scale = 1 } = options;
    if (!(scale > 0)) throw new RangeError("scale: above 0");
    this.#clock = clock;
    this.#scale = scale;
    this.#follow = follow;
    this.#real = real;
  }

  /**
   * Advances virtual time until the promise of `work` settles. An exception in a timer of the
   * clock rejects the returned promise.
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running) throw new Error("time is passing already");
    this.#stopped = false;
    const running = this.#pass();
    this.#running = running;
    try {
      // `running` resolves only after the stop, so in the race it can only reject.
      const failure = running.then(() => new Promise<never>(() => undefined));
      return await Promise.race([work(), failure]);
    } finally {
      this.#stopped = true;
      await running.catch(() => undefined);
      this.#running = undefined;
    }
  }

  async #pass(): Promise<void> {
    const stall = this.#follow ? FOLLOWED_STALL : STALL;
    let target = this.#clock.now();
    let before = this.#real.now();
    while (!this.#stopped) {
      const now = this.#real.now();
      target += Math.min(stall, now - before) * this.#scale;
      before = now;
      await this.#clock.run(target);
      await this.#follow?.(target);
      const next = this.#clock.nextTime ?? Infinity;
      const wait = Math.min(LONGEST, Math.max(SHORTEST, (next - target) / this.#scale));
      await this.#real.wait(wait);
    }
  }
}
