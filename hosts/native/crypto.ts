import { Multiplications, OwedResults } from "../../modules/crypto/multiplications.js";
import type { Clock } from "../../modules/host/clock.js";
import type { AesKey, Crypto, EcdhKeyPair } from "../../modules/host/crypto.js";
import type { NetworkCipher } from "../../modules/host/network-cipher.js";
import { type KeyHandle, NativeAesKey } from "./aes-key.js";
import { NativeNetworkCipher } from "./network-cipher.js";

declare const jobBrand: unique symbol;
/** A multiplication that is under way. */
export interface EcdhJob {
  readonly [jobBrand]: true;
}

/** Multiplies outside of JavaScript's thread (ecdh-worker.ts), one after the other. */
export interface EcdhWorker {
  /**
   * Without a peer (64 octets) the result is the key's public one, 64 octets; with
   * one the shared secret, 32 octets, or undefined when it is not a point. `done`
   * comes later, never inside this call; the key may be closed meanwhile.
   * Undefined when no thread can be had: then `done` is not called.
   */
  start(
    key: KeyHandle,
    peer: Uint8Array | undefined,
    done: (result: ArrayBuffer | undefined) => void,
  ): EcdhJob | undefined;
  /** Its `done` is not called any more. */
  cancel(job: EcdhJob): void;
}

/** The functions of crypto.c, by the arguments they take. */
class Native {
  static ecdhKey(privateKey: Uint8Array): KeyHandle {
    return native("xs_ecdh_key").call(this, privateKey);
  }

  static publicKey(key: KeyHandle): ArrayBuffer {
    return native("xs_ecdh_public_key").call(this, key);
  }

  static sharedSecret(key: KeyHandle, peer: Uint8Array): ArrayBuffer | undefined {
    return native("xs_ecdh_shared_secret").call(this, key, peer);
  }

  static closeKey(key: KeyHandle): void {
    return native("xs_key_close").call(this, key);
  }

  static sha256(message: Uint8Array): ArrayBuffer {
    return native("xs_sha256").call(this, message);
  }

  static hmacSha256(key: Uint8Array, message: Uint8Array): ArrayBuffer {
    return native("xs_hmac_sha256").call(this, key, message);
  }
}

interface NativeEcdhKeyPairOptions {
  readonly key: KeyHandle;
  readonly publicKey: Uint8Array;
  readonly multiplications: Multiplications;
  readonly worker: EcdhWorker | undefined;
}

/** The list of callers that wait for results is created at the first of them: a chip's heap is small. */
class NativeEcdhKeyPair implements EcdhKeyPair {
  readonly publicKey: Uint8Array;
  readonly #key: KeyHandle;
  readonly #multiplications: Multiplications;
  readonly #worker: EcdhWorker | undefined;
  #owed: OwedResults | undefined;
  #jobs: EcdhJob[] | undefined;

  constructor({ key, publicKey, multiplications, worker }: NativeEcdhKeyPairOptions) {
    this.#key = key;
    this.#multiplications = multiplications;
    this.#worker = worker;
    this.publicKey = publicKey;
  }

  sharedSecret(peer: Uint8Array, done: (secret: Uint8Array | undefined) => void): void {
    if (this.#worker && peer.length === 64 && this.#isBegun(this.#worker, peer, done)) return;
    const secret = Native.sharedSecret(this.#key, peer);
    this.#owed ??= new OwedResults(this.#multiplications);
    this.#owed.add(() => done(secret && new Uint8Array(secret)));
  }

  close(): void {
    this.#owed?.close();
    for (const job of this.#jobs ?? []) this.#worker!.cancel(job);
    this.#jobs = undefined;
    Native.closeKey(this.#key);
  }

  /** Whether the worker does it. */
  #isBegun(
    worker: EcdhWorker,
    peer: Uint8Array,
    done: (secret: Uint8Array | undefined) => void,
  ): boolean {
    const job = worker.start(this.#key, peer, (secret) => {
      this.#jobs?.splice(this.#jobs.indexOf(job!), 1);
      done(secret && new Uint8Array(secret));
    });
    if (job) (this.#jobs ??= []).push(job);
    return job !== undefined;
  }
}

export interface NativeCryptoOptions {
  /** Brings the results of P-256 operations. */
  readonly clock: Clock;
  /**
   * Milliseconds charged to the clock for each P-256 multiplication, one after the
   * other: for a clock of virtual time, in which C would take none. Default 0.
   */
  readonly ecdhMilliseconds?: number;
  /** Where P-256 is done; without one inside the calls that ask for it, as virtual time needs it. */
  readonly worker?: EcdhWorker;
}

/**
 * The primitives in C, on PSA: Mbed TLS, and with it the chip's own hardware where
 * it has any. A key pair that is closed does not call pending callbacks.
 */
export class NativeCrypto implements Crypto {
  readonly #multiplications: Multiplications;
  readonly #worker: EcdhWorker | undefined;

  constructor({ clock, ecdhMilliseconds = 0, worker }: NativeCryptoOptions) {
    this.#multiplications = new Multiplications({ clock, milliseconds: ecdhMilliseconds });
    this.#worker = worker;
  }

  aesKey(key: Uint8Array): AesKey {
    return new NativeAesKey(key);
  }

  ecdhKeyPair(privateKey: Uint8Array, done: (pair: EcdhKeyPair) => void): void {
    const key = Native.ecdhKey(privateKey);
    const pairOf = (point: ArrayBuffer): EcdhKeyPair =>
      new NativeEcdhKeyPair({
        key,
        publicKey: new Uint8Array(point),
        multiplications: this.#multiplications,
        worker: this.#worker,
      });
    if (this.#worker?.start(key, undefined, (point) => done(pairOf(point!)))) return;
    const pair = pairOf(Native.publicKey(key));
    this.#multiplications.schedule(() => done(pair));
  }

  sha256(message: Uint8Array): Uint8Array {
    return new Uint8Array(Native.sha256(message));
  }

  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
    return new Uint8Array(Native.hmacSha256(key, message));
  }

  networkCipher(): NetworkCipher {
    return new NativeNetworkCipher();
  }
}
