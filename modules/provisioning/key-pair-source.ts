import type { Crypto, EcdhKeyPair } from "../host/crypto.js";
import type { Random } from "../host/random.js";
import { SharedKeyPair } from "./shared-key-pair.js";

export interface KeyPairSourceOptions {
  readonly crypto: Crypto;
  readonly random: Random;
  /**
   * Sessions that one pair is used for; 1 where it is not given. With more a provisioner of many
   * devices saves up to half of its multiplications on P-256. Some stacks use one pair for all.
   */
  readonly uses?: number;
}

/**
 * P-256 key pairs for provisioning. One is made ahead of time, as that takes long
 * on a small chip; each is given out for as many sessions as `uses` says.
 */
export class KeyPairSource {
  readonly #crypto: Crypto;
  readonly #random: Random;
  readonly #uses: number;
  #ahead: SharedKeyPair | undefined;
  #making = false;
  /** Callers that wait for the pair that is made ahead. */
  #waiting: ((pair: EcdhKeyPair) => void)[] = [];
  #closed = false;

  constructor({ crypto, random, uses = 1 }: KeyPairSourceOptions) {
    this.#crypto = crypto;
    this.#random = random;
    this.#uses = uses;
  }

  /** Starts to generate a pair ahead of time, unless there is one or it is being generated. */
  prepare(): void {
    if (this.#closed || this.#making || this.#ahead !== undefined) return;
    this.#making = true;
    this.#make((pair) => {
      const waiting = this.#waiting;
      this.#making = false;
      this.#waiting = [];
      this.#ahead = pair;
      for (const done of waiting) this.take(done);
    });
  }

  /** Calls `done` with a pair, possibly inside this call; the receiver has to close it. `done` is not called after `close`. */
  take(done: (pair: EcdhKeyPair) => void): void {
    const ahead = this.#ahead;
    if (ahead === undefined) {
      // Callers beyond `uses` get a pair each: they would have to wait for the pair after this one.
      if (this.#making && this.#waiting.length < this.#uses) this.#waiting.push(done);
      else
        this.#make((pair) => {
          const part = pair.take();
          pair.retire();
          done(part);
        });
      return;
    }
    const pair = ahead.take();
    if (ahead.spent) this.#ahead = undefined;
    done(pair);
  }

  close(): void {
    this.#closed = true;
    this.#ahead?.retire();
    this.#ahead = undefined;
  }

  #make(done: (pair: SharedKeyPair) => void): void {
    this.#crypto.ecdhKeyPair(drawPrivateKey(this.#random), (pair) => {
      if (this.#closed) pair.close();
      else done(new SharedKeyPair(pair, this.#uses));
    });
  }
}

/** A P-256 private key, 32 octets, in 1..n-1: what may be outside (one in 2^32) is drawn again. */
export function drawPrivateKey(random: Random): Uint8Array {
  const key = new Uint8Array(32);
  do random.fill(key);
  while (isExtreme(key));
  return key;
}

/** Whether the first four octets are all ones, as in n itself, or all octets are zero. */
function isExtreme(key: Uint8Array): boolean {
  if (key[0] === 0xff && key[1] === 0xff && key[2] === 0xff && key[3] === 0xff) return true;
  return key.every((octet) => octet === 0);
}
