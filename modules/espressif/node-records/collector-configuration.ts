import type { AbortSignalLike } from "../../base/abort.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import type { NodeRecordClient } from "./client.js";
import type { NodeRecordStore } from "./node-record-store.js";

/** Where a node gets the collector of its children from. */
export interface CollectorSource {
  /** Address to which the nodes that this one provisioned report; undefined: no node collects records. */
  readonly collectorForChildren: number | undefined;
}

export interface CollectorConfigurationOptions {
  readonly clock: Clock;
  readonly client: NodeRecordClient;
  readonly nodes: NodeRecordStore;
  readonly signal: AbortSignalLike;
  readonly source: CollectorSource;
  /** Milliseconds until an answer counts as lost, and until the message is repeated. */
  readonly timeout: number;
  readonly retryInterval: number;
}

/** Messages to one node, which may lack the Node Record models. */
const maxAttempts = 8;

/** Sends Collector Set to the provisioners among the children of a node, to each until it answers. */
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
    const { client, nodes, retryInterval, signal, source, timeout } = this.#options;
    const collector = source.collectorForChildren;
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
        retryInterval,
        retryFactor: 1.2,
        signal,
      };
      await client.setCollector(address, collector, request);
      const known = nodes.get(address);
      if (known) nodes.put({ ...known, collectorPending: false });
    } catch {
      // No answer, or the node lacks the models: it is sent again later.
    }
    this.#sending = false;
    this.update();
  }
}
