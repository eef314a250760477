import type { Clock, TimerHandle } from "../host/clock.js";

type Work = (target: never, argument: never) => void;

/**
 * Work that the layers of a node defer until the stack is short again, in order.
 *
 * A chip's stack holds some twenty nested calls, and the path from the radio to a model
 * and back to the radio is longer. So it is cut where a layer passes on what it has
 * finished: that is posted, and run with a short stack before the host's call into the
 * node returns, at the same virtual time. Every call of the host is an
 * entry: a packet and the end of an advertisement in the bearer, a timer by `clock`.
 * What is posted outside of one, by an application's call or a promise, is run from a
 * timer without delay.
 *
 * Posting allocates nothing once the lists are as long as the longest entry made them;
 * an entry ends with an empty queue, so only work of one entry waits at a time.
 */
export class RunQueue {
  /** The host's clock with timers that are entries. For all layers above the bearer. */
  readonly clock: Clock;
  // Fields: calls would cost each packet, most of which are not for this node.
  /** Set to true at the beginning of an entry. At its end `leave` is called where `waiting` says so, else it is set to false. */
  entered = false;
  /** How many works wait. */
  waiting = 0;
  /** The host's clock, for timers that never post: they cost a closure less. */
  readonly plainClock: Clock;
  readonly #works: (Work | undefined)[] = [];
  readonly #targets: unknown[] = [];
  readonly #arguments: unknown[] = [];
  /** Index of the next work to run. */
  #next = 0;
  #timer: TimerHandle | undefined;
  #closed = false;

  /** `clock`: the host's. */
  constructor(clock: Clock) {
    this.plainClock = clock;
    this.clock = new EntryClock(clock, this);
  }

  /**
   * Runs `work(target, argument)` after all that was posted before, never inside this
   * call. A static method as `work` costs no memory: a closure would, for each object.
   * Ignored after `close`.
   */
  post<T, A>(work: (target: T, argument: A) => void, target: T, argument: A): void {
    if (this.#closed) return;
    const at = this.#next + this.waiting++;
    this.#works[at] = work;
    this.#targets[at] = target;
    this.#arguments[at] = argument;
    // Not by `defer`: a caller outside of an entry may be as deep as the stack allows.
    if (!this.entered) this.#timer ??= this.plainClock.schedule(() => this.onTimer(), 0);
  }

  /** The same for `callback(argument)`. */
  call<A>(callback: (argument: A) => void, argument: A): void {
    this.post<(argument: A) => void, A>(callBack, callback, argument);
  }

  /** Ends an entry: runs what is posted, and what that posts, until nothing is left. */
  leave(): void {
    while (this.waiting > 0) {
      const at = this.#next++;
      this.waiting--;
      const work = this.#works[at]!;
      const target = this.#targets[at];
      const argument = this.#arguments[at];
      this.#works[at] = this.#targets[at] = this.#arguments[at] = undefined;
      work(target as never, argument as never);
    }
    this.#next = 0;
    this.entered = false;
  }

  /** Drops what is posted, and what is posted from now on. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.plainClock.cancel(this.#timer);
    this.#timer = undefined;
    this.#works.length = this.#targets.length = this.#arguments.length = 0;
    this.#next = this.waiting = 0;
  }

  private onTimer(): void {
    this.#timer = undefined;
    this.entered = true;
    // A tail call: on XS this frame ends before the work begins.
    return this.leave();
  }
}

function callBack<A>(callback: (argument: A) => void, argument: A): void {
  callback(argument);
}

/** A clock whose timers end with the work that they posted. */
class EntryClock implements Clock {
  readonly #clock: Clock;
  readonly #queue: RunQueue;

  constructor(clock: Clock, queue: RunQueue) {
    this.#clock = clock;
    this.#queue = queue;
  }

  /** For `Timer`, whose callback is an entry by itself. A getter: as a field it would be a circle of objects. */
  get queue(): RunQueue {
    return this.#queue;
  }

  now(): number {
    return this.#clock.now();
  }

  schedule(callback: () => void, delay: number): TimerHandle {
    const queue = this.#queue;
    return this.#clock.schedule(() => {
      queue.entered = true;
      callback();
      if (queue.waiting > 0) queue.leave();
      else queue.entered = false;
    }, delay);
  }

  cancel(timer: TimerHandle): void {
    this.#clock.cancel(timer);
  }
}
