import {
  type NetworkCipher,
  type NetworkCipherKey,
  NetworkCipherResult,
  type NonceType,
} from "../../../modules/host/network-cipher.js";
import type {
  NetworkReceiver,
  NetworkReceiverOptions,
} from "../../../modules/host/network-receiver.js";
import { maximumNetworkPdu, minimumNetworkPdu } from "../../../modules/network/limits.js";
import type { CryptoMemory } from "./crypto-memory.js";
import type { PduKey } from "./pdu-key.js";
import { SharedReceiver } from "./shared-receiver.js";
import { SharedAesKey } from "./shared-aes-key.js";

/** The cipher of a simulated node: what others opened or sealed with its keys is in the memory. */
export class SharedNetworkCipher implements NetworkCipher {
  readonly #memory: CryptoMemory;
  #keys: readonly PduKey[] = [];

  constructor(memory: CryptoMemory) {
    this.#memory = memory;
  }

  /** Throws TypeError for keys that a SharedCrypto did not make. */
  setKeys(keys: readonly NetworkCipherKey[]): void {
    this.#keys = keys.map(({ encryptionKey, nid, privacyKey }) => {
      if (!(encryptionKey instanceof SharedAesKey && privacyKey instanceof SharedAesKey))
        throw new TypeError("keys: each must be of the same crypto as the cipher");
      return this.#memory.pduKey(nid, encryptionKey.common, privacyKey.common);
    });
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
    const nid = pdu[start]! & 0x7f;
    let result: number = NetworkCipherResult.unknownNid;
    for (let i = 0; i < this.#keys.length; i++) {
      const key = this.#keys[i]!;
      if (key.nid !== nid) continue;
      result = NetworkCipherResult.wrong;
      if (length < minimumNetworkPdu || length > maximumNetworkPdu) break;
      if (this.#memory.pdus.open(key, nonceType, ivIndex, pdu, start, end, clear)) return i;
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
    for (let i = from; i < this.#keys.length; i++)
      if (this.#keys[i]!.cipher.openUnverified(0, ivIndex, pdu, start, end, clear) === 0) return i;
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
    return key.cipher.seal(nonceType, 0, ivIndex, clear, length, pdu);
  }

  receiver(options: NetworkReceiverOptions): NetworkReceiver {
    return new SharedReceiver(this, options);
  }

  close(): void {
    this.#keys = [];
  }
}
