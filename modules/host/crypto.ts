import type { AesKey } from "./aes-key.js";
import type { NetworkCipher } from "./network-cipher.js";
import type { ReplayTable } from "./replay-table.js";

export type { AesKey };

/** A P-256 key pair held by the provider. Points are X || Y, 64 octets, big-endian. */
export interface EcdhKeyPair {
  /** X || Y, 64 octets, big-endian. */
  readonly publicKey: Uint8Array;
  /**
   * The X coordinate (32 octets, big-endian) of the shared point, or undefined
   * when `peer` is not 64 octets or not a point of the curve. May be slow:
   * `done` comes later, never inside this call.
   */
  sharedSecret(peer: Uint8Array, done: (secret: Uint8Array | undefined) => void): void;
  /** Releases the key pair. Callbacks that are pending are not called. */
  close(): void;
}

/** The cryptographic primitives of the mesh security toolbox. */
export interface Crypto {
  /** Holds a key of 16 octets (copied). Throws RangeError for another length. */
  aesKey(key: Uint8Array): AesKey;
  /** Holds the P-256 pair of a private key of 32 octets, big-endian. Throws RangeError unless it is 1..n-1. May be slow: `done` comes later, never inside this call. */
  ecdhKeyPair(privateKey: Uint8Array, done: (pair: EcdhKeyPair) => void): void;
  /** SHA-256 (FIPS 180-4), 32 octets. */
  sha256(message: Uint8Array): Uint8Array;
  /** HMAC-SHA-256 (RFC 2104), 32 octets. */
  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array;
  /** A cipher for network PDUs in native code; without this method TypeScript does it with `AesKey`. */
  networkCipher?(): NetworkCipher;
  /** The table of a `ReplayList` of 1..32767 sources in native code; without this method it is in TypeScript. */
  replayTable?(capacity: number): ReplayTable;
}
