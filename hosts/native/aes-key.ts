import type { AesKey } from "../../modules/host/aes-key.js";

declare const keyBrand: unique symbol;
/** A key object of C. The garbage collector frees it; `close` does so at once. */
export interface KeyHandle {
  readonly [keyBrand]: true;
}

/** The native AES functions of crypto.c. */
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

  static closeKey(key: KeyHandle): void {
    return native("xs_key_close").call(this, key);
  }
}

/** An AES-128 key on PSA. */
export class NativeAesKey implements AesKey {
  readonly #key: KeyHandle;

  /** The key object for the native functions of hosts/native. */
  get handle(): KeyHandle {
    return this.#key;
  }

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
