import type { Clock } from "../host/clock.js";
import { isUnicast, unassignedAddress } from "../network/address.js";
import { type ControlHandler, type ControlMessages, ControlOpcode } from "./control-messages.js";
import type { ReceivedControl } from "./control-messages.js";
import { decodeHeartbeat, periodOf } from "./heartbeat.js";

/** Hops before the first message. §4.2.18.5 */
const noMinimum = 0x7f;
/** The count goes no higher. §4.2.18.4 */
const largestCount = 0xffff;

export interface HeartbeatSubscriptionOptions {
  readonly clock: Clock;
  readonly control: Pick<ControlMessages, "on" | "listenTo">;
}

/**
 * Counts the Heartbeat messages of one source to one destination, and the hops that they
 * took. Mesh Protocol 1.1 §3.6.7.3, §4.2.18.
 */
export class HeartbeatSubscription implements ControlHandler {
  private readonly options: HeartbeatSubscriptionOptions;
  #source = unassignedAddress;
  #destination = unassignedAddress;
  /** Milliseconds of the clock. */
  private end = 0;
  #count = 0;
  #minHops = 0;
  #maxHops = 0;

  constructor(options: HeartbeatSubscriptionOptions) {
    this.options = options;
    options.control.on(ControlOpcode.heartbeat, this);
  }

  /** 0x0000: nothing is counted. */
  get source(): number {
    return this.#source;
  }

  get destination(): number {
    return this.#destination;
  }

  /** Seconds that messages are still counted for. */
  get secondsLeft(): number {
    return Math.max(0, Math.ceil((this.end - this.options.clock.now()) / 1000));
  }

  /** Messages counted, 0xFFFF at most. */
  get count(): number {
    return this.#count;
  }

  /** 0x7F where none was counted, 0 where nothing is subscribed to. */
  get minHops(): number {
    return this.#minHops;
  }

  get maxHops(): number {
    return this.#maxHops;
  }

  /**
   * Counts from 0 for the period of the logarithm. A period of 0 stops counting and keeps the
   * values; an address of 0 stops counting and clears them. §4.4.1.2.16
   */
  subscribe(source: number, destination: number, periodLog: number): void {
    const none = source === unassignedAddress || destination === unassignedAddress;
    this.#source = none ? unassignedAddress : source;
    this.#destination = none ? unassignedAddress : destination;
    this.end = this.options.clock.now() + (none ? 0 : 1000 * periodOf(periodLog));
    if (none || periodLog > 0) this.#count = this.#maxHops = 0;
    if (none) this.#minHops = 0;
    else if (periodLog > 0) this.#minHops = noMinimum;
    this.options.control.listenTo(isUnicast(this.#destination) ? 0 : this.#destination);
  }

  receiveControl({
    dst,
    parameters,
    src,
    ttl,
  }: ReceivedControl): "transport.length" | "transport.heartbeat" | undefined {
    const heartbeat = decodeHeartbeat(parameters);
    if (!heartbeat) return "transport.length";
    const wanted = src === this.#source && dst === this.#destination;
    if (!wanted || this.options.clock.now() >= this.end) return "transport.heartbeat";
    // §3.6.7.3: each relay subtracts 1 from the TTL, and one hop needs no relay.
    const hops = heartbeat.initTtl - ttl + 1;
    if (hops < 1 || hops > noMinimum) return "transport.heartbeat";
    if (this.#count < largestCount) this.#count++;
    if (hops < this.#minHops) this.#minHops = hops;
    if (hops > this.#maxHops) this.#maxHops = hops;
    return undefined;
  }
}
