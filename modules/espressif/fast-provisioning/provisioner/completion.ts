import { TimeoutError } from "../../../base/errors.js";
import type { Clock } from "../../../host/clock.js";

export interface CompletionOptions {
  readonly clock: Clock;
  /** Number of nodes that there are. */
  readonly count: () => number;
  /** Somebody waits from now on (true), or nobody any longer. */
  readonly onWaiting: (waiting: boolean) => void;
}

interface Waiting {
  readonly count: number;
  readonly resolve: () => void;
}

/** Waits until a network has a number of nodes. */
export class Completion {
  readonly #options: CompletionOptions;
  #waiting: readonly Waiting[] = [];

  constructor(options: CompletionOptions) {
    this.#options = options;
  }

  /** Number of nodes that are missing for the largest number that somebody waits for. */
  get missing(): number {
    const wanted = this.#waiting.map(({ count }) => count);
    return Math.max(0, ...wanted) - this.#options.count();
  }

  /** Resolves when there are `count` nodes. Rejects with TimeoutError after `timeout` ms. */
  wait(count: number, timeout: number): Promise<void> {
    const { clock, count: present, onWaiting } = this.#options;
    return new Promise((resolve, reject) => {
      if (present() >= count) return resolve();
      const deadline = clock.schedule(() => {
        this.#remove(waiting);
        reject(new TimeoutError(`${present()} of ${count} nodes after ${timeout} ms`));
      }, timeout);
      const waiting = {
        count,
        resolve: () => {
          clock.cancel(deadline);
          this.#remove(waiting);
          resolve();
        },
      };
      this.#waiting = [...this.#waiting, waiting];
      onWaiting(true);
    });
  }

  /** A node was added. */
  added(): void {
    for (const { count, resolve } of this.#waiting) if (this.#options.count() >= count) resolve();
  }

  #remove(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    if (this.#waiting.length === 0) this.#options.onWaiting(false);
  }
}
