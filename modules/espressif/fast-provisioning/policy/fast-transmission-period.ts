import type { Clock, TimerHandle } from "../../../host/clock.js";
import { FastTransmission, type TransmittingNode } from "./fast-transmission.js";
import type { FastProvisioningPolicy } from "./policy.js";

/** Milliseconds for which a node that provisions no more keeps the pace of fast provisioning. */
const holdTime = 5000;
/** The same where something waits to be sent, such as reports behind those of others. */
const maxHoldTime = 60_000;

export interface FastTransmissionPeriodOptions {
  readonly clock: Clock;
  readonly policy: FastProvisioningPolicy;
  /** Advertising sets of the radio. */
  readonly sets: number;
  /** The node on its network; undefined: it is on none. */
  readonly network: () => TransmittingNode | undefined;
  /** Whether something waits to be sent. */
  readonly pending: () => boolean;
}

/**
 * When a node keeps the pace of fast provisioning: while it provisions, and then for as
 * long as others may be at it, and their records come through this node.
 */
export class FastTransmissionPeriod {
  readonly #options: FastTransmissionPeriodOptions;
  #transmission: FastTransmission | undefined;
  #timer: TimerHandle | undefined;
  #untimed = false;
  /** When it was last told that something goes on, ms of the clock. */
  #extendedAt = 0;

  constructor(options: FastTransmissionPeriodOptions) {
    this.#options = options;
  }

  /** Until it is told otherwise. */
  begin(): void {
    this.#stop();
    this.#untimed = true;
    this.#current?.begin();
  }

  /** For a while. */
  beginTimed(): void {
    this.#stop();
    this.#untimed = false;
    this.#current?.begin();
    this.#extendedAt = this.#options.clock.now();
    this.#startTimer();
  }

  /** Something goes on: for a while from now, if not longer. */
  extend(): void {
    if (!this.#untimed) this.beginTimed();
  }

  /** The pace of every day. */
  end(): void {
    this.#stop();
    this.#untimed = false;
    this.#current?.end();
  }

  close(): void {
    this.#stop();
  }

  #startTimer(): void {
    const { clock, pending } = this.#options;
    this.#timer = clock.schedule(() => {
      this.#timer = undefined;
      if (pending() && clock.now() - this.#extendedAt < maxHoldTime) this.#startTimer();
      else this.end();
    }, holdTime);
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  get #current(): FastTransmission | undefined {
    const { network, policy, sets } = this.#options;
    const node = network();
    if (!node) return undefined;
    if (this.#transmission?.node !== node)
      this.#transmission = new FastTransmission(node, policy, sets);
    return this.#transmission;
  }
}
