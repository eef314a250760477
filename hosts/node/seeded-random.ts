import { development } from "../../modules/base/development.js";
import { createCipheriv, createHash, type Cipher } from "node:crypto";
import type { Random } from "../../modules/host/random.js";

const POOL = 1024;
const ZEROS = new Uint8Array(POOL);

/**
 * Random octets that are the same each time for one seed: AES-256 in counter mode with the hash
 * of the seed as its key. For simulations; a device must never use it.
 */
export class SeededRandom implements Random {
  readonly #seed: string;
  readonly #cipher: Cipher;
  #pool: Uint8Array = new Uint8Array(0);
  #taken = 0;

  /** Any number or text; different seeds give different octets. */
  constructor(seed: number | string) {
    development.args?.("SeededRandom", [seed]);
    this.#seed = `${typeof seed} ${seed}`;
    const key = createHash("sha256").update(this.#seed).digest();
    this.#cipher = createCipheriv("aes-256-ctr", key, new Uint8Array(16));
  }

  fill(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const count = Math.min(bytes.length - at, this.#available());
      bytes.set(this.#pool.subarray(this.#taken, this.#taken + count), at);
      this.#taken += count;
      at += count;
    }
  }

  /** Uniformly distributed from 0 to 1 (not included), with 32 bits. */
  next(): number {
    if (this.#available() < 4) this.#refill();
    const pool = this.#pool;
    const at = this.#taken;
    this.#taken += 4;
    const value =
      ((pool[at]! << 24) | (pool[at + 1]! << 16) | (pool[at + 2]! << 8) | pool[at + 3]!) >>> 0;
    return value / 0x1_0000_0000;
  }

  /** Normally distributed with mean 0 and deviation 1. */
  nextNormal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /**
   * A separate source for the part of a simulation called `name`, independent of the other parts.
   */
  fork(name: string): SeededRandom {
    return new SeededRandom(`${this.#seed}/${name}`);
  }

  #available(): number {
    if (this.#taken === this.#pool.length) this.#refill();
    return this.#pool.length - this.#taken;
  }

  #refill(): void {
    this.#pool = this.#cipher.update(ZEROS);
    this.#taken = 0;
  }
}
