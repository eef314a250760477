import type { Crypto, EcdhKeyPair } from "../host/crypto.js";
import type { Random } from "../host/random.js";

/**
 * Fresh P-256 key pairs for provisioning. One is made ahead of time, as that
 * takes long on a small chip; each is given out once, for one session.
 */
export class KeyPairSource {
  readonly #crypto: Crypto;
  readonly #random: Random;
  #spare: EcdhKeyPair | undefined;
  #making = false;
  /** Waits for the pair that is made ahead. */
  #waiting: ((pair: EcdhKeyPair) => void) | undefined;
  #closed = false;

  constructor(crypto: Crypto, random: Random) {
    this.#crypto = crypto;
    this.#random = random;
  }

  /** Begins to make a pair ahead of time, unless one is there or under way. */
  prepare(): void {
    if (this.#closed || this.#making || this.#spare !== undefined) return;
    this.#making = true;
    this.#make((pair) => {
      const waiting = this.#waiting;
      this.#making = false;
      this.#waiting = undefined;
      if (waiting === undefined) this.#spare = pair;
      else waiting(pair);
    });
  }

  /** Hands out a pair, perhaps inside this call. Whoever takes it closes it. Not called back after `close`. */
  take(done: (pair: EcdhKeyPair) => void): void {
    const spare = this.#spare;
    if (spare === undefined) {
      if (this.#making && this.#waiting === undefined) this.#waiting = done;
      else this.#make(done);
      return;
    }
    this.#spare = undefined;
    done(spare);
  }

  close(): void {
    this.#closed = true;
    this.#spare?.close();
    this.#spare = undefined;
  }

  #make(done: (pair: EcdhKeyPair) => void): void {
    this.#crypto.ecdhKeyPair(this.#privateKey(), (pair) => {
      if (this.#closed) pair.close();
      else done(pair);
    });
  }

  /** 1..n-1: what might lie outside (one in 2^32) is drawn again. */
  #privateKey(): Uint8Array {
    const key = new Uint8Array(32);
    do this.#random.fill(key);
    while (isExtreme(key));
    return key;
  }
}

/** Whether the first four octets are all ones, as in n itself, or all octets are zero. */
function isExtreme(key: Uint8Array): boolean {
  if (key[0] === 0xff && key[1] === 0xff && key[2] === 0xff && key[3] === 0xff) return true;
  return key.every((octet) => octet === 0);
}
