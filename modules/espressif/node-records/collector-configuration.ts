import type { AbortSignalLike } from "../../base/abort.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import type { NodeRecordClient } from "./client.js";
import type { NodeRecordStore } from "./node-record-store.js";

export interface CollectorConfigurationOptions {
  readonly clock: Clock;
  readonly client: NodeRecordClient;
  readonly nodes: NodeRecordStore;
  readonly signal: AbortSignalLike;
  /** Where the nodes that this one provisioned may report; undefined: nobody collects. */
  readonly collector: () => number | undefined;
  /** Milliseconds in which a node answers, and until it is asked again. */
  readonly timeout: number;
  readonly retryInterval: number;
}

/** A node that knows nothing of records is asked so often. */
const maxAttempts = 8;

/** Tells the nodes that provision on where their records go, each until it answers. */
export class CollectorConfiguration {
  readonly #options: CollectorConfigurationOptions;
  readonly #attempts = new Map<number, number>();
  #sending = false;
  readonly #timer: Timer<CollectorConfiguration>;
  #closed = false;

  constructor(options: CollectorConfigurationOptions) {
    this.#options = options;
    this.#timer = new Timer(options.clock, CollectorConfiguration.#start, this);
  }

  /** Sends Collector Set to the next node that has not answered one. From a timer: the stack of a chip is short. */
  update(): void {
    if (this.#sending || this.#closed || this.#timer.running) return;
    this.#timer.start(0);
  }

  close(): void {
    this.#closed = true;
    this.#timer.stop();
  }

  static #start(configuration: CollectorConfiguration): void {
    if (!configuration.#sending && !configuration.#closed) void configuration.#next();
  }

  async #next(): Promise<void> {
    const { nodes, client, collector: collectorOf, retryInterval, signal, timeout } = this.#options;
    const collector = collectorOf();
    const entry = nodes.collectorPending.find(
      ({ address }) => (this.#attempts.get(address) ?? 0) < maxAttempts,
    );
    if (!entry || collector === undefined) return;
    const { address } = entry;
    this.#attempts.set(address, (this.#attempts.get(address) ?? 0) + 1);
    this.#sending = true;
    try {
      const request = {
        ttl: 0,
        timeout,
        retryInterval: retryInterval,
        retryFactor: 1.2,
        signal,
      };
      await client.setCollector(address, collector, request);
      const known = nodes.get(address);
      if (known) nodes.put({ ...known, collectorPending: false });
    } catch {
      // It did not hear that, or does not know what it means: once more, later.
    }
    this.#sending = false;
    this.update();
  }
}
