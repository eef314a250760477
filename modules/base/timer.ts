import type { Clock, TimerHandle } from "../host/clock.js";

/** What all timers of one purpose have in common. Made once, at a module's top level or as a static member, and `frozen`. */
export interface TimerKind<T> {
  /** What the timer is for, in lower case ("reply retry"): shown in errors. */
  readonly name: string;
  /** Called when the time is over, with the timer's target. It may start the timer again. */
  readonly run: (target: T) => void;
}

/**
 * A timer that runs once, or not at all, each time that it is started.
 *
 * Made for the chip's heap (16 octets a slot): a stopped one has 5 slots, a running one 11
 * more for the callback that the clock holds. The kind lies in flash. The fields are
 * TypeScript's `private` and not `#`: XS adds a slot per instance for `#` fields, and three to
 * each closure that uses them.
 */
export class Timer<T> {
  private readonly clock: Clock;
  private readonly kind: TimerKind<T>;
  private readonly target: T;
  private handle: TimerHandle | undefined;

  /** Stopped. `kind.run` is called with `target`. */
  constructor(clock: Clock, kind: TimerKind<T>, target: T) {
    this.clock = clock;
    this.kind = kind;
    this.target = target;
    this.handle = undefined;
  }

  get name(): string {
    return this.kind.name;
  }

  /** Whether it was started, and has neither run nor been stopped since. */
  get running(): boolean {
    return this.handle !== undefined;
  }

  /**
   * Starts it, anew where it runs: `kind.run` is called `delay` milliseconds from now, never
   * inside this call; a delay below 0 counts as 0. Throws RangeError where `delay` is NaN or
   * infinite.
   */
  start(delay: number): void {
    if (!(delay < Infinity))
      throw new RangeError(`${this.kind.name} timer: delay must be finite milliseconds`);
    if (this.handle !== undefined) this.clock.cancel(this.handle);
    const handle = this.clock.schedule(() => {
      // A host may call what was cancelled while the call was on its way.
      if (this.handle !== handle) return;
      this.handle = undefined;
      this.kind.run(this.target);
    }, delay);
    this.handle = handle;
  }

  /** `kind.run` is not called until it is started again. Nothing happens where it does not run. */
  stop(): void {
    if (this.handle === undefined) return;
    this.clock.cancel(this.handle);
    this.handle = undefined;
  }
}

/**
 * Calls `work(argument)` as soon as possible, but never inside this call: from a timer without
 * delay. For results of an interface that answers by callback. Its caller has finished what it
 * was doing before the result comes, whether that was known at once or not, and the callback
 * starts with an empty stack, of which a chip has little. Where a `RunQueue` is at hand, its
 * `call` and `post` do the same without a timer.
 */
export function defer<A>(clock: Clock, work: (argument: A) => void, argument: A): TimerHandle {
  return clock.schedule(() => work(argument), 0);
}
