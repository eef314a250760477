import { AdType } from "../bearer/ad-type.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import { Priority, type SendRequest } from "../bearer/send-request.js";
import type { NetworkKeys } from "../crypto/network-keys.js";
import type { Diagnostics } from "../base/diagnostics.js";
import { getUint32BE, putUint16BE, putUint24BE } from "../base/bytes.js";
import type { Crypto } from "../host/crypto.js";
import { ClearPdu, type NetworkCipher, NetworkCipherResult } from "../host/network-cipher.js";
import { isUnicast, unassignedAddress } from "./address.js";
import { receiveIvIndex } from "./iv-update.js";
import { maximumNetworkPdu, minimumNetworkPdu } from "./limits.js";
import { MessageCache } from "./message-cache.js";
import { netMicLength, networkCipher } from "./network-cipher.js";
import type { NetworkFields } from "./network-fields.js";
import { acknowledgedSeqZero, segmentNumber } from "./repeated-by-transport.js";
import type { Sequence } from "./sequence.js";
import type { NetworkSettings, Retransmission } from "./settings.js";
import { receiveKeys, type Subnet, type Subnets, transmitKeys } from "./subnets.js";

/** From the end of a network PDU to its last octet of transport PDU in the clear one, which lacks an octet before it. */
const accessEnd = 1 + 4 + 1;
const controlEnd = 1 + 8 + 1;

/** Milliseconds; Network Transmit may ask for less than legacy advertising can do. */
const shortestAdvertisingInterval = 20;

/** Takes a transport PDU that came for this node: `bytes[start..end)`, only good during the call. */
export type TransportReceiver = (
  fields: Readonly<NetworkFields>,
  subnet: Subnet,
  bytes: Uint8Array,
  start: number,
  end: number,
  rssi: number,
) => void;

export interface NetworkOptions {
  readonly bearer: AdvertisingBearer;
  readonly crypto: Crypto;
  readonly diagnostics: Diagnostics;
  readonly subnets: Subnets;
  readonly sequence: Sequence;
  readonly settings: NetworkSettings;
  /** Unicast address of the primary element. */
  readonly address: number;
  /** Elements, hence unicast addresses, of the node. */
  readonly elements: number;
  /** Entries of the message cache, a power of two. */
  readonly cacheSize?: number;
  /** Whether a group or virtual address is one this node listens to. */
  readonly listensTo: (address: number) => boolean;
  readonly onTransportPdu: TransportReceiver;
}

/** A transport PDU on its way out. */
export interface OutgoingPdu extends NetworkFields {
  readonly subnet: Subnet;
  readonly bytes: Uint8Array;
  /** Called when its last transmission is over, or it was dropped for want of room. */
  readonly onEnd?: (sent: boolean) => void;
}

/** The network layer of a provisioned node over the advertising bearer. Mesh Protocol 1.1 §3.4. */
export class Network {
  readonly #options: NetworkOptions;
  readonly #cipher: NetworkCipher;
  /** The clear PDU that came last; the transport layer reads it in place. */
  readonly #clear = new Uint8Array(ClearPdu.size);
  /** The clear PDU that goes out, and the request that the PDU made of it is sent with, used again and again. */
  readonly #outgoing = new Uint8Array(ClearPdu.size);
  readonly #request: { -readonly [K in keyof SendRequest]: SendRequest[K] } = {
    type: AdType.networkPdu,
    payload: new Uint8Array(maximumNetworkPdu),
    priority: Priority.network,
    transmissions: 1,
    interval: shortestAdvertisingInterval,
    source: 0,
    number: 0,
    segment: 0,
  };
  /** The subnets by the number of their key in the cipher, and those keys. */
  #keySubnets: Subnet[] = [];
  #keys: NetworkKeys[] = [];
  readonly #messages: MessageCache;
  /** Packets that were heard octet for octet: the repeats of one transmission. Undefined where the radio drops them. */
  readonly #repeats: MessageCache | undefined;
  readonly #received: NetworkFields = {
    ivIndex: 0,
    control: false,
    ttl: 0,
    seq: 0,
    src: 0,
    dst: 0,
  };
  readonly #unsubscribe: () => void;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#cipher = networkCipher(options.crypto);
    this.#messages = new MessageCache(options.cacheSize);
    this.#repeats = options.bearer.dropsRepeats ? undefined : new MessageCache(32);
    this.#unsubscribe = options.bearer.onNetworkPdu(this.#receive);
    options.subnets.onChange = this.#updateKeys;
    this.#updateKeys();
  }

  /** Whether the address belongs to an element of this node. */
  isOwn(address: number): boolean {
    const { address: first, elements } = this.#options;
    return address >= first && address < first + elements;
  }

  /** Encrypts and sends one transport PDU; SEQ and IV Index are the caller's. */
  send(pdu: OutgoingPdu): void {
    const { diagnostics, settings, subnets } = this.#options;
    // A segment may outlive the keys that its message began with.
    const subnet = subnets.get(pdu.subnet.netKeyIndex);
    if (!subnet) return pdu.onEnd?.(false);
    const out = this.#outgoing;
    out[ClearPdu.controlTtl] = (pdu.control ? 0x80 : 0) | pdu.ttl;
    putUint24BE(out, ClearPdu.seq, pdu.seq);
    putUint16BE(out, ClearPdu.src, pdu.src);
    putUint16BE(out, ClearPdu.dst, pdu.dst);
    out.set(pdu.bytes, ClearPdu.transport);
    const length = this.#seal(subnet, pdu.ivIndex, out, ClearPdu.transport + pdu.bytes.length);
    if (diagnostics.tracing) this.#trace("network.send", pdu);
    this.#place(out, pdu);
    this.#transmit(length, Priority.network, settings.networkTransmit, pdu.onEnd);
  }

  /** Milliseconds, about, until what waits for the radio has left. */
  get backlog(): number {
    return this.#options.bearer.backlog;
  }

  close(): void {
    this.#unsubscribe();
    this.#options.subnets.onChange = undefined;
    this.#cipher.close();
  }

  readonly #receive = (data: Uint8Array, start: number, end: number, rssi: number): void => {
    const { diagnostics } = this.#options;
    const octets = end - start;
    if (octets < minimumNetworkPdu || octets > maximumNetworkPdu)
      return diagnostics.drop("network.length", octets);
    const subnet = this.#open(data, start, end);
    if (typeof subnet === "string") return diagnostics.drop(subnet, octets);
    const fields = this.#received;
    if (!isUnicast(fields.src) || fields.dst === unassignedAddress)
      return diagnostics.drop("network.address", octets);
    if (this.isOwn(fields.src)) return diagnostics.drop("network.own", octets);
    // With the last octets that no relay changes: what the NetKey alone can make of a number
    // that is still to come must not hide the message that has it.
    const clear = this.#clear;
    const last = octets - (fields.control ? controlEnd : accessEnd);
    const cached = this.#messages.seen(
      fields.src |
        (fields.control ? 0x10000 : 0) |
        (clear[last]! << 17) |
        ((clear[last - 1]! & 0x7f) << 25),
      fields.seq | ((fields.ivIndex & 0xff) << 24),
    );
    if (cached) return diagnostics.drop("network.cached", octets);
    this.#handle(fields, subnet, octets, rssi);
  };

  #handle(fields: NetworkFields, subnet: Subnet, octets: number, rssi: number): void {
    const { diagnostics, listensTo, onTransportPdu } = this.#options;
    if (fields.control) this.#takeBack(fields.dst, octets);
    const unicast = isUnicast(fields.dst);
    const mine = unicast ? this.isOwn(fields.dst) : listensTo(fields.dst);
    // First, while the clear PDU is as it came: what is delivered may send at once.
    const relayed = !(unicast && mine) && this.#relay(fields, subnet, octets);
    if (mine) {
      if (diagnostics.tracing) this.#trace("network.receive", fields);
      const end = octets - 1 - netMicLength(this.#clear[ClearPdu.controlTtl]!);
      onTransportPdu(fields, subnet, this.#clear, ClearPdu.transport, end, rssi);
    } else if (!relayed) diagnostics.drop("network.not-for-us", octets);
  }

  /** Ends the sending of segments that this node originated or relays, where `#clear` acknowledges them to their source. */
  #takeBack(source: number, octets: number): void {
    const clear = this.#clear;
    const seqZero = acknowledgedSeqZero(clear, octets);
    // Behind SeqZero: a bit for each segment, 32 bits. §3.5.2.3.1
    const bits = getUint32BE(clear, ClearPdu.transport + 3);
    if (seqZero >= 0) this.#options.bearer.acknowledged(source, seqZero, bits);
  }

  /** Opens the packet into `#clear` and `#received`. The subnet of its key, or the reason to drop it. */
  #open(
    data: Uint8Array,
    start: number,
    end: number,
  ): Subnet | "network.unknown-nid" | "network.decrypt" | "network.cached" {
    const ivIndex = receiveIvIndex(this.#options.sequence.state, data[start]! >> 7);
    if (ivIndex < 0) {
      const nid = data[start]! & 0x7f;
      return this.#keys.some((key) => key.nid === nid) ? "network.decrypt" : "network.unknown-nid";
    }
    if (this.#repeats !== undefined && isRepeat(this.#repeats, data, start, end, false))
      return "network.cached";
    const clear = this.#clear;
    const key = this.#cipher.open(ivIndex, data, start, end, clear);
    if (key === NetworkCipherResult.unknownNid) return "network.unknown-nid";
    if (key < 0) return "network.decrypt";
    // Only what is authentic: a forged packet must not hide the true one.
    if (this.#repeats !== undefined) isRepeat(this.#repeats, data, start, end, true);
    const fields = this.#received;
    fields.ivIndex = ivIndex;
    fields.control = (clear[ClearPdu.controlTtl]! & 0x80) !== 0;
    fields.ttl = clear[ClearPdu.controlTtl]! & 0x7f;
    fields.seq = (clear[1]! << 16) | (clear[2]! << 8) | clear[3]!;
    fields.src = (clear[ClearPdu.src]! << 8) | clear[ClearPdu.src + 1]!;
    fields.dst = (clear[ClearPdu.dst]! << 8) | clear[ClearPdu.dst + 1]!;
    return this.#keySubnets[key]!;
  }

  /** Gives the cipher the keys of all subnets, and the radio their NIDs. */
  readonly #updateKeys = (): void => {
    const { subnets } = this.#options;
    this.#keySubnets = [];
    const keys: NetworkKeys[] = [];
    for (const subnet of subnets.list)
      for (const candidate of receiveKeys(subnet)) {
        keys.push(candidate);
        this.#keySubnets.push(subnet);
      }
    this.#cipher.setKeys(keys);
    this.#keys = keys;
    this.#options.bearer.setNids(Uint8Array.from(keys, ({ nid }) => nid));
  };

  /** Makes a PDU of the clear one with the subnet's key, in `#request`'s payload; its length. */
  #seal(subnet: Subnet, ivIndex: number, clear: Uint8Array, length: number): number {
    const key = this.#keys.indexOf(transmitKeys(subnet));
    return this.#cipher.seal(key, ivIndex, clear, length, this.#request.payload);
  }

  /** Sends the PDU on with TTL - 1, where the Relay feature asks for it; whether it does. §3.4.6.3 */
  #relay(fields: NetworkFields, subnet: Subnet, octets: number): boolean {
    const { diagnostics, settings } = this.#options;
    if (settings.relay !== true || fields.ttl < 2) return false;
    const clear = this.#clear;
    const length = octets - 1 - netMicLength(clear[ClearPdu.controlTtl]!);
    clear[ClearPdu.controlTtl]!--;
    const sealed = this.#seal(subnet, fields.ivIndex, clear, length);
    clear[ClearPdu.controlTtl]!++;
    if (diagnostics.tracing) this.#trace("network.relay", { ...fields, ttl: fields.ttl - 1 });
    this.#place(clear, fields);
    this.#transmit(sealed, Priority.relay, settings.relayRetransmit, undefined);
    return true;
  }

  /** Gives `#request` its place among the PDUs of its source. */
  #place(clear: Uint8Array, { control, ivIndex, seq, src }: Readonly<NetworkFields>): void {
    const request = this.#request;
    request.source = src;
    request.number = ((ivIndex & 0x7f) << 24) | seq;
    request.segment = segmentNumber(clear, control);
  }

  /** Sends the first `length` octets of `#request`'s payload. */
  #transmit(
    length: number,
    priority: Priority,
    { transmissions, interval }: Retransmission,
    onEnd: ((sent: boolean) => void) | undefined,
  ): void {
    const request = this.#request;
    request.length = length;
    request.priority = priority;
    request.transmissions = transmissions;
    request.interval =
      interval < shortestAdvertisingInterval ? shortestAdvertisingInterval : interval;
    request.onEnd = onEnd;
    this.#options.bearer.send(request);
  }

  #trace(
    type: "network.send" | "network.receive" | "network.relay",
    { src, dst, seq, ttl, control }: Readonly<NetworkFields>,
  ): void {
    this.#options.diagnostics.emit({ type, src, dst, seq, ttl, control });
  }
}

/** NetMIC and the obfuscated header tell one PDU from another for less than a decryption. */
function isRepeat(
  cache: MessageCache,
  data: Uint8Array,
  start: number,
  end: number,
  remember: boolean,
): boolean {
  const mic = getUint32BE(data, end - 4);
  const header = getUint32BE(data, start + 1);
  return remember ? cache.seen(mic, header) : cache.has(mic, header);
}
