import type { Station } from "./station.js";

const INTERVAL = 20;

export interface EventQueueOptions {
  readonly station: Station;
  /** Packets in the queue at most. Default 200. */
  readonly capacity?: number;
}

/**
 * Sends packets in order, each in one advertising event, for a program that itself repeats them.
 */
export class EventQueue {
  readonly #station: Station;
  readonly #capacity: number;
  readonly #waiting: Uint8Array[] = [];
  #inFlight = 0;
  #dropped = 0;

  constructor(options: EventQueueOptions) {
    const { station, capacity = 200 } = options;
    this.#station = station;
    this.#capacity = capacity;
  }

  /** Number of packets dropped because the queue was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Queues a packet. `data`: AD structures, 1..31 octets. */
  push(data: Uint8Array): void {
    if (this.#waiting.length >= this.#capacity) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(data);
    this.#send();
  }

  /** Removes all queued packets. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** Sends queued packets in the free advertising sets. */
  #send(): void {
    while (this.#inFlight < this.#station.sets) {
      const data = this.#waiting.shift();
      if (!data) return;
      this.#inFlight++;
      this.#station.advertise(data, 1, INTERVAL, () => {
        this.#inFlight--;
        this.#send();
      });
    }
  }
}
