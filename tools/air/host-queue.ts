import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { AdvertisedPacket } from "./packet.js";

/** More than the rounding error of times, ms. */
const ROUNDING = 1e-9;

export interface HostQueueOptions {
  readonly clock: Clock;
  /** Milliseconds that the host needs for a packet, above 0. */
  readonly cost: number;
  /** Most packets in the queue. */
  readonly capacity: number;
  readonly counters: { waited: number; waiting: number; overrun: number };
  /** Hands a packet to the host; returns whether it took the host time. */
  readonly deliver: (packet: AdvertisedPacket, rssi: number) => boolean;
}

interface Waiting {
  readonly packet: AdvertisedPacket;
  readonly rssi: number;
  readonly arrived: number;
}

/**
 * A host that processes packets one at a time; each is handed up at the end of its processing
 * time. A packet must be given to it at the time at which an idle host would have processed it.
 */
export class HostQueue {
  readonly #options: HostQueueOptions;
  readonly #waiting: Waiting[] = [];
  /** The end of the latest packet's processing. */
  #done = -Infinity;
  #timer: TimerHandle | undefined;

  constructor(options: HostQueueOptions) {
    this.#options = options;
  }

  arrive(packet: AdvertisedPacket, rssi: number, now: number): void {
    const { capacity, clock, cost, counters, deliver } = this.#options;
    if (this.#waiting.length === 0 && this.#done + cost <= now + ROUNDING) {
      if (deliver(packet, rssi)) this.#done = now;
    } else if (this.#waiting.length < capacity) {
      this.#waiting.push({ packet, rssi, arrived: now });
      this.#timer ??= clock.schedule(this.#work, this.#done + cost - now);
    } else counters.overrun++;
  }

  /** Removes all queued packets. */
  clear(): void {
    this.#waiting.length = 0;
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  /** Hands packets up until one takes the host time; the others wait until its end. */
  readonly #work = (): void => {
    const { clock, cost, counters, deliver } = this.#options;
    this.#timer = undefined;
    const now = clock.now();
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { arrived, packet, rssi } = next;
      counters.waited++;
      counters.waiting += now - arrived;
      if (!deliver(packet, rssi)) continue;
      this.#done = now;
      break;
    }
    // The host may have stopped scanning, or restarted it, during `deliver`.
    if (this.#waiting.length > 0) this.#timer ??= clock.schedule(this.#work, cost);
  };
}
