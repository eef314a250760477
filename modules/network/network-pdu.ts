import { putUint16BE, putUint24BE, putUint32BE } from "../base/bytes.js";
import type { NetworkKeys } from "../crypto/network-keys.js";
import { maximumNetworkPdu, minimumNetworkPdu } from "./limits.js";

/** The clear fields of a network PDU. One object is reused for all that come in. */
export interface NetworkFields {
  /** Index that the PDU's nonce was made with. */
  ivIndex: number;
  control: boolean;
  ttl: number;
  seq: number;
  src: number;
  dst: number;
}

const nonceLength = 13;
const headerLength = 6;

/** Octets of NetMIC: 8 for control, 4 for access messages. Mesh Protocol 1.1 §3.4.4.7. */
function micLength(control: boolean): 4 | 8 {
  return control ? 8 : 4;
}

/**
 * Encrypts, authenticates and obfuscates network PDUs, and the reverse, in
 * buffers of its own. Mesh Protocol 1.1 §3.9.2, §3.9.3.
 */
export class NetworkPduCodec {
  readonly #nonce = new Uint8Array(nonceLength);
  readonly #privacy = new Uint8Array(16);
  readonly #work = new Uint8Array(maximumNetworkPdu);
  /** The clear DST and transport PDU of the last `open`. DST is at 0, the transport PDU at 2. */
  readonly clear = new Uint8Array(maximumNetworkPdu);
  /** One past the transport PDU of the last `open` in `clear`. */
  clearEnd = 0;

  /** A new PDU of `fields` and `transport[start..end)`. Octets: 9 + transport PDU + NetMIC. */
  seal(
    keys: NetworkKeys,
    fields: Readonly<NetworkFields>,
    transport: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array {
    const mic = micLength(fields.control);
    const work = this.#work;
    putUint16BE(work, 0, fields.dst);
    for (let i = start; i < end; i++) work[2 + i - start] = transport[i]!;
    const pdu = new Uint8Array(9 + end - start + mic);
    pdu[0] = ((fields.ivIndex & 1) << 7) | keys.nid;
    this.#setNonce(fields);
    keys.encryption.seal(this.#nonce, work, 0, 2 + end - start, mic, pdu, 7);
    this.#privacyBlock(keys, fields.ivIndex, pdu, 0);
    // The nonce holds CTL, TTL, SEQ and SRC just as the header does.
    for (let i = 0; i < headerLength; i++) pdu[1 + i] = this.#nonce[1 + i]! ^ this.#privacy[i]!;
    return pdu;
  }

  /**
   * Opens `pdu[start..end)` with one key, whose NID the caller has compared.
   * True when it authenticates: `fields` and `clear` then hold what it said.
   */
  open(
    keys: NetworkKeys,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    fields: NetworkFields,
  ): boolean {
    if (end - start < minimumNetworkPdu || end - start > maximumNetworkPdu) return false;
    this.#privacyBlock(keys, ivIndex, pdu, start);
    const privacy = this.#privacy;
    const first = pdu[start + 1]! ^ privacy[0]!;
    const control = (first & 0x80) !== 0;
    const mic = micLength(control);
    // DST and at least one octet of transport PDU
    if (end - start < 10 + mic) return false;
    fields.ivIndex = ivIndex;
    fields.control = control;
    fields.ttl = first & 0x7f;
    fields.seq =
      ((pdu[start + 2]! ^ privacy[1]!) << 16) |
      ((pdu[start + 3]! ^ privacy[2]!) << 8) |
      (pdu[start + 4]! ^ privacy[3]!);
    fields.src = ((pdu[start + 5]! ^ privacy[4]!) << 8) | (pdu[start + 6]! ^ privacy[5]!);
    this.#setNonce(fields);
    const clear = this.clear;
    if (!keys.encryption.open(this.#nonce, pdu, start + 7, end, mic, clear, 0)) return false;
    fields.dst = (clear[0]! << 8) | clear[1]!;
    this.clearEnd = end - start - 7 - mic;
    return true;
  }

  /** Network nonce, §3.9.5.1: 00, CTL | TTL, SEQ, SRC, 0000, IV Index. */
  #setNonce(fields: Readonly<NetworkFields>): void {
    const nonce = this.#nonce;
    nonce[1] = (fields.control ? 0x80 : 0) | fields.ttl;
    putUint24BE(nonce, 2, fields.seq);
    putUint16BE(nonce, 5, fields.src);
    putUint32BE(nonce, 9, fields.ivIndex);
  }

  /** e(PrivacyKey, 0^5 || IV Index || Privacy Random), §3.9.3: its first 6 octets cover the header. */
  #privacyBlock(keys: NetworkKeys, ivIndex: number, pdu: Uint8Array, start: number): void {
    const block = this.#privacy;
    for (let i = 0; i < 5; i++) block[i] = 0;
    putUint32BE(block, 5, ivIndex);
    for (let i = 0; i < 7; i++) block[9 + i] = pdu[start + 7 + i]!;
    keys.privacy.encryptBlock(block, 0, block, 0);
  }
}
