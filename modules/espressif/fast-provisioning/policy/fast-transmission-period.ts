import { Timer } from "../../../base/timer.js";
import type { Clock } from "../../../host/clock.js";
import { FastTransmission, type TransmittingNode } from "./fast-transmission.js";
import type { FastProvisioningPolicy } from "./policy.js";

/** Milliseconds of fast transmission after the node stopped provisioning or received a report. */
const holdTime = 5000;
/** The longest such time, ms, while the node has messages to send. */
const maxHoldTime = 60_000;

export interface FastTransmissionPeriodOptions {
  readonly clock: Clock;
  readonly policy: FastProvisioningPolicy;
  /** Advertising sets of the radio. */
  readonly sets: number;
  /** The node on its network; undefined: it is on none. */
  readonly network: () => TransmittingNode | undefined;
  /** Whether the node has messages to send, such as reports. */
  readonly pending: () => boolean;
}

/**
 * Selects when a node has the states of fast transmission: while it provisions, and for some
 * time after that, because other nodes still provision and report through this one.
 */
export class FastTransmissionPeriod {
  readonly #options: FastTransmissionPeriodOptions;
  #transmission: FastTransmission | undefined;
  readonly #timer: Timer<FastTransmissionPeriod>;
  /** The period has no end of its own. */
  #untimed = false;
  /** When the hold time was last started, ms of the clock. */
  #extendedAt = 0;

  constructor(options: FastTransmissionPeriodOptions) {
    this.#options = options;
    this.#timer = new Timer(options.clock, FastTransmissionPeriod.#holdTimeOver, this);
  }

  /** Starts a period that lasts until `end` or `beginTimed`. */
  begin(): void {
    this.#timer.stop();
    this.#untimed = true;
    this.#current?.begin();
  }

  /** Starts a period that ends after the hold time. */
  beginTimed(): void {
    this.#untimed = false;
    this.#current?.begin();
    this.#extendedAt = this.#options.clock.now();
    this.#timer.start(holdTime);
  }

  /** Starts the hold time anew. A period without an end of its own is not changed. */
  extend(): void {
    if (!this.#untimed) this.beginTimed();
  }

  /** Ends the period: the node has its own states again. */
  end(): void {
    this.#timer.stop();
    this.#untimed = false;
    this.#current?.end();
  }

  close(): void {
    this.#timer.stop();
  }

  static #holdTimeOver(period: FastTransmissionPeriod): void {
    const { clock, pending } = period.#options;
    if (pending() && clock.now() - period.#extendedAt < maxHoldTime) period.#timer.start(holdTime);
    else period.end();
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
