import { createHook, executionAsyncResource } from "node:async_hooks";

/**
 * A value that belongs to what runs at the moment, and to all that continues it: what follows an
 * `await`, the callback of a promise, a timer. As AsyncLocalStorage, except that to run a function
 * with a value costs two assignments: a simulation does it for each packet at each device.
 */
export class AsyncContext<T extends object> {
  readonly #key = Symbol("context");
  /**
   * The value of the function that runs; null: none; undefined: that of what is continued, since no
   * function of `run` or `outside` is on the stack.
   */
  #running: T | null | undefined;
  #watches = false;

  /** The value with which the caller runs; undefined outside of `run`. */
  get current(): T | undefined {
    if (this.#running !== undefined) return this.#running ?? undefined;
    return this.#watches ? this.#of(executionAsyncResource()) : undefined;
  }

  /** Calls `work` with a value. */
  run<R>(value: T, work: () => R): R {
    const before = this.enter(value);
    try {
      return work();
    } finally {
      this.leave(before);
    }
  }

  /** Calls `work` without a value. */
  outside<R>(work: () => R): R {
    const before = this.enter(null);
    try {
      return work();
    } finally {
      this.leave(before);
    }
  }

  /**
   * From here on the value is that of the caller, until `leave` with the result: in a `finally`,
   * before the caller returns. For functions that run too often for a closure.
   */
  enter(value: T | null): T | null | undefined {
    if (!this.#watches) this.#watch();
    const before = this.#running;
    this.#running = value;
    return before;
  }

  /** Ends an `enter`. */
  leave(before: T | null | undefined): void {
    this.#running = before;
  }

  #of(resource: object): T | undefined {
    return (resource as Record<symbol, T | undefined>)[this.#key];
  }

  /** Gives each promise, timer and the like that is made the value that it is made with. */
  #watch(): void {
    this.#watches = true;
    createHook({
      init: (_id, _type, _trigger, resource: object) => {
        (resource as Record<symbol, T | undefined>)[this.#key] = this.current;
      },
    }).enable();
  }
}
