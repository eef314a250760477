import { development } from "../../modules/base/development.js";
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type Cipher,
} from "node:crypto";
import { defer } from "../../modules/base/timer.js";
import type { Clock } from "../../modules/host/clock.js";
import type { AesCtr, AesGcm, SessionCrypto } from "../../modules/host/session-crypto.js";

/** DER octets before those of an X25519 key (RFC 8410 §7, §4). */
const privateHead = Buffer.from("302e020100300506032b656e04220420", "hex");
const publicHead = Buffer.from("302a300506032b656e032100", "hex");

function checkLength(name: string, octets: Uint8Array, length: number): void {
  if (octets.length !== length)
    throw new RangeError(`${name} has ${octets.length} octets, must have ${length}`);
}

function plain(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer);
}

class NodeAesCtr implements AesCtr {
  #cipher: Cipher | undefined;

  constructor(key: Uint8Array, counter: Uint8Array) {
    checkLength("key", key, 32);
    checkLength("counter", counter, 16);
    this.#cipher = createCipheriv("aes-256-ctr", key, counter);
  }

  apply(message: Uint8Array): Uint8Array {
    if (!this.#cipher) throw new Error("the stream is closed");
    return plain(this.#cipher.update(message));
  }

  close(): void {
    this.#cipher?.final();
    this.#cipher = undefined;
  }
}

class NodeAesGcm implements AesGcm {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    checkLength("key", key, 32);
    this.#key = plain(key);
  }

  seal(nonce: Uint8Array, message: Uint8Array): Uint8Array {
    checkLength("nonce", nonce, 12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    return plain(Buffer.concat([cipher.update(message), cipher.final(), cipher.getAuthTag()]));
  }

  open(nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    checkLength("nonce", nonce, 12);
    const end = sealed.length - 16;
    if (end < 0) return undefined;
    const cipher = createDecipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAuthTag(sealed.subarray(end));
    const message = cipher.update(sealed.subarray(0, end));
    try {
      return plain(Buffer.concat([message, cipher.final()]));
    } catch {
      return undefined; // OpenSSL throws when the tag is wrong
    }
  }

  close(): void {
    this.#key.fill(0);
  }
}

function toNumber(octets: Uint8Array): bigint {
  return octets.length === 0 ? 0n : BigInt(`0x${Buffer.from(octets).toString("hex")}`);
}

function toOctets(number: bigint, length: number): Uint8Array {
  return plain(Buffer.from(number.toString(16).padStart(2 * length, "0"), "hex"));
}

function checkedModulus(modulus: Uint8Array, ...numbers: readonly Uint8Array[]): bigint {
  const value = toNumber(modulus);
  if (value <= 1n || (value & 1n) === 0n) throw new RangeError("modulus: an odd number above 1");
  if (numbers.some(({ length }) => length > modulus.length))
    throw new RangeError("a number is longer than the modulus");
  return value;
}

function powerOf(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  let result = 1n;
  for (const octet of exponent)
    for (let bit = 0x80; bit > 0; bit >>= 1) {
      result = (result * result) % modulus;
      if ((octet & bit) !== 0) result = (result * base) % modulus;
    }
  return result;
}

/** The cryptographic primitives of sessions with node:crypto. */
export class NodeSessionCrypto implements SessionCrypto {
  readonly #clock: Clock;

  /** `clock`: its timers deliver the results of slow operations. */
  constructor(options: { readonly clock: Clock }) {
    development.options?.("NodeSessionCrypto", options);
    this.#clock = options.clock;
  }

  sha256(message: Uint8Array): Uint8Array {
    return plain(createHash("sha256").update(message).digest());
  }

  sha512(message: Uint8Array): Uint8Array {
    return plain(createHash("sha512").update(message).digest());
  }

  x25519PublicKey(privateKey: Uint8Array, done: (publicKey: Uint8Array) => void): void {
    checkLength("privateKey", privateKey, 32);
    const key = createPublicKey(this.#privateKey(privateKey));
    const publicKey = plain(key.export({ format: "der", type: "spki" }).subarray(-32));
    defer(this.#clock, done, publicKey);
  }

  x25519(
    privateKey: Uint8Array,
    peer: Uint8Array,
    done: (secret: Uint8Array | undefined) => void,
  ): void {
    checkLength("privateKey", privateKey, 32);
    const secret = this.#shared(privateKey, peer);
    defer(this.#clock, done, secret);
  }

  aesCtr(key: Uint8Array, counter: Uint8Array): AesCtr {
    return new NodeAesCtr(key, counter);
  }

  aesGcm(key: Uint8Array): AesGcm {
    return new NodeAesGcm(key);
  }

  power(
    base: Uint8Array,
    exponent: Uint8Array,
    modulus: Uint8Array,
    done: (result: Uint8Array) => void,
  ): void {
    const n = checkedModulus(modulus, base);
    const result = toOctets(powerOf(toNumber(base) % n, exponent, n), modulus.length);
    defer(this.#clock, done, result);
  }

  multiply(a: Uint8Array, b: Uint8Array, modulus: Uint8Array): Uint8Array {
    const n = checkedModulus(modulus, a, b);
    return toOctets((toNumber(a) * toNumber(b)) % n, modulus.length);
  }

  #privateKey(octets: Uint8Array) {
    const der = Buffer.concat([privateHead, octets]);
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  }

  #shared(privateKey: Uint8Array, peer: Uint8Array): Uint8Array | undefined {
    if (peer.length !== 32) return undefined;
    const der = Buffer.concat([publicHead, peer]);
    const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
    try {
      return plain(diffieHellman({ privateKey: this.#privateKey(privateKey), publicKey }));
    } catch {
      return undefined; // OpenSSL throws when the shared secret is zero
    }
  }
}
