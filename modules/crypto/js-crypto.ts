import { development } from "../base/development.js";
import { cmac, unsafe } from "@noble/ciphers/aes.js";
import { p256 } from "@noble/curves/nist.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Clock } from "../host/clock.js";
import type { AesKey, Crypto, EcdhKeyPair } from "../host/crypto.js";
import { Ccm } from "./ccm.js";
import { Multiplications, OwedResults } from "./multiplications.js";

class JsAesKey extends Ccm implements AesKey {
  readonly #key: Uint8Array;
  readonly #roundKeys: ReturnType<typeof unsafe.expandKeyLE>;

  constructor(key: Uint8Array) {
    super();
    if (key.length !== 16) throw new RangeError("key: 16 octets");
    this.#key = new Uint8Array(key);
    this.#roundKeys = unsafe.expandKeyLE(this.#key);
  }

  override encryptBlock(
    input: Uint8Array,
    inputOffset: number,
    output: Uint8Array,
    outputOffset: number,
  ): void {
    const { s0, s1, s2, s3 } = unsafe.encrypt(
      this.#roundKeys,
      getWord(input, inputOffset),
      getWord(input, inputOffset + 4),
      getWord(input, inputOffset + 8),
      getWord(input, inputOffset + 12),
    );
    putWord(output, outputOffset, s0);
    putWord(output, outputOffset + 4, s1);
    putWord(output, outputOffset + 8, s2);
    putWord(output, outputOffset + 12, s3);
  }

  cmac(message: Uint8Array): Uint8Array {
    return cmac(message, this.#key);
  }

  close(): void {
    this.#key.fill(0);
    this.#roundKeys.fill(0);
  }
}

function getWord(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset]! |
      (bytes[offset + 1]! << 8) |
      (bytes[offset + 2]! << 16) |
      (bytes[offset + 3]! << 24)) >>>
    0
  );
}

function putWord(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >> 8;
  bytes[offset + 2] = value >> 16;
  bytes[offset + 3] = value >> 24;
}

class JsEcdhKeyPair implements EcdhKeyPair {
  readonly publicKey: Uint8Array;
  readonly #privateKey: Uint8Array;
  readonly #owed: OwedResults;

  constructor(privateKey: Uint8Array, multiplications: Multiplications) {
    this.#privateKey = privateKey;
    this.#owed = new OwedResults(multiplications);
    this.publicKey = p256.getPublicKey(privateKey, false).slice(1);
  }

  sharedSecret(peer: Uint8Array, done: (secret: Uint8Array | undefined) => void): void {
    const point = new Uint8Array(65);
    point[0] = 4; // uncompressed (SEC 1 §2.3.3)
    const fits = peer.length === 64;
    if (fits) point.set(peer, 1);
    this.#owed.add(() => done(fits ? this.compute(point) : undefined));
  }

  close(): void {
    this.#owed.close();
    this.#privateKey.fill(0);
  }

  private compute(point: Uint8Array): Uint8Array | undefined {
    try {
      return p256.getSharedSecret(this.#privateKey, point, false).slice(1, 33);
    } catch {
      return undefined; // noble refuses what is not on the curve
    }
  }
}

/** What JsCrypto is made with. */
export interface JsCryptoOptions {
  /** Brings the results of P-256 operations. */
  readonly clock: Clock;
}

/**
 * The primitives in JavaScript alone, for machines with no cryptography of their
 * own. A key pair that is closed does not call pending callbacks.
 */
export class JsCrypto implements Crypto {
  readonly #multiplications: Multiplications;

  constructor(options: JsCryptoOptions) {
    development.options?.("JsCrypto", options);
    this.#multiplications = new Multiplications({ clock: options.clock });
  }

  aesKey(key: Uint8Array): AesKey {
    return new JsAesKey(key);
  }

  ecdhKeyPair(privateKey: Uint8Array, done: (pair: EcdhKeyPair) => void): void {
    if (!p256.utils.isValidSecretKey(privateKey))
      throw new RangeError("privateKey: 32 octets, 1..n-1");
    const copy = new Uint8Array(privateKey);
    this.#multiplications.schedule(() => done(new JsEcdhKeyPair(copy, this.#multiplications)));
  }

  sha256(message: Uint8Array): Uint8Array {
    return sha256(message);
  }

  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
    return hmac(sha256, key, message);
  }
}
