import type { AesKey } from "./aes-key.js";
import type { NetworkReceiver, NetworkReceiverOptions } from "./network-receiver.js";

/** The keys that network PDUs are secured with: what k2 derives from a NetKey. Mesh Protocol 1.1 §3.9.6.3.1. */
export interface NetworkCipherKey {
  /** Network identifier, 7 bits. */
  readonly nid: number;
  /** Encrypts and authenticates PDUs (AES-CCM). */
  readonly encryptionKey: AesKey;
  /** Obfuscates the headers of PDUs. */
  readonly privacyKey: AesKey;
}

/** First octet of the nonce that a PDU is encrypted with, by the kind of PDU. Mesh Protocol 1.1 §3.9.5, table 3.61. */
export const NonceType = Object.freeze({
  /** Of a network PDU. §3.9.5.1 */
  network: 0x00,
  /** Of a proxy configuration message. §3.9.5.4 */
  proxy: 0x03,
  /** Of a Solicitation PDU; the IV Index is 0, and the transport PDU may be empty. §3.9.5.5 */
  proxySolicitation: 0x04,
});
export type NonceType = (typeof NonceType)[keyof typeof NonceType];

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

/** An access message of one PDU that a node sends. Mesh Protocol 1.1 §3.6.2. */
export interface OutgoingMessage {
  /** An application or device key. */
  readonly key: { readonly aes: AesKey };
  /** AID of the key, 6 bits; undefined for a device key. */
  readonly aid: number | undefined;
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  /** Access payload, 1..11 octets. */
  readonly payload: Uint8Array;
  /** The Label UUID where `dst` is virtual, 16 octets. */
  readonly label?: Uint8Array | undefined;
}

/**
 * Secures whole network PDUs (Mesh Protocol 1.1 §3.9.2, §3.9.3), each with one
 * call and without an allocation. Addresses and sequence numbers are not checked.
 */
export interface NetworkCipher {
  /** Replaces the keys; `open` tries them in this order. The caller closes the keys that it made. */
  setKeys(keys: readonly NetworkCipherKey[]): void;
  /**
   * Opens `pdu[start..end)`, encrypted with a nonce of this type, with the keys whose NID
   * it has: clears the obfuscation, decrypts, checks NetMIC. The index of the key that fits, with
   * the clear PDU in `clear` (ClearPdu; its length is that of the PDU less 1 and
   * NetMIC: 8 octets in a control message, 4 otherwise; the octets behind it are 0); below 0 a
   * NetworkCipherResult.
   */
  open(
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): number;
  /**
   * Decrypts the network PDU `pdu[start..end)` with the first key from number `from` on that has its NID and
   * for whose CTL its length is possible, as `open` does, but without NetMIC: what `clear` has then may be
   * forged. The key's number; below 0 where there is none. Absent where the cipher has a `receiver` of its own.
   */
  openUnverified?(
    from: number,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): number;
  /**
   * Seals `clear[0..length)` with a nonce of this type and key number `key` into `pdu`, which has room for
   * 29 octets; the length of the PDU. Throws RangeError for a key or length that is not there.
   */
  seal(
    nonceType: NonceType,
    key: number,
    ivIndex: number,
    clear: Uint8Array,
    length: number,
    pdu: Uint8Array,
  ): number;
  /**
   * Seals an access message with its own key and a TransMIC of 32 bits, and the network PDU that carries
   * it with key number `key`, into `pdu`, which has room for 29 octets; the length of the PDU. Absent
   * where TypeScript does it in two steps. Throws RangeError for what is not there or does not fit.
   */
  sealMessage?(
    key: number,
    message: OutgoingMessage,
    seq: number,
    ivIndex: number,
    pdu: Uint8Array,
  ): number;
  /**
   * A receiver with the cipher's keys, one for a cipher; the cipher closes it. Absent where
   * TypeScript does it with `open`. Throws RangeError for a size of the cache that is not possible.
   */
  receiver?(options: NetworkReceiverOptions): NetworkReceiver;
  /** Drops the keys. */
  close(): void;
}
