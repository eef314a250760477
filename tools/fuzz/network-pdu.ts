import { getUint16BE, putUint16BE, putUint24BE } from "../../modules/base/bytes.js";
import type { NetworkKeys } from "../../modules/crypto/network-keys.js";
import { ClearPdu, NonceType } from "../../modules/host/network-cipher.js";
import { AesNetworkCipher, netMicLength } from "../../modules/network/network-cipher.js";
import type { NetworkFields } from "../../modules/network/network-pdu.js";

/** Encrypts and decrypts network PDUs, with one key for each call and the fields as an object. */
export class NetworkPduCodec {
  readonly #cipher = new AesNetworkCipher();
  readonly #clear = new Uint8Array(ClearPdu.size);
  #end = 0;

  seal(
    keys: NetworkKeys,
    fields: NetworkFields,
    bytes: Uint8Array,
    nonce: NonceType = NonceType.network,
  ): Uint8Array {
    const clear = this.#clear;
    clear[ClearPdu.controlTtl] = (fields.control ? 0x80 : 0) | fields.ttl;
    putUint24BE(clear, ClearPdu.seq, fields.seq);
    putUint16BE(clear, ClearPdu.src, fields.src);
    putUint16BE(clear, ClearPdu.dst, fields.dst);
    clear.set(bytes, ClearPdu.transport);
    const pdu = new Uint8Array(40);
    this.#cipher.setKeys([keys]);
    const length = ClearPdu.transport + bytes.length;
    return pdu.slice(0, this.#cipher.seal(nonce, 0, fields.ivIndex, clear, length, pdu));
  }

  /**
   * Whether `pdu[start..end)` is encrypted with this key and IV Index; then `fields` contains its
   * fields.
   */
  open(
    keys: NetworkKeys,
    ivIndex: number,
    pdu: Uint8Array,
    start: number,
    end: number,
    fields: NetworkFields,
  ): boolean {
    const clear = this.#clear;
    this.#cipher.setKeys([keys]);
    if (this.#cipher.open(NonceType.network, ivIndex, pdu, start, end, clear) < 0) return false;
    const first = clear[ClearPdu.controlTtl]!;
    fields.ivIndex = ivIndex;
    fields.control = (first & 0x80) !== 0;
    fields.ttl = first & 0x7f;
    fields.seq = (clear[ClearPdu.seq]! << 16) | getUint16BE(clear, ClearPdu.seq + 1);
    fields.src = getUint16BE(clear, ClearPdu.src);
    fields.dst = getUint16BE(clear, ClearPdu.dst);
    this.#end = end - start - 1 - netMicLength(first);
    return true;
  }

  /** The transport PDU of the latest decrypted PDU. */
  get transport(): Uint8Array {
    return this.#clear.slice(ClearPdu.transport, this.#end);
  }
}
