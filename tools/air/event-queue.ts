import type { Station } from "./station.js";

const INTERVAL = 20;

export interface EventQueueOptions {
  readonly station: Station;
  /** Packets that may wait. Default 200. */
  readonly capacity?: number;
}

/** Sends the packets of a program that does its repeats itself: each in one advertising event, in order. */
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

  /** Packets that found the queue full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** AD structures, 1..31 octets. */
  push(data: Uint8Array): void {
    if (this.#waiting.length >= this.#capacity) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(data);
    this.#send();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** Sends what waits in the sets that are free. */
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
