/** AES-256 in counter mode (NIST SP 800-38A §6.5): one key stream that goes on from call to call. */
export interface AesCtr {
  /** Encrypts or decrypts the next octets: an array of its own. */
  apply(message: Uint8Array): Uint8Array;
  /** Wipes the key. The stream must not be used afterwards. */
  close(): void;
}

/** AES-256-GCM (NIST SP 800-38D) with a tag of 16 octets and no additional data. */
export interface AesGcm {
  /** The ciphertext with the tag behind it. `nonce`: 12 octets. */
  seal(nonce: Uint8Array, message: Uint8Array): Uint8Array;
  /** What was sealed, or undefined when the tag does not fit. `nonce`: 12 octets. */
  open(nonce: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
  /** Wipes the key. It must not be used afterwards. */
  close(): void;
}

/**
 * The primitives of protocomm's sessions, where the machine has them. All numbers
 * and keys are octets as on the wire. What may be slow has a callback, which is called
 * later, never inside the call.
 */
export interface SessionCrypto {
  /** SHA-256 (FIPS 180-4), 32 octets. */
  sha256(message: Uint8Array): Uint8Array;
  /** SHA-512 (FIPS 180-4), 64 octets. */
  sha512(message: Uint8Array): Uint8Array;
  /** The public key (32 octets) of an X25519 private key of 32 octets (RFC 7748 §5). Throws RangeError for another length. */
  x25519PublicKey(privateKey: Uint8Array, done: (publicKey: Uint8Array) => void): void;
  /** The shared secret (32 octets), or undefined where `peer` is not 32 octets or gives zero (RFC 7748 §6.1). */
  x25519(
    privateKey: Uint8Array,
    peer: Uint8Array,
    done: (secret: Uint8Array | undefined) => void,
  ): void;
  /** Holds a key of 32 octets and a first counter block of 16. Throws RangeError for other lengths. */
  aesCtr(key: Uint8Array, counter: Uint8Array): AesCtr;
  /** Holds a key of 32 octets. Throws RangeError for another length. */
  aesGcm(key: Uint8Array): AesGcm;
  /**
   * base ^ exponent mod modulus, as long as the modulus, which is odd. All are
   * big-endian; the base is no longer than the modulus. Throws RangeError.
   */
  power(
    base: Uint8Array,
    exponent: Uint8Array,
    modulus: Uint8Array,
    done: (result: Uint8Array) => void,
  ): void;
  /** a * b mod modulus, with the same rules. */
  multiply(a: Uint8Array, b: Uint8Array, modulus: Uint8Array): Uint8Array;
}
