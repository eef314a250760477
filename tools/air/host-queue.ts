import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { AdvertisedPacket } from "./packet.js";
import type { Reception } from "./reception.js";

export interface HostQueueOptions {
  readonly clock: Clock;
  /** Milliseconds that the host needs for a packet, above 0. */
  readonly cost: number;
  /** Most packets in the queue. */
  readonly capacity: number;
  readonly counters: { waited: number; waiting: number; overrun: number };
  /** Knows until when the host is busy. */
  readonly reception: Reception;
  /** Index of the station. */
  readonly index: number;
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
  #timer: TimerHandle | undefined;

  constructor(options: HostQueueOptions) {
    this.#options = options;
  }

  arrive(packet: AdvertisedPacket, rssi: number, now: number): void {
    const { capacity, clock, counters, deliver, index, reception } = this.#options;
    if (reception.isIdle(index, now)) {
      if (deliver(packet, rssi)) reception.worked(index, now);
    } else if (this.#waiting.length < capacity) {
      this.#waiting.push({ packet, rssi, arrived: now });
      reception.waits(index, this.#waiting.length);
      this.#timer ??= clock.schedule(this.#work, reception.idleAt(index) - now);
    } else counters.overrun++;
  }

  /** Removes all queued packets. */
  clear(): void {
    const { clock, index, reception } = this.#options;
    this.#waiting.length = 0;
    reception.waits(index, 0);
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  /** Hands packets up until one takes the host time; the others wait until its end. */
  readonly #work = (): void => {
    const { clock, cost, counters, deliver, index, reception } = this.#options;
    this.#timer = undefined;
    const now = clock.now();
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      reception.waits(index, this.#waiting.length);
      const { arrived, packet, rssi } = next;
      counters.waited++;
      counters.waiting += now - arrived;
      if (!deliver(packet, rssi)) continue;
      reception.worked(index, now);
      break;
    }
    // The host may have stopped scanning, or restarted it, during `deliver`.
    if (this.#waiting.length > 0) this.#timer ??= clock.schedule(this.#work, cost);
  };
}
