import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import type { AdvertisedPacket } from "./packet.js";

/** Less than times are rounded by. */
const ROUNDING = 1e-9;

export interface HostQueueOptions {
  readonly clock: Clock;
  /** Milliseconds that the host takes for a packet. */
  readonly cost: number;
  /** Packets that wait at most. */
  readonly capacity: number;
  readonly counters: { waited: number; waiting: number; overrun: number };
  /** Hands a packet up; whether that took the host any time. `data` is good during the call. */
  readonly deliver: (packet: AdvertisedPacket, data: Uint8Array, rssi: number) => boolean;
}

interface Waiting {
  readonly packet: AdvertisedPacket;
  readonly rssi: number;
  readonly arrived: number;
}

/**
 * A host that works through packets one at a time: each is handed up at the end of its
 * turn. To be given a packet when an idle host would be done with it.
 */
export class HostQueue {
  readonly #options: HostQueueOptions;
  readonly #waiting: Waiting[] = [];
  /** When it was done with the packet that it took last. */
  #done = -Infinity;
  #timer: TimerHandle | undefined;

  constructor(options: HostQueueOptions) {
    this.#options = options;
  }

  arrive(packet: AdvertisedPacket, data: Uint8Array, rssi: number): void {
    const { capacity, clock, cost, counters, deliver } = this.#options;
    if (cost === 0) {
      deliver(packet, data, rssi);
      return;
    }
    const now = clock.now();
    if (this.#waiting.length === 0 && this.#done + cost <= now + ROUNDING) {
      if (deliver(packet, data, rssi)) this.#done = now;
    } else if (this.#waiting.length < capacity) {
      this.#waiting.push({ packet, rssi, arrived: now });
      this.#timer ??= clock.schedule(this.#work, this.#done + cost - now);
    } else counters.overrun++;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting.length = 0;
    if (this.#timer !== undefined) this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  /** Hands up until one takes the host time, whose end the others wait for. */
  readonly #work = (): void => {
    const { clock, cost, counters, deliver } = this.#options;
    this.#timer = undefined;
    const now = clock.now();
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { arrived, packet, rssi } = next;
      counters.waited++;
      counters.waiting += now - arrived;
      if (!deliver(packet, new Uint8Array(packet.data), rssi)) continue;
      this.#done = now;
      break;
    }
    // The host may have stopped scanning, or started it again, meanwhile.
    if (this.#waiting.length > 0) this.#timer ??= clock.schedule(this.#work, cost);
  };
}
