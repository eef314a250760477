import type { Clock } from "../../modules/host/clock.js";
import type { AesKey, Crypto, EcdhKeyPair } from "../../modules/host/crypto.js";

declare const keyBrand: unique symbol;
/** A key object of C. The collector frees it, `close` does at once. */
interface KeyHandle {
  readonly [keyBrand]: true;
}

/** The functions of crypto.c, by the arguments they take. */
class Native {
  static aesKey(key: Uint8Array): KeyHandle {
    return native("xs_aes_key").call(this, key);
  }

  static encryptBlock(
    key: KeyHandle,
    input: Uint8Array,
    inputOffset: number,
    output: Uint8Array,
    outputOffset: number,
  ): void {
    return native("xs_aes_encrypt_block").call(this, key, input, inputOffset, output, outputOffset);
  }

  static cmac(key: KeyHandle, message: Uint8Array): ArrayBuffer {
    return native("xs_aes_cmac").call(this, key, message);
  }

  static seal(
    key: KeyHandle,
    nonce: Uint8Array,
    input: Uint8Array,
    start: number,
    end: number,
    tagLength: number,
    output: Uint8Array,
    outputOffset: number,
    additionalData: Uint8Array | undefined,
  ): void {
    return native("xs_aes_seal").call(
      this,
      key,
      nonce,
      input,
      start,
      end,
      tagLength,
      output,
      outputOffset,
      additionalData,
    );
  }

  static open(
    key: KeyHandle,
    nonce: Uint8Array,
    input: Uint8Array,
    start: number,
    end: number,
    tagLength: number,
    output: Uint8Array,
    outputOffset: number,
    additionalData: Uint8Array | undefined,
  ): boolean {
    return native("xs_aes_open").call(
      this,
      key,
      nonce,
      input,
      start,
      end,
      tagLength,
      output,
      outputOffset,
      additionalData,
    );
  }

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

class NativeAesKey implements AesKey {
  readonly #key: KeyHandle;

  constructor(key: Uint8Array) {
    this.#key = Native.aesKey(key);
  }

  encryptBlock(
    input: Uint8Array,
    inputOffset: number,
    output: Uint8Array,
    outputOffset: number,
  ): void {
    Native.encryptBlock(this.#key, input, inputOffset, output, outputOffset);
  }

  cmac(message: Uint8Array): Uint8Array {
    return new Uint8Array(Native.cmac(this.#key, message));
  }

  seal(
    nonce: Uint8Array,
    input: Uint8Array,
    start: number,
    end: number,
    tagLength: 4 | 8,
    output: Uint8Array,
    outputOffset: number,
    additionalData?: Uint8Array,
  ): void {
    Native.seal(
      this.#key,
      nonce,
      input,
      start,
      end,
      tagLength,
      output,
      outputOffset,
      additionalData,
    );
  }

  open(
    nonce: Uint8Array,
    input: Uint8Array,
    start: number,
    end: number,
    tagLength: 4 | 8,
    output: Uint8Array,
    outputOffset: number,
    additionalData?: Uint8Array,
  ): boolean {
    return Native.open(
      this.#key,
      nonce,
      input,
      start,
      end,
      tagLength,
      output,
      outputOffset,
      additionalData,
    );
  }

  close(): void {
    Native.closeKey(this.#key);
  }
}

class NativeEcdhKeyPair implements EcdhKeyPair {
  readonly publicKey: Uint8Array;
  readonly #key: KeyHandle;
  readonly #clock: Clock;

  constructor(key: KeyHandle, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
    this.publicKey = new Uint8Array(Native.publicKey(key));
  }

  sharedSecret(peer: Uint8Array, done: (secret: Uint8Array | undefined) => void): void {
    const secret = Native.sharedSecret(this.#key, peer);
    this.#clock.schedule(() => done(secret && new Uint8Array(secret)), 0);
  }

  close(): void {
    Native.closeKey(this.#key);
  }
}

/** The primitives in C, on PSA: Mbed TLS, and with it the chip's own hardware where it has any. */
export class NativeCrypto implements Crypto {
  readonly #clock: Clock;

  /** `clock` brings the results that come later. */
  constructor(options: { readonly clock: Clock }) {
    this.#clock = options.clock;
  }

  aesKey(key: Uint8Array): AesKey {
    return new NativeAesKey(key);
  }

  ecdhKeyPair(privateKey: Uint8Array, done: (pair: EcdhKeyPair) => void): void {
    const pair = new NativeEcdhKeyPair(Native.ecdhKey(privateKey), this.#clock);
    this.#clock.schedule(() => done(pair), 0);
  }

  sha256(message: Uint8Array): Uint8Array {
    return new Uint8Array(Native.sha256(message));
  }

  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
    return new Uint8Array(Native.hmacSha256(key, message));
  }
}
