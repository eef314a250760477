import type { Clock, TimerHandle } from "../host/clock.js";
import type { RunQueue } from "./run-queue.js";

/** What all timers of one purpose have in common. Made once, at a module's top level or as a static member, and `frozen`. */
export interface TimerKind<T> {
  /** What the timer is for, in lower case ("reply retry"): shown in errors. */
  readonly name: string;
  /** Called when the time is over, with the timer's target. It may start the timer again. */
  readonly run: (target: T) => void;
}

/** A host's clock, or that of a run queue, whose timers are entries. */
type TimerClock = Clock & { readonly queue?: RunQueue };

/**
 * A timer that runs once, or not at all, each time that it is started. With the clock of a
 * `RunQueue` it is an entry, as every timer of that clock.
 *
 * Made for the chip's heap (16 octets a slot): 6 slots, and 11 for its callback from the first
 * start on, which is kept so that no further start allocates. The kind lies in flash. The fields
 * are TypeScript's `private` and not `#`: XS adds a slot per instance for `#` fields, and three
 * to a closure for each that it uses.
 */
export class Timer<T> {
  private readonly clock: TimerClock;
  private readonly kind: TimerKind<T>;
  private readonly target: T;
  private handle: TimerHandle | undefined;
  private callback: (() => void) | undefined;

  /** Stopped. `kind.run` is called with `target`. */
  constructor(clock: Clock, kind: TimerKind<T>, target: T) {
    this.clock = clock;
    this.kind = kind;
    this.target = target;
    this.handle = undefined;
    this.callback = undefined;
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
    const { clock } = this;
    if (this.handle !== undefined) clock.cancel(this.handle);
    this.callback ??= this.makeCallback();
    // The callback is an entry by itself: the queue's clock would make one more closure.
    this.handle = (clock.queue?.plainClock ?? clock).schedule(this.callback, delay);
  }

  /** `kind.run` is not called until it is started again. Nothing happens where it does not run. */
  stop(): void {
    if (this.handle === undefined) return;
    this.clock.cancel(this.handle);
    this.handle = undefined;
  }

  /** All in one function: each further call would take room on the stack of whatever runs. */
  private makeCallback(): () => void {
    return () => {
      // From a host that calls what was cancelled, against the rule of `Clock.cancel`.
      if (this.handle === undefined) return;
      this.handle = undefined;
      const { queue } = this.clock;
      if (queue) queue.entered = true;
      this.kind.run(this.target);
      if (!queue) return;
      if (queue.waiting > 0) queue.leave();
      else queue.entered = false;
    };
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
