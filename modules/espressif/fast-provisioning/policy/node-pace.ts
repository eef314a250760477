import type { Clock, TimerHandle } from "../../../host/clock.js";
import { Pace, type PacedNode } from "./pace.js";
import type { FastProvisioningPolicy } from "./policy.js";

/** Milliseconds for which a node that provisions no more keeps the pace of fast provisioning. */
const settleTime = 5000;
/** The same where something waits to be sent, such as reports behind those of others. */
const longestTime = 60_000;

export interface NodePaceOptions {
  readonly clock: Clock;
  readonly policy: FastProvisioningPolicy;
  /** Advertising sets of the radio. */
  readonly sets: number;
  /** The node on its network; undefined: it is on none. */
  readonly network: () => PacedNode | undefined;
  /** Whether something waits to be sent. */
  readonly waits: () => boolean;
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
  /** When it was last told that something goes on, ms of the clock. */
  #since = 0;

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
    this.#since = this.#options.clock.now();
    this.#settle();
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

  #settle(): void {
    const { clock, waits } = this.#options;
    this.#timer = clock.schedule(() => {
      this.#timer = undefined;
      if (waits() && clock.now() - this.#since < longestTime) this.#settle();
      else this.end();
    }, settleTime);
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
