import type { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { MeshError, TimeoutError } from "../../modules/base/errors.js";

/** As it was when this module was loaded: test runners replace it. Absent in a browser. */
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };

/**
 * Lets Node.js report the promises of firmwares that were rejected and not handled, which it does
 * when no settled promise is left.
 */
function rejectionsReported(): Promise<void> {
  return new Promise((resolve) => (setImmediate ? setImmediate(resolve) : resolve()));
}

/** What a program of a simulation waits for. */
interface Waiting {
  readonly isOver: () => boolean;
  readonly begin: number;
  /** Virtual milliseconds at which it is given up. */
  readonly end: number;
  readonly limit: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The world was closed: nothing can be done in it any more. */
export class ClosedError extends MeshError {
  /** "ClosedError". */
  override get name(): string {
    return "ClosedError";
  }

  constructor() {
    super("the world is closed: create another World");
  }
}

/**
 * Advances virtual time while somebody waits for something. Several waits can be pending at the
 * same time, such as two provisionings in a `Promise.all`: time advances once for all of them.
 */
export class TimeDriver {
  readonly #clock: VirtualClock;
  readonly #waiting = new Set<Waiting>();
  readonly #reasons: (begin: number) => string;
  #driving = false;
  #closed = false;

  /** `reasons`: appended to the error of a wait that began at that time and is given up. */
  constructor(clock: VirtualClock, reasons: (begin: number) => string = () => "") {
    this.#clock = clock;
    this.#reasons = reasons;
  }

  /**
   * Waits until `isOver` holds, which is checked after each timer. Rejects with TimeoutError after
   * `limit` simulated milliseconds, and with MeshError if no timer is left that could change
   * anything. A timer that throws rejects everything that waits.
   */
  until(isOver: () => boolean, limit: number): Promise<void> {
    if (this.#closed) return Promise.reject(new ClosedError());
    return new Promise((resolve, reject) => {
      const begin = this.#clock.now();
      this.#waiting.add({ isOver, begin, end: begin + limit, limit, resolve, reject });
      if (!this.#driving) void this.#drive();
    });
  }

  /** Waits until the promise is settled, and settles as it does. Rejects as `until` does. */
  async settled<T>(promise: Promise<T>, limit: number): Promise<T> {
    let settled = false;
    const done = () => (settled = true);
    promise.then(done, done);
    await this.until(() => settled, limit);
    return promise;
  }

  /** Rejects what waits, and what is called from now on, with ClosedError. */
  close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting) reject(new ClosedError());
    this.#waiting.clear();
  }

  async #drive(): Promise<void> {
    this.#driving = true;
    const clock = this.#clock;
    try {
      while (this.#waiting.size > 0) {
        const left = await clock.run(() => this.#waiting.size === 0 || this.#next() !== undefined);
        const next = this.#next() ?? [...this.#waiting][0];
        // It was closed meanwhile.
        if (!next) break;
        this.#waiting.delete(next);
        await rejectionsReported();
        if (next.isOver()) next.resolve();
        else next.reject(this.#givenUp(next, left));
      }
    } catch (error) {
      for (const { reject } of this.#waiting) reject(error as Error);
      this.#waiting.clear();
    } finally {
      this.#driving = false;
    }
  }

  #givenUp({ begin, limit }: Waiting, timersLeft: boolean): Error {
    const reasons = this.#reasons(begin);
    if (timersLeft) return new TimeoutError(`not done after ${limit} simulated ms${reasons}`);
    return new MeshError(`it waits for what will never happen: no timer is left${reasons}`);
  }

  /** One that is over, or whose time is: nothing can happen before its limit. */
  #next(): Waiting | undefined {
    const { nextTime } = this.#clock;
    for (const waiting of this.#waiting)
      if (waiting.isOver() || (nextTime ?? 0) > waiting.end) return waiting;
    return undefined;
  }
}
