import { Multiplications, OwedResults } from "../../modules/crypto/multiplications.js";
import type { Clock } from "../../modules/host/clock.js";
import type { AesKey, Crypto, EcdhKeyPair } from "../../modules/host/crypto.js";
import type { NetworkCipher } from "../../modules/host/network-cipher.js";
import { type KeyHandle, NativeAesKey } from "./aes-key.js";
import { NativeNetworkCipher } from "./network-cipher.js";
import type { ReplayTable } from "../../modules/host/replay-table.js";
import { NativeReplayTable } from "./replay-table.js";

declare const jobBrand: unique symbol;
/** Handle of a multiplication that was started. */
export interface EcdhJob {
  readonly [jobBrand]: true;
}

/** Does P-256 multiplications in another thread (ecdh-worker.ts), one after the other. */
export interface EcdhWorker {
  /**
   * Starts a multiplication. Without a peer the result is the public key, 64 octets; with the
   * public key of a peer, 64 octets, it is the shared secret, 32 octets, or undefined when the
   * peer's key is not a point. `done` is called later, never inside this call; the key may be
   * closed meanwhile. Returns undefined when no thread can be started; `done` is not called then.
   */
  start(
    key: KeyHandle,
    peer: Uint8Array | undefined,
    done: (result: ArrayBuffer | undefined) => void,
  ): EcdhJob | undefined;
  /** Cancels a multiplication: its `done` is not called. */
  cancel(job: EcdhJob): void;
}

/** The native functions of crypto.c. */
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

/** A P-256 key pair. It makes its list of waiting callers at the first one, to save heap. */
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
    if (this.#worker && peer.length === 64 && this.isBegun(this.#worker, peer, done)) return;
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

  /** Starts a multiplication in the worker. False when it cannot start one. */
  private isBegun(
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
  /** Clock whose timers deliver the results of P-256 operations. */
  readonly clock: Clock;
  /**
   * Milliseconds of the clock that each P-256 multiplication takes, one after the other: for
   * virtual time, which does not advance while C runs. Default 0.
   */
  readonly ecdhMilliseconds?: number;
  /** Does P-256 in another thread. Without it P-256 is done inside the call: for virtual time. */
  readonly worker?: EcdhWorker;
}

/**
 * The cryptographic primitives in C, on PSA of Mbed TLS, which uses a chip's crypto hardware. A
 * key pair that is closed does not call pending callbacks.
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

  replayTable(capacity: number): ReplayTable {
    return new NativeReplayTable(capacity);
  }
}
