import type { AesKey } from "./crypto.js";

/** One key of a subnet, as network PDUs are secured with it. */
export interface NetworkCipherKey {
  /** 7 bits. */
  readonly nid: number;
  readonly encryption: AesKey;
  readonly privacy: AesKey;
}

/** Where the clear fields of a network PDU stand in the arrays of a NetworkCipher, big-endian. */
export const ClearPdu = Object.freeze({
  /** CTL in the top bit, TTL below. */
  controlTtl: 0,
  /** 3 octets. */
  seq: 1,
  src: 4,
  dst: 6,
  transport: 8,
  /** Octets of the longest: 8 and a transport PDU of 16. */
  size: 24,
});

/** What `open` answers where no key fits. */
export const NetworkCipherResult = Object.freeze({ unknownNid: -1, wrong: -2 });

/**
 * Secures whole network PDUs (Mesh Protocol 1.1 §3.9.2, §3.9.3), each with one
 * call and without an allocation. Addresses and sequence numbers are not looked at.
 */
export interface NetworkCipher {
  /** Replaces the keys; `open` tries them in this order. They are closed by whoever made them. */
  setKeys(keys: readonly NetworkCipherKey[]): void;
  /**
   * Opens `pdu[start..end)` with the keys whose NID it has: clears the
   * obfuscation, decrypts, checks NetMIC. The index of the key that fits, with
   * the clear PDU in `clear` (ClearPdu; its length is that of the PDU less 1 and
   * NetMIC: 8 octets in a control message, 4 otherwise); below 0 a NetworkCipherResult.
   */
  open(ivIndex: number, pdu: Uint8Array, start: number, end: number, clear: Uint8Array): number;
  /**
   * Seals `clear[0..length)` with key number `key` into `pdu`, which has room for
   * 29 octets; the length of the PDU. Throws RangeError for a key or length that is not there.
   */
  seal(key: number, ivIndex: number, clear: Uint8Array, length: number, pdu: Uint8Array): number;
  /** Gives the key back. */
  close(): void;
}
