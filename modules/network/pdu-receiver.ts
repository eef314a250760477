import type { NetworkCipher } from "../host/network-cipher.js";
import { NonceType } from "../host/network-cipher.js";
import {
  type NetworkReceiver,
  type NetworkReceiverOptions,
  type ReceivedFields,
  ReceiverVerdict,
} from "../host/network-receiver.js";
import { isUnicast, unassignedAddress } from "./address.js";
import { readFields } from "./clear-pdu.js";
import { maximumNetworkPdu, minimumNetworkPdu } from "./limits.js";
import { MessageCache } from "./message-cache.js";

const networkNonce = NonceType.network;
const verdicts = ReceiverVerdict;

/**
 * §3.4.5.6: another relay or interface may have brought a PDU before. The last octets, which no
 * relay changes, are compared too, so that no forgery with the NetKey and a future sequence
 * number causes the authentic message to be dropped.
 */
function highWord({ control, end, src }: ReceivedFields, clear: Uint8Array): number {
  const last = end - 1;
  return src | (control ? 0x10000 : 0) | (clear[last]! << 17) | ((clear[last - 1]! & 0x7f) << 25);
}

function lowWord({ ivIndex, seq }: ReceivedFields): number {
  return seq | ((ivIndex & 0xff) << 24);
}

/** A receiver in TypeScript over a cipher. `hosts/native/network-receiver.c` does the same in C. */
export class PduReceiver implements NetworkReceiver {
  readonly #cipher: NetworkCipher;
  readonly #messages: MessageCache;
  readonly #address: number;
  readonly #elements: number;
  #ivIndex = 0;

  constructor(cipher: NetworkCipher, { address, cacheSize, elements }: NetworkReceiverOptions) {
    this.#cipher = cipher;
    this.#messages = new MessageCache(cacheSize);
    this.#address = address;
    this.#elements = elements;
  }

  setIvIndex(ivIndex: number): void {
    this.#ivIndex = ivIndex;
  }

  receive(
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
    fields: ReceivedFields,
  ): number {
    const octets = end - start;
    if (octets < minimumNetworkPdu || octets > maximumNetworkPdu) return verdicts.length;
    // §3.11.5: IVI tells the current IV Index from the previous one, which index 0 has not.
    const ivIndex = this.#ivIndex - ((this.#ivIndex & 1) === pdu[start]! >> 7 ? 0 : 1);
    const key = this.#cipher.open(networkNonce, ivIndex, pdu, start, end, clear);
    if (key >= 0 && ivIndex < 0) return verdicts.wrong;
    fields.ivIndex = ivIndex;
    if (key < 0) {
      const copies = key === verdicts.wrong && ivIndex >= 0;
      return copies && this.#isCopy(pdu, start, end, clear, fields) ? verdicts.cached : key;
    }
    this.#readFields(octets, clear, fields);
    const { dst, src } = fields;
    if (!isUnicast(src) || dst === unassignedAddress) return verdicts.address;
    if (src >= this.#address && src < this.#address + this.#elements) return verdicts.own;
    return this.#messages.seen(highWord(fields, clear), lowWord(fields)) ? verdicts.cached : key;
  }

  /**
   * Whether a PDU that is not authentic is, apart from its NetMIC and TTL, a copy of one in the message
   * cache. The receiver in C, to which a copy costs less so, does not check NetMIC of copies.
   */
  #isCopy(
    pdu: Uint8Array,
    start: number,
    end: number,
    clear: Uint8Array,
    fields: ReceivedFields,
  ): boolean {
    const { ivIndex } = fields;
    const cipher = this.#cipher;
    let key = -1;
    do {
      key = cipher.openUnverified?.(key + 1, ivIndex, pdu, start, end, clear) ?? -1;
      if (key < 0) return false;
      this.#readFields(end - start, clear, fields);
    } while (
      fields.dst === unassignedAddress ||
      !this.#messages.has(highWord(fields, clear), lowWord(fields))
    );
    return true;
  }

  #readFields(octets: number, clear: Uint8Array, fields: ReceivedFields): void {
    readFields(fields, clear);
    fields.end = octets - 1 - (fields.control ? 8 : 4);
  }
}

/** The cipher's own receiver, or one in TypeScript. */
export function networkReceiver(
  cipher: NetworkCipher,
  options: NetworkReceiverOptions,
): NetworkReceiver {
  return cipher.receiver?.(options) ?? new PduReceiver(cipher, options);
}
