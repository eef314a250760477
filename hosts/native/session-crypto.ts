import { defer } from "../../modules/base/timer.js";
import type { Clock } from "../../modules/host/clock.js";
import type { AesCtr, AesGcm, SessionCrypto } from "../../modules/host/session-crypto.js";

declare const streamBrand: unique symbol;
declare const keyBrand: unique symbol;
/** A stream object of C. The garbage collector frees it; `close` does so at once. */
interface StreamHandle {
  readonly [streamBrand]: true;
}
interface KeyHandle {
  readonly [keyBrand]: true;
}

/** The native functions of session-crypto.c. */
class Native {
  static sha256(message: Uint8Array): ArrayBuffer {
    return native("xs_sha256").call(this, message);
  }

  static sha512(message: Uint8Array): ArrayBuffer {
    return native("xs_sha512").call(this, message);
  }

  static publicKey(privateKey: Uint8Array): ArrayBuffer {
    return native("xs_x25519_public_key").call(this, privateKey);
  }

  static x25519(privateKey: Uint8Array, peer: Uint8Array): ArrayBuffer | undefined {
    return native("xs_x25519").call(this, privateKey, peer);
  }

  static ctr(key: Uint8Array, counter: Uint8Array): StreamHandle {
    return native("xs_aes_ctr").call(this, key, counter);
  }

  static applyCtr(stream: StreamHandle, message: Uint8Array): ArrayBuffer {
    return native("xs_aes_ctr_apply").call(this, stream, message);
  }

  static closeCtr(stream: StreamHandle): void {
    return native("xs_aes_ctr_close").call(this, stream);
  }

  static gcm(key: Uint8Array): KeyHandle {
    return native("xs_aes_gcm").call(this, key);
  }

  static sealGcm(key: KeyHandle, nonce: Uint8Array, message: Uint8Array): ArrayBuffer {
    return native("xs_aes_gcm_seal").call(this, key, nonce, message);
  }

  static openGcm(key: KeyHandle, nonce: Uint8Array, sealed: Uint8Array): ArrayBuffer | undefined {
    return native("xs_aes_gcm_open").call(this, key, nonce, sealed);
  }

  static closeGcm(key: KeyHandle): void {
    return native("xs_aes_gcm_close").call(this, key);
  }

  static power(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): ArrayBuffer {
    return native("xs_modular_power").call(this, base, exponent, modulus);
  }

  static multiply(a: Uint8Array, b: Uint8Array, modulus: Uint8Array): ArrayBuffer {
    return native("xs_modular_multiply").call(this, a, b, modulus);
  }
}

class NativeAesCtr implements AesCtr {
  readonly #stream: StreamHandle;

  constructor(key: Uint8Array, counter: Uint8Array) {
    this.#stream = Native.ctr(key, counter);
  }

  apply(message: Uint8Array): Uint8Array {
    return new Uint8Array(Native.applyCtr(this.#stream, message));
  }

  close(): void {
    Native.closeCtr(this.#stream);
  }
}

class NativeAesGcm implements AesGcm {
  readonly #key: KeyHandle;

  constructor(key: Uint8Array) {
    this.#key = Native.gcm(key);
  }

  seal(nonce: Uint8Array, message: Uint8Array): Uint8Array {
    return new Uint8Array(Native.sealGcm(this.#key, nonce, message));
  }

  open(nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const opened = Native.openGcm(this.#key, nonce, sealed);
    return opened && new Uint8Array(opened);
  }

  close(): void {
    Native.closeGcm(this.#key);
  }
}

/** The cryptographic primitives of protocomm sessions in C, on PSA and modular.c. */
export class NativeSessionCrypto implements SessionCrypto {
  readonly #clock: Clock;

  /** Timers of `clock` deliver the results of slow operations. */
  constructor(options: { readonly clock: Clock }) {
    this.#clock = options.clock;
  }

  sha256(message: Uint8Array): Uint8Array {
    return new Uint8Array(Native.sha256(message));
  }

  sha512(message: Uint8Array): Uint8Array {
    return new Uint8Array(Native.sha512(message));
  }

  x25519PublicKey(privateKey: Uint8Array, done: (publicKey: Uint8Array) => void): void {
    const publicKey = new Uint8Array(Native.publicKey(privateKey));
    defer(this.#clock, done, publicKey);
  }

  x25519(
    privateKey: Uint8Array,
    peer: Uint8Array,
    done: (secret: Uint8Array | undefined) => void,
  ): void {
    const secret = Native.x25519(privateKey, peer);
    defer(this.#clock, done, secret && new Uint8Array(secret));
  }

  aesCtr(key: Uint8Array, counter: Uint8Array): AesCtr {
    return new NativeAesCtr(key, counter);
  }

  aesGcm(key: Uint8Array): AesGcm {
    return new NativeAesGcm(key);
  }

  power(
    base: Uint8Array,
    exponent: Uint8Array,
    modulus: Uint8Array,
    done: (result: Uint8Array) => void,
  ): void {
    const result = new Uint8Array(Native.power(base, exponent, modulus));
    defer(this.#clock, done, result);
  }

  multiply(a: Uint8Array, b: Uint8Array, modulus: Uint8Array): Uint8Array {
    return new Uint8Array(Native.multiply(a, b, modulus));
  }
}
