import type { AbortSignalLike } from "../../base/abort.js";
import type { Clock, TimerHandle } from "../../host/clock.js";
import type { NodeRecordClient } from "./client.js";
import type { RecordBook } from "./record-book.js";

export interface CollectorNoticeOptions {
  readonly clock: Clock;
  readonly client: NodeRecordClient;
  readonly book: RecordBook;
  readonly signal: AbortSignalLike;
  /** Where the nodes that this one provisioned may report; undefined: nobody collects. */
  readonly collector: () => number | undefined;
  /** Milliseconds in which a node answers, and until it is asked again. */
  readonly timeout: number;
  readonly retry: number;
}

/** A node that knows nothing of records is asked so often. */
const attempts = 8;

/** Tells the nodes that provision on where their records go, each until it answers. */
export class CollectorNotice {
  readonly #options: CollectorNoticeOptions;
  readonly #tried = new Map<number, number>();
  #telling = false;
  #timer: TimerHandle | undefined;
  #closed = false;

  constructor(options: CollectorNoticeOptions) {
    this.#options = options;
  }

  /** There may be a node that has not been told. It is from a timer of its own: a chip's stack is short. */
  changed(): void {
    if (this.#telling || this.#closed || this.#timer !== undefined) return;
    this.#timer = this.#options.clock.schedule(() => {
      this.#timer = undefined;
      if (!this.#telling && !this.#closed) void this.#next();
    }, 0);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  async #next(): Promise<void> {
    const { book, client, collector: collectorOf, retry, signal, timeout } = this.#options;
    const collector = collectorOf();
    const entry = book.untold.find(({ address }) => (this.#tried.get(address) ?? 0) < attempts);
    if (!entry || collector === undefined) return;
    const { address } = entry;
    this.#tried.set(address, (this.#tried.get(address) ?? 0) + 1);
    this.#telling = true;
    try {
      const request = {
        ttl: 0,
        timeout,
        retryInterval: retry,
        retryFactor: 1.2,
        signal,
      };
      await client.setCollector(address, collector, request);
      const known = book.get(address);
      if (known) book.put({ ...known, untold: false });
    } catch {
      // It did not hear that, or does not know what it means: once more, later.
    }
    this.#telling = false;
    this.changed();
  }
}
