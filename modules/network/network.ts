import { AdType } from "../bearer/ad-type.js";
import type { AdvertisingBearer } from "../bearer/advertising-bearer.js";
import { Priority } from "../bearer/queue.js";
import type { Diagnostics } from "../base/diagnostics.js";
import type { NetworkKeys } from "../crypto/network-keys.js";
import { isUnicast, unassignedAddress } from "./address.js";
import { receiveIvIndex } from "./iv-update.js";
import { maximumNetworkPdu, minimumNetworkPdu } from "./limits.js";
import { MessageCache } from "./message-cache.js";
import { type NetworkFields, NetworkPduCodec } from "./network-pdu.js";
import type { Sequence } from "./sequence.js";
import type { NetworkSettings } from "./settings.js";
import { type Subnet, type Subnets, transmitKeys } from "./subnets.js";

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
  readonly #codec = new NetworkPduCodec();
  readonly #messages: MessageCache;
  /** Packets that were heard octet for octet: the repeats of one transmission. */
  readonly #repeats = new MessageCache(32);
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
    this.#messages = new MessageCache(options.cacheSize);
    this.#unsubscribe = options.bearer.onNetworkPdu(this.#receive);
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
    const keys = transmitKeys(subnet);
    const sealed = this.#codec.seal(keys, pdu, pdu.bytes, 0, pdu.bytes.length);
    if (diagnostics.tracing) this.#trace("network.send", pdu);
    this.#transmit(sealed, Priority.network, settings.networkTransmit, pdu.onEnd);
  }

  close(): void {
    this.#unsubscribe();
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
    const cached = this.#messages.seen(
      fields.src | (fields.control ? 0x10000 : 0),
      fields.seq | ((fields.ivIndex & 0xff) << 24),
    );
    if (cached) return diagnostics.drop("network.cached", octets);
    this.#handle(fields, subnet, octets, rssi);
  };

  #handle(fields: NetworkFields, subnet: Subnet, octets: number, rssi: number): void {
    const { diagnostics, listensTo, onTransportPdu } = this.#options;
    const unicast = isUnicast(fields.dst);
    const mine = unicast ? this.isOwn(fields.dst) : listensTo(fields.dst);
    // What is delivered may send at once: what the relay needs is taken first.
    const relayed = unicast && mine ? undefined : this.#relayed(fields, subnet);
    if (mine) {
      if (diagnostics.tracing) this.#trace("network.receive", fields);
      onTransportPdu(fields, subnet, this.#codec.clear, 2, this.#codec.clearEnd, rssi);
    } else if (!relayed) diagnostics.drop("network.not-for-us", octets);
    if (relayed)
      this.#transmit(relayed, Priority.relay, this.#options.settings.relayRetransmit, undefined);
  }

  /** Finds the key that opens the packet. The reason to drop it where there is none. */
  #open(
    data: Uint8Array,
    start: number,
    end: number,
  ): Subnet | "network.unknown-nid" | "network.decrypt" | "network.cached" {
    const nid = data[start]! & 0x7f;
    const ivIndex = receiveIvIndex(this.#options.sequence.state, data[start]! >> 7);
    const { list } = this.#options.subnets;
    let reason: "network.unknown-nid" | "network.decrypt" = "network.unknown-nid";
    for (let i = 0; i < list.length; i++) {
      const subnet = list[i]!;
      const first = subnet.keys.nid === nid;
      const second = subnet.nextKeys?.nid === nid;
      if (!first && !second) continue;
      if (ivIndex < 0) return "network.decrypt";
      if (reason === "network.unknown-nid" && this.#isRepeat(data, start, end))
        return "network.cached";
      reason = "network.decrypt";
      if (first && this.#openWith(subnet.keys, ivIndex, data, start, end)) return subnet;
      if (second && this.#openWith(subnet.nextKeys, ivIndex, data, start, end)) return subnet;
    }
    return reason;
  }

  #openWith(keys: NetworkKeys, ivIndex: number, data: Uint8Array, start: number, end: number) {
    return this.#codec.open(keys, ivIndex, data, start, end, this.#received);
  }

  /** NetMIC and the obfuscated header tell one packet from another for less than a decryption. */
  #isRepeat(data: Uint8Array, start: number, end: number): boolean {
    const mic =
      (data[end - 4]! << 24) | (data[end - 3]! << 16) | (data[end - 2]! << 8) | data[end - 1]!;
    const header =
      (data[start + 1]! << 24) |
      (data[start + 2]! << 16) |
      (data[start + 3]! << 8) |
      data[start + 4]!;
    return this.#repeats.seen(mic, header);
  }

  /** The PDU to relay, with TTL - 1, where the Relay feature asks for it. §3.4.6.3 */
  #relayed(fields: NetworkFields, subnet: Subnet): Uint8Array | undefined {
    if (this.#options.settings.relay !== true || fields.ttl < 2) return undefined;
    fields.ttl--;
    const { clear, clearEnd } = this.#codec;
    const pdu = this.#codec.seal(transmitKeys(subnet), fields, clear, 2, clearEnd);
    if (this.#options.diagnostics.tracing) this.#trace("network.relay", fields);
    fields.ttl++;
    return pdu;
  }

  #transmit(
    payload: Uint8Array,
    priority: Priority,
    retransmission: { readonly transmissions: number; readonly interval: number },
    onEnd: ((sent: boolean) => void) | undefined,
  ): void {
    this.#options.bearer.send({
      type: AdType.networkPdu,
      payload,
      priority,
      transmissions: retransmission.transmissions,
      interval: Math.max(retransmission.interval, shortestAdvertisingInterval),
      ...(onEnd && { onEnd }),
    });
  }

  #trace(
    type: "network.send" | "network.receive" | "network.relay",
    { src, dst, seq, ttl, control }: Readonly<NetworkFields>,
  ): void {
    this.#options.diagnostics.emit({ type, src, dst, seq, ttl, control });
  }
}
