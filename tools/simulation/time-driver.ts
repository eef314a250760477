import type { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { MeshError, TimeoutError } from "../../modules/base/errors.js";

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

/**
 * Advances virtual time while somebody waits for something. Several waits can be pending at the
 * same time, such as two provisionings in a `Promise.all`: time advances once for all of them.
 */
export class TimeDriver {
  readonly #clock: VirtualClock;
  readonly #waiting = new Set<Waiting>();
  readonly #reasons: (begin: number) => string;
  #driving = false;

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

  async #drive(): Promise<void> {
    this.#driving = true;
    const clock = this.#clock;
    try {
      while (this.#waiting.size > 0) {
        const left = await clock.run(() => this.#next() !== undefined);
        // Rejections that nobody handles are reported at the end of a turn of the event loop.
        await new Promise<void>((resolve) => setImmediate(resolve));
        const next = this.#next() ?? [...this.#waiting][0]!;
        this.#waiting.delete(next);
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
