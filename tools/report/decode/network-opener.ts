import { getUint16BE } from "../../../modules/base/bytes.js";
import { Credentials } from "../../../modules/crypto/credentials.js";
import { NetworkKeys } from "../../../modules/crypto/network-keys.js";
import { directedInput } from "../../../modules/crypto/toolbox.js";
import type { Crypto } from "../../../modules/host/crypto.js";
import { ClearPdu, NonceType } from "../../../modules/host/network-cipher.js";
import { AesNetworkCipher, netMicLength } from "../../../modules/network/network-cipher.js";

/** A decrypted network PDU. */
export interface OpenedPdu {
  readonly ivIndex: number;
  readonly control: boolean;
  readonly ttl: number;
  readonly seq: number;
  readonly src: number;
  readonly dst: number;
  /** The lower transport PDU. */
  readonly transport: Uint8Array;
  /** Equal in all transmissions of one PDU, whatever their TTL. */
  readonly identity: string;
}

/** Decrypts network PDUs with NetKeys and IV Indexes, some of which are learned from beacons. */
export class NetworkOpener {
  readonly networks: readonly NetworkKeys[];
  readonly #cipher = new AesNetworkCipher();
  readonly #clear = new Uint8Array(ClearPdu.size);
  readonly #ivIndexes: Set<number>;

  constructor(crypto: Crypto, netKeys: readonly Uint8Array[], ivIndexes: readonly number[]) {
    this.networks = netKeys.map((key) => new NetworkKeys({ crypto, key }));
    const directed = netKeys.map((key) => new Credentials({ crypto, key }, directedInput()));
    this.#cipher.setKeys([...this.networks, ...directed]);
    // The IV Index of a new network is 0. Mesh Protocol 1.1 §3.11.5.
    this.#ivIndexes = new Set(ivIndexes.length > 0 ? ivIndexes : [0, 1]);
  }

  /** An authenticated beacon has this IV Index: PDUs have it or the one before. */
  learn(ivIndex: number): void {
    this.#ivIndexes.add(ivIndex);
    if (ivIndex > 0) this.#ivIndexes.add(ivIndex - 1);
  }

  /** Decrypts a network PDU, or what is encrypted with another nonce; undefined if no key fits. */
  open(pdu: Uint8Array, nonce: NonceType = NonceType.network): OpenedPdu | undefined {
    if (pdu.length === 0) return undefined;
    const clear = this.#clear;
    for (const ivIndex of this.#ivIndexes) {
      if ((ivIndex & 1) !== pdu[0]! >> 7) continue;
      if (this.#cipher.open(nonce, ivIndex, pdu, 0, pdu.length, clear) < 0) continue;
      const controlTtl = clear[ClearPdu.controlTtl]!;
      const end = pdu.length - 1 - netMicLength(controlTtl);
      const rest = Buffer.from(clear.subarray(ClearPdu.seq, end)).toString("latin1");
      return {
        ivIndex,
        control: (controlTtl & 0x80) !== 0,
        ttl: controlTtl & 0x7f,
        seq: (clear[ClearPdu.seq]! << 16) | getUint16BE(clear, ClearPdu.seq + 1),
        src: getUint16BE(clear, ClearPdu.src),
        dst: getUint16BE(clear, ClearPdu.dst),
        transport: clear.slice(ClearPdu.transport, end),
        identity: `${ivIndex} ${controlTtl >> 7} ${rest}`,
      };
    }
    return undefined;
  }
}
