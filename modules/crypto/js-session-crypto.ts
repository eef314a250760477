import { development } from "../base/development.js";
import { ctr, gcm } from "@noble/ciphers/aes.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { toHex } from "../base/bytes.js";
import { defer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import type { AesCtr, AesGcm, SessionCrypto } from "../host/session-crypto.js";

const block = 16;

function checkLength(name: string, octets: Uint8Array, length: number): void {
  if (octets.length !== length)
    throw new RangeError(`${name} has ${octets.length} octets, must have ${length}`);
}

/** noble starts the key stream at its first block in each call; this class continues in the current block. */
class JsAesCtr implements AesCtr {
  readonly #key: Uint8Array;
  readonly #counter: Uint8Array;
  /** Octets of the current block that are used up. */
  #used = 0;

  constructor(key: Uint8Array, counter: Uint8Array) {
    checkLength("key", key, 32);
    checkLength("counter", counter, block);
    this.#key = new Uint8Array(key);
    this.#counter = new Uint8Array(counter);
  }

  apply(message: Uint8Array): Uint8Array {
    const padded = new Uint8Array(this.#used + message.length);
    padded.set(message, this.#used);
    const result = ctr(this.#key, this.#counter).encrypt(padded).slice(this.#used);
    this.advance(Math.floor(padded.length / block));
    this.#used = padded.length % block;
    return result;
  }

  close(): void {
    this.#key.fill(0);
    this.#counter.fill(0);
  }

  private advance(blocks: number): void {
    let carry = blocks;
    for (let i = block - 1; i >= 0 && carry > 0; i--) {
      carry += this.#counter[i]!;
      this.#counter[i] = carry;
      carry >>>= 8;
    }
  }
}

class JsAesGcm implements AesGcm {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    checkLength("key", key, 32);
    this.#key = new Uint8Array(key);
  }

  seal(nonce: Uint8Array, message: Uint8Array): Uint8Array {
    checkLength("nonce", nonce, 12);
    return gcm(this.#key, nonce).encrypt(message);
  }

  open(nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    checkLength("nonce", nonce, 12);
    try {
      return gcm(this.#key, nonce).decrypt(sealed);
    } catch {
      return undefined; // noble throws where the tag does not fit
    }
  }

  close(): void {
    this.#key.fill(0);
  }
}

function toNumber(octets: Uint8Array): bigint {
  return octets.length === 0 ? 0n : BigInt(`0x${toHex(octets)}`);
}

function toOctets(number: bigint, length: number): Uint8Array {
  const octets = new Uint8Array(length);
  let rest = number;
  for (let i = length - 1; i >= 0; i--) {
    octets[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return octets;
}

/** XS 13.3 miscounts the cost of a division that changes nothing, so that a machine with a budget may end. */
function reduced(value: bigint, modulus: bigint): bigint {
  return value < modulus ? value : value % modulus;
}

/** The modulus as a number. Throws RangeError for what SessionCrypto excludes. */
function checkedModulus(modulus: Uint8Array, ...numbers: readonly Uint8Array[]): bigint {
  const value = toNumber(modulus);
  if (value <= 1n || (value & 1n) === 0n) throw new RangeError("modulus: an odd number above 1");
  if (numbers.some(({ length }) => length > modulus.length))
    throw new RangeError("a number is longer than the modulus");
  return value;
}

/** What JsSessionCrypto is made with. */
export interface JsSessionCryptoOptions {
  /** Brings the results of what may be slow. */
  readonly clock: Clock;
}

/** The primitives in JavaScript alone. */
export class JsSessionCrypto implements SessionCrypto {
  readonly #clock: Clock;

  constructor(options: JsSessionCryptoOptions) {
    development.options?.("JsSessionCrypto", options);
    this.#clock = options.clock;
  }

  sha256(message: Uint8Array): Uint8Array {
    return sha256(message);
  }

  sha512(message: Uint8Array): Uint8Array {
    return sha512(message);
  }

  x25519PublicKey(privateKey: Uint8Array, done: (publicKey: Uint8Array) => void): void {
    checkLength("privateKey", privateKey, 32);
    const publicKey = x25519.getPublicKey(privateKey);
    defer(this.#clock, done, publicKey);
  }

  x25519(
    privateKey: Uint8Array,
    peer: Uint8Array,
    done: (secret: Uint8Array | undefined) => void,
  ): void {
    checkLength("privateKey", privateKey, 32);
    let secret: Uint8Array | undefined;
    try {
      secret = x25519.getSharedSecret(privateKey, peer);
    } catch {
      secret = undefined; // noble refuses what gives zero
    }
    defer(this.#clock, done, secret);
  }

  aesCtr(key: Uint8Array, counter: Uint8Array): AesCtr {
    return new JsAesCtr(key, counter);
  }

  aesGcm(key: Uint8Array): AesGcm {
    return new JsAesGcm(key);
  }

  power(
    base: Uint8Array,
    exponent: Uint8Array,
    modulus: Uint8Array,
    done: (result: Uint8Array) => void,
  ): void {
    const n = checkedModulus(modulus, base);
    const factor = reduced(toNumber(base), n);
    let result = 1n;
    for (const octet of exponent)
      for (let bit = 0x80; bit > 0; bit >>= 1) {
        result = reduced(result * result, n);
        if ((octet & bit) !== 0) result = reduced(result * factor, n);
      }
    const octets = toOctets(result, modulus.length);
    defer(this.#clock, done, octets);
  }

  multiply(a: Uint8Array, b: Uint8Array, modulus: Uint8Array): Uint8Array {
    const n = checkedModulus(modulus, a, b);
    return toOctets(reduced(toNumber(a) * toNumber(b), n), modulus.length);
  }
}
