import type { Clock, TimerHandle } from "../host/clock.js";

/** A host's clock, or that of a run queue, whose timers are entries (run-queue.ts). */
type TimerClock = Clock & {
  readonly queue?: { entered: boolean; waiting: number; readonly plainClock: Clock; leave(): void };
};

/** Its argument may be a subclass, as `this` is in a constructor. */
type Run<T> = { run(target: T): void }["run"];

/**
 * A timer that runs once, or not at all, each time that it is started. With the clock of a
 * `RunQueue` it is an entry, as every timer of that clock.
 *
 *     this.#retry = new Timer(clock, Sender.#sendAgain, this);
 *
 * Made for the chip's heap (16 octets a slot): 6 slots, and 11 for its callback from the first
 * start on, which is kept so that no further start allocates. What it runs is a static method or
 * a function of the module, with the owner as its argument: that lies in flash. The fields are
 * TypeScript's `private` and not `#`: XS adds a slot per instance for `#` fields, and three to a
 * closure for each that it uses.
 */
export class Timer<T> {
  protected readonly clock: TimerClock;
  private readonly run: Run<T>;
  private readonly target: T;
  private handle: TimerHandle | undefined;
  private callback: (() => void) | undefined;

  /**
   * Stopped. When its time is over it calls `run(target)`, which may start it again. The name of
   * `run` is the timer's name.
   */
  constructor(clock: Clock, run: Run<T>, target: T) {
    this.clock = clock;
    this.run = run;
    this.target = target;
    this.handle = undefined;
    this.callback = undefined;
  }

  /** For errors and traces: the name of the function that it runs. */
  get name(): string {
    return this.run.name;
  }

  /** Whether it was started, and has neither run nor been stopped since. */
  get running(): boolean {
    return this.handle !== undefined;
  }

  /**
   * Starts or restarts it: `run` is called `delay` milliseconds from now, never
   * inside this call; a delay below 0 counts as 0. Throws RangeError where `delay` is NaN or
   * infinite.
   */
  start(delay: number): void {
    if (!(delay < Infinity))
      throw new RangeError(`timer ${this.name}: delay must be finite milliseconds, not ${delay}`);
    const { clock } = this;
    if (this.handle !== undefined) clock.cancel(this.handle);
    this.callback ??= this.makeCallback();
    // The callback is an entry by itself: the queue's clock would make one more closure.
    this.handle = (clock.queue?.plainClock ?? clock).schedule(this.callback, delay);
  }

  /** `run` is not called until it is started again. Nothing happens where it does not run. */
  stop(): void {
    if (this.handle === undefined) return;
    this.clock.cancel(this.handle);
    this.handle = undefined;
  }

  /** All in one function: each further call would take stack from the function that it runs. */
  private makeCallback(): () => void {
    return () => {
      // The host may call what was cancelled, against the contract of `Clock.cancel`.
      if (this.handle === undefined) return;
      this.handle = undefined;
      const { queue } = this.clock;
      if (queue) queue.entered = true;
      const { run } = this;
      run(this.target);
      if (!queue) return;
      if (queue.waiting > 0) queue.leave();
      else queue.entered = false;
    };
  }
}

/**
 * Calls `work(argument)` as soon as possible, but never inside this call: from a timer without
 * delay. Returns the handle, for `Clock.cancel`. For the results of an interface with callbacks: the
 * caller returns before its callback is called, whether the result is known at once or not, and
 * the callback starts with an empty stack, which is small on a chip. `call` and `post` of a
 * `RunQueue` do the same without a timer.
 */
export function defer(clock: Clock, work: () => void): TimerHandle;
export function defer<A>(clock: Clock, work: (argument: A) => void, argument: A): TimerHandle;
export function defer(
  clock: Clock,
  work: (argument?: unknown) => void,
  argument?: unknown,
): TimerHandle {
  return clock.schedule(argument === undefined ? work : () => work(argument), 0);
}
