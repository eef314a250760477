import { SeededRandom } from "../../hosts/node/seeded-random.js";

/** Where a fuzzer's choices come from. */
export interface Draw {
  /** A whole number of 0..limit-1. */
  below(limit: number): number;
  /** `length` octets. */
  bytes(length: number): Uint8Array;
}

/** The same choices each time for one seed. */
export class SeededDraw implements Draw {
  readonly #random: SeededRandom;

  constructor(seed: number | string) {
    this.#random = new SeededRandom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random.next() * limit);
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.#random.fill(bytes);
    return bytes;
  }
}
