import type { Random } from "../../modules/host/random.js";

/** Repeatable octets for tests: xorshift32 of a seed. */
export class TestRandom implements Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761 + 1) | 0 || 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** A whole number of 32 bits. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** Between 0 (included) and 1 (excluded). */
  fraction(): number {
    return this.next() / 0x1_0000_0000;
  }

  /** A whole number of 0..limit-1. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** `length` octets. */
  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.fill(bytes);
    return bytes;
  }

  fill(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.next() >>> 11;
  }
}
