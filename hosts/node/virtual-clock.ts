import { development } from "../../modules/base/development.js";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";

interface Timer {
  readonly time: number;
  readonly handle: TimerHandle;
  callback: (() => void) | undefined;
}

/** Below this many cancelled timers the heap is never rebuilt. */
const CANCELLED_KEPT = 64;

/**
 * Virtual time: the clock of a discrete-event simulation. Timers run in the order of their times,
 * those with the same time in the order in which they were scheduled, so that a run can be
 * repeated.
 */
export class VirtualClock implements Clock {
  readonly #timers = new Map<TimerHandle, Timer>();
  #heap: Timer[] = [];
  #now: number;
  #last = 0;

  /** `start`: milliseconds to begin at. Default 0. */
  constructor(start = 0) {
    development.args?.("VirtualClock", [start]);
    this.#now = start;
  }

  /** Number of pending timers. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds at which the next timer is due; undefined when there is none. */
  get nextTime(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.time;
  }

  now(): number {
    return this.#now;
  }

  schedule(callback: () => void, delay: number): TimerHandle {
    if (Number.isNaN(delay)) throw new RangeError("delay: a number of milliseconds");
    const timer: Timer = { time: this.#now + Math.max(0, delay), handle: ++this.#last, callback };
    this.#timers.set(timer.handle, timer);
    this.#heap.push(timer);
    this.#siftUp(this.#heap.length - 1);
    return timer.handle;
  }

  /** Cancels a timer. It stays in the heap, empty, until its time or until most are empty. */
  cancel(handle: TimerHandle): void {
    const timer = this.#timers.get(handle);
    if (!timer) return;
    timer.callback = undefined;
    this.#timers.delete(handle);
    const cancelled = this.#heap.length - this.#timers.size;
    if (cancelled > CANCELLED_KEPT && cancelled > this.#timers.size) this.#rebuild();
  }

  /** Advances to the time of the next timer and runs it. False if there is none. */
  runNext(): boolean {
    this.#dropCancelled();
    const timer = this.#pop();
    if (!timer) return false;
    this.#now = timer.time;
    this.#timers.delete(timer.handle);
    timer.callback?.();
    return true;
  }

  /**
   * Runs all timers due up to `time` (milliseconds), including those that they add, and stops
   * there.
   */
  advanceTo(time: number): void {
    for (let next = this.nextTime; next !== undefined && next <= time; next = this.nextTime)
      this.runNext();
    if (time > this.#now) this.#now = time;
  }

  /**
   * Like `advanceTo`, but the jobs of settled promises run between timers, so that asynchronous
   * code in this process continues in virtual time. `until` may also be a condition, which is
   * checked after each timer: the run ends as soon as it holds, or when no timer is left.
   * Resolves to false if no timer was left before the condition held, otherwise to true.
   */
  async run(until: number | (() => boolean)): Promise<boolean> {
    const limit = typeof until === "number" ? until : Infinity;
    const holds = typeof until === "number" ? undefined : until;
    const jobs = new Jobs();
    await Promise.resolve(); // so that the first drain also starts from a promise job
    await jobs.drain();
    for (;;) {
      if (holds?.()) return true;
      const next = this.nextTime;
      if (next === undefined || next > limit) break;
      this.runNext();
      await jobs.drain();
    }
    if (holds) return false;
    if (limit > this.#now && limit !== Infinity) this.#now = limit;
    return true;
  }

  #dropCancelled(): void {
    while (this.#heap.length > 0 && this.#heap[0]!.callback === undefined) this.#pop();
  }

  #rebuild(): void {
    this.#heap = [...this.#timers.values()].sort(before);
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!) < 0) child++;
      if (before(last, heap[child]!) <= 0) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }

  #siftUp(start: number): void {
    const heap = this.#heap;
    const timer = heap[start]!;
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (before(heap[parent]!, timer) <= 0) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = timer;
  }
}

/** Real milliseconds after which a run lets the event loop handle sockets and signals. */
const TURN_MS = 20;

/**
 * Waits until no promise job is left. Node.js runs its next-tick queue when the queue of promise
 * jobs is empty, which takes a tenth of the time of a turn of the event loop; a turn is made
 * only every `TURN_MS`.
 */
class Jobs {
  #turn = performance.now();

  drain(): Promise<void> {
    const now = performance.now();
    if (now - this.#turn < TURN_MS) return new Promise((resolve) => process.nextTick(resolve));
    this.#turn = now;
    return new Promise((resolve) => setImmediate(resolve));
  }
}

function before(a: Timer, b: Timer): number {
  return a.time - b.time || a.handle - b.handle;
}
