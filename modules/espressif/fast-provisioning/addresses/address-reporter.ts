import type { Clock, TimerHandle } from "../../../host/clock.js";
import { type RecordBook, Stage } from "../../node-records/record-book.js";
import type { FastProvisioningClient } from "../models/client.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";

export interface AddressReporterOptions {
  readonly clock: Clock;
  readonly client: FastProvisioningClient;
  readonly book: RecordBook;
  readonly policy: FastProvisioningPolicy;
  /** The Primary Provisioner. */
  readonly primary: number;
  readonly appKeyIndex: () => number | undefined;
  /** The nodes are made known in another way. */
  readonly suspended: () => boolean;
}

/** Addresses that fit into an unsegmented message. */
const most = 4;

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
    this.changed();
  }

  /** A node was provisioned or configured. */
  changed(): void {
    if (this.#closed || this.#sending || this.#options.suspended()) return;
    const { clock, policy } = this.#options;
    const { enough, quiet } = policy.addressReport;
    const pending = this.#pending().length;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.#timer = undefined;
    if (pending === 0) return;
    this.#timer = clock.schedule(
      () => {
        this.#timer = undefined;
        void this.#report();
      },
      pending >= enough ? 0 : quiet,
    );
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  #pending(): number[] {
    return this.#options.book
      .at(Stage.configured)
      .filter(({ own }) => own)
      .map(({ address }) => address);
  }

  async #report(): Promise<void> {
    const { appKeyIndex: index, book, client, policy, primary, suspended } = this.#options;
    const addresses = this.#pending().slice(0, most);
    const appKeyIndex = index();
    if (addresses.length === 0 || appKeyIndex === undefined || suspended()) return;
    const { ttl } = policy.addressReport;
    const { retry: retryInterval, timeout } = policy.message;
    this.#sending = true;
    try {
      await client.nodeAddresses(primary, addresses, {
        appKeyIndex,
        timeout,
        retryInterval,
        ...(ttl !== undefined && { ttl }),
      });
      // Who collects more than addresses by now gets all of it.
      if (!suspended()) for (const address of addresses) book.setStage(address, Stage.announced);
    } catch {
      // Not acknowledged: the same addresses go out again.
    }
    this.#sending = false;
    this.changed();
  }
}
