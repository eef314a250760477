import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import { RealTime } from "../air/real-time.js";
import type { World } from "../simulation/world.js";
import { ShellError } from "./shell-error.js";

/** The time of a session: virtual, which passes while a command runs, or real. */
export interface ShellTime {
  readonly real: boolean;
  /** Milliseconds since the start. */
  now(): number;
  /** Lets time pass until the promise is settled, and settles as it does. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Lets so many milliseconds pass; rejects with ShellError when the signal aborts. */
  pass(milliseconds: number, signal: AbortSignal): Promise<void>;
  /**
   * Virtual time stands still until the promise is settled, such as an answer of the user, whom
   * timeouts of the network must not cut off.
   */
  hold<T>(answer: Promise<T>): Promise<T>;
  /** Ends it. */
  close(): Promise<void>;
}

/** The error of a command that the user ended. */
export class CancelledError extends ShellError {
  /** "CancelledError". */
  override get name(): string {
    return "CancelledError";
  }

  constructor() {
    super("cancelled");
  }
}

/** Rejects with CancelledError when the signal aborts. */
export function cancellation(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const cancel = () => reject(new CancelledError());
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel, { once: true });
  });
}

/** Virtual time: it passes only while something is awaited here. */
export class VirtualShellTime implements ShellTime {
  readonly real = false;
  readonly #world: World;
  #held: Promise<unknown> | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  now(): number {
    return this.#world.clock.now();
  }

  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => void (settled = true);
    work.then(done, done);
    // A command that is run while the user is asked lets time pass.
    const before = this.#held;
    const isOver = () => settled || (this.#held !== undefined && this.#held !== before);
    for (;;) {
      await this.#world.until(isOver, { limit: Infinity });
      if (settled) return work;
      await this.#held;
    }
  }

  hold<T>(answer: Promise<T>): Promise<T> {
    const held = answer.then(
      () => undefined,
      () => undefined,
    );
    this.#held = held;
    void held.then(() => {
      // Another question may have been asked meanwhile.
      if (this.#held === held) this.#held = undefined;
    });
    return answer;
  }

  async pass(milliseconds: number, signal: AbortSignal): Promise<void> {
    let over = false;
    this.#world.clock.schedule(() => (over = true), milliseconds);
    await this.#world.until(() => over || signal.aborted, { limit: Infinity });
    if (signal.aborted) throw new CancelledError();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The time of a clock that goes on by itself, that of a radio. */
export class ClockShellTime implements ShellTime {
  readonly real = true;
  readonly now: () => number;
  readonly #clock: Clock;

  constructor(clock: Clock, now: () => number) {
    this.#clock = clock;
    this.now = now;
  }

  run<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  hold<T>(answer: Promise<T>): Promise<T> {
    return answer;
  }

  async pass(milliseconds: number, signal: AbortSignal): Promise<void> {
    let timer: TimerHandle | undefined;
    const passed = new Promise<void>(
      (resolve) => (timer = this.#clock.schedule(resolve, milliseconds)),
    );
    try {
      await Promise.race([passed, cancellation(signal)]);
    } finally {
      if (timer !== undefined) this.#clock.cancel(timer);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Real time, for an air on which others take part: it passes from the start to `close`. */
export class RealShellTime implements ShellTime {
  readonly real = true;
  readonly #world: World;
  readonly #passing: Promise<void>;
  #end: () => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
    const ended = new Promise<void>((resolve) => (this.#end = resolve));
    this.#passing = new RealTime({ clock: world.clock }).during(() => ended);
  }

  now(): number {
    return this.#world.clock.now();
  }

  run<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#failure()]);
  }

  hold<T>(answer: Promise<T>): Promise<T> {
    return answer;
  }

  async pass(milliseconds: number, signal: AbortSignal): Promise<void> {
    const passed = new Promise<void>((resolve) =>
      this.#world.clock.schedule(resolve, milliseconds),
    );
    await Promise.race([passed, cancellation(signal), this.#failure()]);
  }

  async close(): Promise<void> {
    this.#end();
    await this.#passing;
  }

  /** Rejects if an exception ends the time. */
  #failure(): Promise<never> {
    return this.#passing.then(() => new Promise<never>(() => undefined));
  }
}
