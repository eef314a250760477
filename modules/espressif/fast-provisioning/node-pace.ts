import type { Clock, TimerHandle } from "../../host/clock.js";
import { Pace, type PacedNode } from "./pace.js";
import type { FastProvisioningPolicy } from "./policy.js";

/** Milliseconds for which a node that provisions no more keeps the pace of fast provisioning. */
const settleTime = 5000;

export interface NodePaceOptions {
  readonly clock: Clock;
  readonly policy: FastProvisioningPolicy;
  /** Advertising sets of the radio. */
  readonly sets: number;
  /** The node on its network; undefined: it is on none. */
  readonly network: () => PacedNode | undefined;
}

/**
 * When a node keeps the pace of fast provisioning: while it provisions, and then for as
 * long as others may be at it, and their records come through this node.
 */
export class NodePace {
  readonly #options: NodePaceOptions;
  #pace: Pace | undefined;
  #timer: TimerHandle | undefined;
  #kept = false;

  constructor(options: NodePaceOptions) {
    this.#options = options;
  }

  /** Until it is told otherwise. */
  keep(): void {
    this.#stop();
    this.#kept = true;
    this.#current?.begin();
  }

  /** For a while. */
  keepAWhile(): void {
    this.#stop();
    this.#kept = false;
    this.#current?.begin();
    this.#timer = this.#options.clock.schedule(() => this.end(), settleTime);
  }

  /** Something goes on: for a while from now, if not longer. */
  extend(): void {
    if (!this.#kept) this.keepAWhile();
  }

  /** The pace of every day. */
  end(): void {
    this.#stop();
    this.#kept = false;
    this.#current?.end();
  }

  close(): void {
    this.#stop();
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  get #current(): Pace | undefined {
    const { network, policy, sets } = this.#options;
    const node = network();
    if (!node) return undefined;
    if (this.#pace?.node !== node) this.#pace = new Pace(node, policy, sets);
    return this.#pace;
  }
}
