import { Timer } from "../../../base/timer.js";
import type { Clock } from "../../../host/clock.js";
import type {
  EarlyReception,
  EarlyReceptionOwner,
} from "../../../provisioning/pb-adv/early-reception.js";
import { FastTransmission, type TransmittingNode } from "./fast-transmission.js";
import type { FastProvisioningPolicy } from "./policy.js";

/** Milliseconds of fast transmission after the node stopped provisioning or received a report. */
const holdTime = 5000;
/** The longest such time, ms, while the node has messages to send. */
const maxHoldTime = 60_000;

/** The node whose states change. */
export interface TransmissionSource {
  /** The node on its network; undefined: it is on none. */
  network(): TransmittingNode | undefined;
  /** Whether the node has messages to send, such as reports. */
  pending(): boolean;
  /** What the node has learned of its radio. */
  readonly reception: EarlyReception;
  /** Number of PB-ADV links heard lately; Infinity where they are not counted. */
  linksHeard(): number;
}

export interface FastTransmissionHost {
  readonly clock: Clock;
  /** `sets`: number of advertising sets. */
  readonly radio: { readonly sets: number };
}

/**
 * Selects when a node has the states of fast transmission: while it provisions, and for some
 * time after that, because other nodes still provision and report through this one.
 */
export class FastTransmissionPeriod implements EarlyReceptionOwner {
  readonly #host: FastTransmissionHost;
  readonly #policy: FastProvisioningPolicy;
  readonly #source: TransmissionSource;
  #transmission: FastTransmission | undefined;
  readonly #timer: Timer<FastTransmissionPeriod>;
  /** The period has no end of its own. */
  #untimed = false;
  /** When the hold time was last started, ms of the clock. */
  #extendedAt = 0;

  constructor(
    host: FastTransmissionHost,
    policy: FastProvisioningPolicy,
    source: TransmissionSource,
  ) {
    this.#host = host;
    this.#policy = policy;
    this.#source = source;
    this.#timer = new Timer(host.clock, FastTransmissionPeriod.#holdTimeOver, this);
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
    this.#extendedAt = this.#host.clock.now();
    this.#timer.start(holdTime);
  }

  /** Restarts the hold time. A period without an end of its own is not changed. */
  extend(): void {
    if (!this.#untimed) this.beginTimed();
  }

  /** Ends the period: the node has its own states again. */
  end(): void {
    this.#timer.stop();
    this.#untimed = false;
    this.#current?.end();
  }

  /** The node has learned that its radio receives early. */
  earlyReceptionShown(): void {
    this.#transmission?.earlyReceptionShown();
  }

  linksHeard(): number {
    return this.#source.linksHeard();
  }

  close(): void {
    this.#timer.stop();
  }

  static #holdTimeOver(period: FastTransmissionPeriod): void {
    if (period.#source.pending() && period.#host.clock.now() - period.#extendedAt < maxHoldTime)
      period.#timer.start(holdTime);
    else period.end();
  }

  get #current(): FastTransmission | undefined {
    const node = this.#source.network();
    if (!node) return undefined;
    if (this.#transmission?.node !== node)
      this.#transmission = new FastTransmission(
        node,
        this.#policy,
        this.#host.radio.sets,
        this.#source.reception,
      );
    return this.#transmission;
  }
}
