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

/** From the end of a network PDU to its last octet of transport PDU in the clear one, which lacks an octet before it. */
const accessEnd = 1 + 4 + 1;
const controlEnd = 1 + 8 + 1;
const networkNonce = NonceType.network;
const verdicts = ReceiverVerdict;

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
    if (key < 0) return key;
    if (ivIndex < 0) return verdicts.wrong;
    fields.ivIndex = ivIndex;
    readFields(fields, clear);
    const { control, dst, seq, src } = fields;
    fields.end = octets - 1 - (control ? 8 : 4);
    if (!isUnicast(src) || dst === unassignedAddress) return verdicts.address;
    if (src >= this.#address && src < this.#address + this.#elements) return verdicts.own;
    // §3.4.5.6: another relay or interface may have brought it before. The last octets, which no
    // relay changes, are compared too, so that no forgery with the NetKey and a future sequence
    // number causes the authentic message to be dropped.
    const last = octets - (control ? controlEnd : accessEnd);
    const cached = this.#messages.seen(
      src | (control ? 0x10000 : 0) | (clear[last]! << 17) | ((clear[last - 1]! & 0x7f) << 25),
      seq | ((ivIndex & 0xff) << 24),
    );
    return cached ? verdicts.cached : key;
  }
}

/** The cipher's own receiver, or one in TypeScript. */
export function networkReceiver(
  cipher: NetworkCipher,
  options: NetworkReceiverOptions,
): NetworkReceiver {
  return cipher.receiver?.(options) ?? new PduReceiver(cipher, options);
}
