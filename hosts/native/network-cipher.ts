import type {
  NetworkCipher,
  NetworkCipherKey,
  NonceType,
} from "../../modules/host/network-cipher.js";
import type { KeyHandle, NativeAesKey } from "./aes-key.js";

declare const cipherBrand: unique symbol;
/** A cipher object of C. The garbage collector frees it; `close` does so at once. */
interface CipherHandle {
  readonly [cipherBrand]: true;
}

/** The native functions of network-cipher.c. */
class Native {
  static cipher(): CipherHandle {
    return native("xs_network_cipher").call(this);
  }

  /** Replaces the keys. `keys` has NID, encryption key and privacy key of each. */
  static setKeys(cipher: CipherHandle, keys: readonly (number | KeyHandle)[], count: number): void {
    return native("xs_network_cipher_keys").call(this, cipher, keys, count);
  }

  static open(
    cipher: CipherHandle,
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): number {
    return native("xs_network_cipher_open").call(
      this,
      cipher,
      nonceType,
      ivIndex,
      pdu,
      start,
      end,
      clear,
    );
  }

  static seal(
    cipher: CipherHandle,
    nonceType: NonceType,
    key: number,
    ivIndex: number,
    clear: Uint8Array,
    length: number,
    pdu: Uint8Array,
  ): number {
    return native("xs_network_cipher_seal").call(
      this,
      cipher,
      nonceType,
      key,
      ivIndex,
      clear,
      length,
      pdu,
    );
  }

  static close(cipher: CipherHandle): void {
    return native("xs_network_cipher_close").call(this, cipher);
  }
}

/** Encryption of network PDUs in C. It copies the keys, which may be closed before it. */
export class NativeNetworkCipher implements NetworkCipher {
  readonly #cipher = Native.cipher();

  setKeys(keys: readonly NetworkCipherKey[]): void {
    const handles: (number | KeyHandle)[] = [];
    for (const { nid, encryptionKey, privacyKey } of keys)
      handles.push(
        nid,
        (encryptionKey as NativeAesKey).handle,
        (privacyKey as NativeAesKey).handle,
      );
    Native.setKeys(this.#cipher, handles, keys.length);
  }

  open(
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): number {
    return Native.open(this.#cipher, nonceType, ivIndex, pdu, start, end, clear);
  }

  seal(
    nonceType: NonceType,
    key: number,
    ivIndex: number,
    clear: Uint8Array,
    length: number,
    pdu: Uint8Array,
  ): number {
    return Native.seal(this.#cipher, nonceType, key, ivIndex, clear, length, pdu);
  }

  close(): void {
    Native.close(this.#cipher);
  }
}
