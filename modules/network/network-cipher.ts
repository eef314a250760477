import { putUint32BE } from "../base/bytes.js";
import type { Crypto } from "../host/crypto.js";
import {
  ClearPdu,
  type NetworkCipher,
  type NetworkCipherKey,
  NetworkCipherResult,
  NonceType,
} from "../host/network-cipher.js";
import { maximumNetworkPdu, minimumNetworkPdu } from "./limits.js";

const nonceLength = 13;
/** CTL | TTL, SEQ, SRC: what the obfuscation covers. */
const headerLength = 6;

/** Octets of NetMIC: 8 for control, 4 for access messages. Mesh Protocol 1.1 §3.4.4.7. */
export function netMicLength(controlTtl: number): 4 | 8 {
  return (controlTtl & 0x80) !== 0 ? 8 : 4;
}

/** Octets of the shortest transport PDU: a Solicitation PDU has none. §6.9.1 */
function shortestTransportPdu(nonceType: NonceType): 0 | 1 {
  return nonceType === NonceType.proxySolicitation ? 0 : 1;
}

/** The provider's own cipher, or one in TypeScript over its AES keys. */
export function networkCipher(crypto: Crypto): NetworkCipher {
  return crypto.networkCipher?.() ?? new AesNetworkCipher();
}

/** Network PDUs in TypeScript. Mesh Protocol 1.1 §3.9.2, §3.9.3. */
export class AesNetworkCipher implements NetworkCipher {
  readonly #nonce = new Uint8Array(nonceLength);
  readonly #privacy = new Uint8Array(16);
  #keys: readonly NetworkCipherKey[] = [];

  setKeys(keys: readonly NetworkCipherKey[]): void {
    this.#keys = [...keys];
  }

  open(
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): number {
    const length = end - start;
    let result: number = NetworkCipherResult.unknownNid;
    const nid = pdu[start]! & 0x7f;
    for (let i = 0; i < this.#keys.length; i++) {
      const key = this.#keys[i]!;
      if (key.nid !== nid) continue;
      result = NetworkCipherResult.wrong;
      if (length < minimumNetworkPdu || length > maximumNetworkPdu) break;
      if (!this.#openWith(key, nonceType, ivIndex, pdu, start, end, clear)) continue;
      // Nobody takes octets of an earlier PDU for those of one that is too short for its kind.
      clear.fill(0, length - 1 - netMicLength(clear[ClearPdu.controlTtl]!), ClearPdu.size);
      return i;
    }
    return result;
  }

  openUnverified(
    from: number,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): number {
    const nid = pdu[start]! & 0x7f;
    for (let i = from; i < this.#keys.length; i++) {
      const key = this.#keys[i]!;
      if (key.nid !== nid) continue;
      const length = this.#openHeader(key, NonceType.network, ivIndex, pdu, start, end, clear);
      if (length < 0) continue;
      this.#setNonce(NonceType.network, ivIndex, clear);
      this.#decrypt(key, pdu, start, length, clear);
      return i;
    }
    return -1;
  }

  seal(
    nonceType: NonceType,
    index: number,
    ivIndex: number,
    clear: Uint8Array,
    length: number,
    pdu: Uint8Array,
  ): number {
    const key = this.#keys[index];
    if (!key) throw new RangeError(`key ${index}: there are ${this.#keys.length}`);
    const shortest = ClearPdu.transport + shortestTransportPdu(nonceType);
    if (length < shortest || length > ClearPdu.size)
      throw new RangeError(`length ${length}: ${shortest}..24 octets`);
    const mic = netMicLength(clear[ClearPdu.controlTtl]!);
    // Less has not the octets of the Privacy Random.
    if (1 + length + mic < minimumNetworkPdu)
      throw new RangeError(`length ${length}: 9..24 octets of an access message`);
    if (1 + length + mic > maximumNetworkPdu)
      throw new RangeError(`length ${length}: ${shortest}..20 octets of a control message`);
    this.#setNonce(nonceType, ivIndex, clear);
    pdu[0] = ((ivIndex & 1) << 7) | key.nid;
    key.encryptionKey.seal(this.#nonce, clear, ClearPdu.dst, length, mic, pdu, 1 + headerLength);
    this.#privacyBlock(key, ivIndex, pdu, 0);
    for (let i = 0; i < headerLength; i++) pdu[1 + i] = clear[i]! ^ this.#privacy[i]!;
    return 1 + length + mic;
  }

  close(): void {
    this.#keys = [];
  }

  #openWith(
    key: NetworkCipherKey,
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): boolean {
    const length = this.#openHeader(key, nonceType, ivIndex, pdu, start, end, clear);
    if (length < 0) return false;
    this.#setNonce(nonceType, ivIndex, clear);
    const from = start + 1 + headerLength;
    const mic = netMicLength(clear[ClearPdu.controlTtl]!);
    return key.encryptionKey.open(this.#nonce, pdu, from, end, mic, clear, ClearPdu.dst);
  }

  /** Clears the obfuscation; the length of the clear PDU, below 0 where it is not possible. */
  #openHeader(
    key: NetworkCipherKey,
    nonceType: NonceType,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): number {
    this.#privacyBlock(key, ivIndex, pdu, start);
    for (let i = 0; i < headerLength; i++) clear[i] = pdu[start + 1 + i]! ^ this.#privacy[i]!;
    const length = end - start - 1 - netMicLength(clear[ClearPdu.controlTtl]!);
    const shortest = ClearPdu.transport + shortestTransportPdu(nonceType);
    return length < shortest || length > ClearPdu.size ? -1 : length;
  }

  /** Decrypts DST and the transport PDU: block i of the key stream is of flags, nonce and i. RFC 3610 §2.3 */
  #decrypt(
    key: NetworkCipherKey,
    pdu: Uint8Array,
    start: number,
    length: number,
    clear: Uint8Array,
  ): void {
    const block = this.#privacy;
    for (let at: number = ClearPdu.dst, number = 1; at < length; at += 16, number++) {
      block.fill(0);
      block[0] = 1;
      block.set(this.#nonce, 1);
      block[15] = number;
      key.encryptionKey.encryptBlock(block, 0, block, 0);
      const rest = Math.min(16, length - at);
      for (let i = 0; i < rest; i++) clear[at + i] = pdu[start + 1 + at + i]! ^ block[i]!;
    }
  }

  /**
   * A nonce is its type, CTL | TTL, SEQ, SRC, 0000, IV Index: the header of the PDU stands in
   * it as it is. Proxy and solicitation nonces have 00 in the place of CTL | TTL. §3.9.5
   */
  #setNonce(nonceType: NonceType, ivIndex: number, clear: Uint8Array): void {
    const nonce = this.#nonce;
    nonce[0] = nonceType;
    nonce[1] = nonceType === NonceType.network ? clear[ClearPdu.controlTtl]! : 0;
    for (let i = 1; i < headerLength; i++) nonce[1 + i] = clear[i]!;
    putUint32BE(nonce, 9, ivIndex);
  }

  /** e(PrivacyKey, 0^5 || IV Index || Privacy Random), §3.9.3: its first 6 octets cover the header. */
  #privacyBlock(key: NetworkCipherKey, ivIndex: number, pdu: Uint8Array, start: number): void {
    const block = this.#privacy;
    for (let i = 0; i < 5; i++) block[i] = 0;
    putUint32BE(block, 5, ivIndex);
    for (let i = 0; i < 7; i++) block[9 + i] = pdu[start + 7 + i]!;
    key.privacyKey.encryptBlock(block, 0, block, 0);
  }
}
