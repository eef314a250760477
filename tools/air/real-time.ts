import type { VirtualClock } from "../../hosts/node/virtual-clock.js";

/** Real milliseconds between two looks at the clock. */
const SHORTEST = 1;
const LONGEST = 2;
/** Real milliseconds that count at most between two readings of the real time. */
const STALL = 50;
/** The same where `follow` is set: what follows acts at its own time, and a longer jump would make it late. Milliseconds. */
const FOLLOWED_STALL = 5;

export interface RealTimeOptions {
  readonly clock: VirtualClock;
  /** Virtual milliseconds for each real one. Default 1. */
  readonly scale?: number;
  /** Called after each step with the time, for another process that follows it; the next step waits for its promise. */
  readonly follow?: (now: number) => Promise<void>;
  /** Real time; default: this machine's. */
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
 * Drives virtual time by real time, for as long as somebody takes part who lives
 * in the latter. Such a run is not repeatable. Where this process gets on slowly no
 * time passes meanwhile: timers would be over before anybody had a chance.
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
