import { putUint32BE } from "../base/bytes.js";
import type { Crypto } from "../host/crypto.js";
import {
  ClearPdu,
  type NetworkCipher,
  type NetworkCipherKey,
  NetworkCipherResult,
} from "../host/network-cipher.js";
import { maximumNetworkPdu, minimumNetworkPdu } from "./limits.js";

const nonceLength = 13;
/** CTL | TTL, SEQ, SRC: what the obfuscation covers. */
const headerLength = 6;

/** Octets of NetMIC: 8 for control, 4 for access messages. Mesh Protocol 1.1 §3.4.4.7. */
export function netMicLength(controlTtl: number): 4 | 8 {
  return (controlTtl & 0x80) !== 0 ? 8 : 4;
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

  open(ivIndex: number, pdu: Uint8Array, start: number, end: number, clear: Uint8Array): number {
    const length = end - start;
    let result: number = NetworkCipherResult.unknownNid;
    const nid = pdu[start]! & 0x7f;
    for (let i = 0; i < this.#keys.length; i++) {
      const key = this.#keys[i]!;
      if (key.nid !== nid) continue;
      result = NetworkCipherResult.wrong;
      if (length < minimumNetworkPdu || length > maximumNetworkPdu) break;
      if (this.#openWith(key, ivIndex, pdu, start, end, clear)) return i;
    }
    return result;
  }

  seal(index: number, ivIndex: number, clear: Uint8Array, length: number, pdu: Uint8Array): number {
    const key = this.#keys[index];
    if (!key) throw new RangeError(`key ${index}: there are ${this.#keys.length}`);
    if (length <= ClearPdu.transport || length > ClearPdu.size)
      throw new RangeError(`length ${length}: 9..24 octets`);
    const mic = netMicLength(clear[ClearPdu.controlTtl]!);
    for (let i = 0; i < headerLength; i++) this.#nonce[1 + i] = clear[i]!;
    putUint32BE(this.#nonce, 9, ivIndex);
    pdu[0] = ((ivIndex & 1) << 7) | key.nid;
    key.encryption.seal(this.#nonce, clear, ClearPdu.dst, length, mic, pdu, 1 + headerLength);
    this.#privacyBlock(key, ivIndex, pdu, 0);
    for (let i = 0; i < headerLength; i++) pdu[1 + i] = clear[i]! ^ this.#privacy[i]!;
    return 1 + length + mic;
  }

  close(): void {
    this.#keys = [];
  }

  #openWith(
    key: NetworkCipherKey,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
  ): boolean {
    this.#privacyBlock(key, ivIndex, pdu, start);
    // §3.9.5.1: the nonce is 00, CTL | TTL, SEQ, SRC, 0000, IV Index: the header stands in it as it is.
    const nonce = this.#nonce;
    for (let i = 0; i < headerLength; i++) {
      clear[i] = pdu[start + 1 + i]! ^ this.#privacy[i]!;
      nonce[1 + i] = clear[i]!;
    }
    putUint32BE(nonce, 9, ivIndex);
    const mic = netMicLength(clear[ClearPdu.controlTtl]!);
    // DST and at least one octet of transport PDU
    if (end - start < 10 + mic || end - start - 1 - mic > ClearPdu.size) return false;
    const from = start + 1 + headerLength;
    return key.encryption.open(nonce, pdu, from, end, mic, clear, ClearPdu.dst);
  }

  /** e(PrivacyKey, 0^5 || IV Index || Privacy Random), §3.9.3: its first 6 octets cover the header. */
  #privacyBlock(key: NetworkCipherKey, ivIndex: number, pdu: Uint8Array, start: number): void {
    const block = this.#privacy;
    for (let i = 0; i < 5; i++) block[i] = 0;
    putUint32BE(block, 5, ivIndex);
    for (let i = 0; i < 7; i++) block[9 + i] = pdu[start + 7 + i]!;
    key.privacy.encryptBlock(block, 0, block, 0);
  }
}
