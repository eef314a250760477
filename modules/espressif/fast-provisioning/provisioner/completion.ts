import { TimeoutError } from "../../../base/errors.js";
import type { NodeRecord } from "../../node-records/messages.js";
import type { FastProvisioningPolicy } from "../policy/policy.js";
import { LinkCount } from "../recovery/link-count.js";
import { NodeRecovery, type NodeRecoveryOptions } from "../recovery/node-recovery.js";

export interface CompletionOptions extends Omit<
  NodeRecoveryOptions,
  "delay" | "links" | "missing"
> {
  readonly policy: Pick<
    FastProvisioningPolicy,
    "congestionWindow" | "recoveryDelay" | "reportCongestionLinks"
  >;
  /** Number of nodes that there are. */
  readonly count: () => number;
}

interface Waiting {
  readonly count: number;
  readonly resolve: () => void;
}

/** Waits until a network has a number of nodes. Meanwhile nodes that nobody reports are asked themselves. */
export class Completion {
  readonly #options: CompletionOptions;
  #waiting: readonly Waiting[] = [];
  /** From the first time on that somebody had to wait; undefined also with a policy that asks nobody. */
  #recovery: NodeRecovery | undefined;

  constructor(options: CompletionOptions) {
    this.#options = options;
  }

  /** Number of nodes that are missing for the largest number that somebody waits for. */
  get missing(): number {
    let wanted = 0;
    for (const { count } of this.#waiting) wanted = Math.max(wanted, count);
    return Math.max(0, wanted - this.#options.count());
  }

  /** Resolves when there are `count` nodes. Rejects with TimeoutError after `timeout` ms. */
  wait(count: number, timeout: number): Promise<void> {
    const { count: present, host } = this.#options;
    const { clock } = host;
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
      this.#recover();
    });
  }

  /** A node was added. */
  added(): void {
    this.#recovery?.added();
    for (const { count, resolve } of this.#waiting) if (this.#options.count() >= count) resolve();
  }

  /** Records were reported by the node at `src`, and are about to be stored. */
  reported(records: readonly NodeRecord[], src: number): void {
    this.#recovery?.reported(records, src);
  }

  close(): void {
    this.#recovery?.end();
  }

  #recover(): void {
    if (this.#options.policy.recoveryDelay === Infinity) return;
    this.#recovery ??= this.#newRecovery();
    this.#recovery.begin();
  }

  #newRecovery(): NodeRecovery {
    const { host, policy, provisioner } = this.#options;
    const links = new LinkCount({
      bearer: provisioner.node.bearer,
      clock: host.clock,
      window: policy.congestionWindow,
      enough: policy.reportCongestionLinks,
    });
    const missing = () => this.missing;
    return new NodeRecovery({ ...this.#options, delay: policy.recoveryDelay, links, missing });
  }

  #remove(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    if (this.#waiting.length === 0) this.#recovery?.end();
  }
}
