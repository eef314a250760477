import type { Clock, TimerHandle } from "../../../host/clock.js";
import { type NodeRecordStore, Stage } from "../../node-records/node-record-store.js";
import type { FastProvisioningClient } from "../models/client.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";

export interface AddressReporterOptions {
  readonly clock: Clock;
  readonly client: FastProvisioningClient;
  readonly nodes: NodeRecordStore;
  readonly policy: FastProvisioningPolicy;
  /** The Primary Provisioner. */
  readonly primary: number;
  readonly appKeyIndex: () => number | undefined;
  /** The nodes are made known in another way. */
  readonly disabled: () => boolean;
}

/** Addresses that fit into an unsegmented message. */
const maxAddresses = 4;

/**
 * Tells a Primary Provisioner that takes no records the addresses of the nodes that
 * this one provisioned, a few at a time, each until it is acknowledged.
 */
export class AddressReporter {
  readonly #options: AddressReporterOptions;
  #timer: TimerHandle | undefined;
  #sending = false;
  #closed = false;

  constructor(options: AddressReporterOptions) {
    this.#options = options;
    this.update();
  }

  /** A node was provisioned or configured. */
  update(): void {
    if (this.#closed || this.#sending || this.#options.disabled()) return;
    const { clock, policy } = this.#options;
    const { batchSize, batchDelay } = policy.addressReport;
    const pending = this.#pending().length;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.#timer = undefined;
    if (pending === 0) return;
    this.#timer = clock.schedule(
      () => {
        this.#timer = undefined;
        void this.#report();
      },
      pending >= batchSize ? 0 : batchDelay,
    );
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  #pending(): number[] {
    return this.#options.nodes
      .inStage(Stage.configured)
      .filter(({ own }) => own)
      .map(({ address }) => address);
  }

  async #report(): Promise<void> {
    const { appKeyIndex: index, nodes, client, policy, primary, disabled } = this.#options;
    const addresses = this.#pending().slice(0, maxAddresses);
    const appKeyIndex = index();
    if (addresses.length === 0 || appKeyIndex === undefined || disabled()) return;
    const { ttl } = policy.addressReport;
    const { retryInterval: retryInterval, timeout } = policy.message;
    this.#sending = true;
    try {
      await client.nodeAddr(primary, addresses, {
        appKeyIndex,
        timeout,
        retryInterval,
        ...(ttl !== undefined && { ttl }),
      });
      // Who collects more than addresses by now gets all of it.
      if (!disabled())
        for (const address of addresses) nodes.setStage(address, Stage.addressReported);
    } catch {
      // Not acknowledged: the same addresses go out again.
    }
    this.#sending = false;
    this.update();
  }
}
