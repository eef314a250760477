import { Timer } from "../../../base/timer.js";
import type { Clock } from "../../../host/clock.js";
import { type NodeRecordStore, Stage } from "../../node-records/node-record-store.js";
import type { FastProvisioningClient } from "../models/client.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";

/** The node of an address reporter. */
export interface AddressReporterOwner {
  /** The AppKey of the messages; undefined while the node lacks it. */
  readonly appKey: { readonly appKeyIndex: number } | undefined;
  /** Whether records are reported, and addresses therefore are not. */
  readonly recordsReported: boolean;
}

export interface AddressReporterOptions {
  readonly clock: Clock;
  readonly client: FastProvisioningClient;
  readonly nodes: NodeRecordStore;
  readonly policy: FastProvisioningPolicy;
  /** Unicast address of the Primary Provisioner. */
  readonly primary: number;
  readonly owner: AddressReporterOwner;
}

/** Addresses that fit into an unsegmented message. ESP-IDF, fast_prov example. */
const maxAddresses = 4;

/**
 * Sends the addresses of the nodes that this node provisioned to the Primary Provisioner by
 * Node Addr, each until it is acknowledged. For networks in which no node collects records.
 */
export class AddressReporter {
  readonly #options: AddressReporterOptions;
  readonly #timer: Timer<AddressReporter>;
  #sending = false;
  #closed = false;

  constructor(options: AddressReporterOptions) {
    this.#options = options;
    this.#timer = new Timer(options.clock, AddressReporter.#reportDue, this);
    this.update();
  }

  /** Schedules a report. Called when a node was provisioned or configured. */
  update(): void {
    const { owner, policy } = this.#options;
    if (this.#closed || this.#sending || owner.recordsReported) return;
    const { batchDelay, batchSize } = policy.addressReport;
    const count = this.#unreported().length;
    if (count === 0) this.#timer.stop();
    else this.#timer.start(count >= batchSize ? 0 : batchDelay);
  }

  close(): void {
    this.#closed = true;
    this.#timer.stop();
  }

  static #reportDue(reporter: AddressReporter): void {
    void reporter.#report();
  }

  #unreported(): number[] {
    return this.#options.nodes
      .inStage(Stage.configured)
      .filter(({ own }) => own)
      .map(({ address }) => address);
  }

  async #report(): Promise<void> {
    const { client, nodes, owner, policy, primary } = this.#options;
    const addresses = this.#unreported().slice(0, maxAddresses);
    const { appKey, recordsReported } = owner;
    if (addresses.length === 0 || !appKey || recordsReported) return;
    const { ttl } = policy.addressReport;
    const { retryInterval, timeout } = policy.message;
    this.#sending = true;
    try {
      await client.nodeAddr(primary, addresses, {
        appKeyIndex: appKey.appKeyIndex,
        timeout,
        retryInterval,
        ...(ttl !== undefined && { ttl }),
      });
      // A collector that was set meanwhile is sent the records of these nodes.
      if (!owner.recordsReported)
        for (const address of addresses) nodes.setStage(address, Stage.addressReported);
    } catch {
      // Not acknowledged: the next report has the same addresses.
    }
    this.#sending = false;
    this.update();
  }
}
