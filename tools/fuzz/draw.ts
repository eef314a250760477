import { SeededRandom } from "../../hosts/node/seeded-random.js";

/** The source of a fuzzer's random choices. */
export interface Draw {
  /** A random integer in 0..limit-1. */
  below(limit: number): number;
  /** `length` random octets. */
  bytes(length: number): Uint8Array;
}

/** Choices that depend only on the seed. */
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
