import { getUint32BE } from "../base/bytes.js";
import {
  ClearPdu,
  type NetworkCipher,
  NonceType,
  type OutgoingMessage,
} from "../host/network-cipher.js";
import { type NetworkReceiver, ReceiverVerdict, verdictReasons } from "../host/network-receiver.js";
import { isUnicast } from "./address.js";
import { putClear, readFields } from "./clear-pdu.js";
import { sendsWithNewKey } from "./key-refresh.js";
import { networkCipher } from "./network-cipher.js";
import {
  type InterfaceUser,
  type LocalPdu,
  type NetworkInterface,
  type OutboundPdu,
  outboundPdu,
  retransmits,
} from "./network-interface.js";
import type { NetworkOptions, NetworkUser } from "./network-options.js";
import type { NetworkFields, OriginatedPdu, ReceivedPdu } from "./network-pdu.js";
import { networkReceiver } from "./pdu-receiver.js";
import { acknowledgedSeqZero, segmentNumber } from "./repeated-by-transport.js";
import { managedFloodingCredentials, type SecurityCredentials } from "./security-credentials.js";
import { receiveKeys } from "./subnets.js";

const networkNonce = NonceType.network;

/** The verdicts from this one down are on PDUs that are authentic. */
const authentic = ReceiverVerdict.address;

const defaultCacheSize = 64;

/** The network layer of a provisioned node. Mesh Protocol 1.1 §3.4. */
export class Network implements InterfaceUser {
  private readonly options: NetworkOptions;
  /** Has the keys of `credentials`. */
  readonly cipher: NetworkCipher;
  private readonly receiver: NetworkReceiver;
  /** The clear PDU that came last; the transport layer reads it in place. */
  private readonly clear = new Uint8Array(ClearPdu.size);
  /** The same with its fields. Interface and credentials are set before it is handed on. */
  private readonly received = {
    ivIndex: 0,
    control: false,
    ttl: 0,
    seq: 0,
    src: 0,
    dst: 0,
    rssi: 0,
    bytes: this.clear,
    start: ClearPdu.transport,
    end: 0,
    relayed: false,
  } as unknown as ReceivedPdu;
  /** The clear PDU that goes out. */
  private readonly originated = new Uint8Array(ClearPdu.size);
  private readonly outbound: OutboundPdu;
  /** The interfaces but the local one. */
  private readonly bearers: NetworkInterface[];
  /** Those that PDUs are received with, by the number of their key in the cipher. */
  private allCredentials: SecurityCredentials[] = [];
  /** Of each subnet the credentials to send with. */
  private transmit: SecurityCredentials[] = [];
  private user: NetworkUser | undefined;
  /** Called after a key was added, removed or replaced. */
  onKeysChange?: (() => void) | undefined;

  constructor(options: NetworkOptions) {
    this.options = options;
    this.cipher = networkCipher(options.crypto);
    const { cacheSize = defaultCacheSize } = options;
    this.receiver = networkReceiver(this.cipher, { ...options, cacheSize });
    options.sequence.follow(this.receiver);
    this.bearers = options.interfaces.filter(({ bearer }) => bearer !== "local");
    this.outbound = outboundPdu(this.originated);
    options.subnets.onChange = this.updateKeys;
    this.updateKeys();
    const { interfaces } = options;
    for (let i = 0; i < interfaces.length; i++) interfaces[i]!.open(this);
    this.judge();
  }

  /** Lets radios drop PDUs that go no further before the node is called. */
  private judge(): void {
    const receiver = this.receiver;
    if (receiver.counts === undefined) return;
    this.options.diagnostics.addCounts(receiver.counts);
    receiver.setBearers?.(this.bearers.length);
    for (let i = 0; i < this.bearers.length; i++) this.bearers[i]!.setReceiver?.(receiver);
  }

  /** The receiver, where radios may open access messages by it: not where each message is traced. */
  get judging(): NetworkReceiver | undefined {
    const judges = this.receiver.counts !== undefined && !this.options.diagnostics.tracing;
    return judges ? this.receiver : undefined;
  }

  /** Passes PDUs for this node to the layer above from now on. */
  attach(user: NetworkUser): void {
    this.user = user;
  }

  get credentials(): readonly SecurityCredentials[] {
    return this.allCredentials;
  }

  /** Opens the interface of a connection, whose owner removes it, never inside its `send`. */
  addInterface(bearer: NetworkInterface): void {
    this.bearers.push(bearer);
    this.receiver.setBearers?.(this.bearers.length);
    bearer.open(this);
  }

  removeInterface(bearer: NetworkInterface): void {
    const at = this.bearers.indexOf(bearer);
    if (at >= 0) this.bearers.splice(at, 1);
    this.receiver.setBearers?.(this.bearers.length);
  }

  /** Milliseconds, about, until all PDUs that wait on the interfaces have been sent. */
  get backlog(): number {
    const bearers = this.bearers;
    let longest = 0;
    for (let i = 0; i < bearers.length; i++) {
      longest = Math.max(longest, bearers[i]!.backlog);
    }
    return longest;
  }

  /** Whether the address belongs to an element of this node. */
  isOwn(address: number): boolean {
    const { address: first, elements } = this.options;
    return address >= first && address < first + elements;
  }

  /**
   * The credentials to send with in a subnet; undefined where the node is not on it any more.
   * §3.11.4: those of the new key from phase 2 of a Key Refresh procedure on.
   */
  transmitCredentials(netKeyIndex: number): SecurityCredentials | undefined {
    const all = this.transmit;
    for (let i = 0; i < all.length; i++)
      if (all[i]!.subnet.netKeyIndex === netKeyIndex) return all[i];
    return undefined;
  }

  /** Whether a message to the address is for this node: for an element, or for a group that one is subscribed to. */
  isLocal(address: number): boolean {
    return isUnicast(address) ? this.isOwn(address) : this.user?.listensTo(address) === true;
  }

  /** Sends one lower transport PDU by the bearers; SEQ, IV Index and credentials are chosen by the caller. */
  send(pdu: OriginatedPdu): void {
    const clear = this.originated;
    putClear(clear, pdu);
    if (this.options.diagnostics.tracing) this.trace("network.send", pdu);
    this.describe(pdu, clear, ClearPdu.transport + pdu.bytes.length, pdu.credentials);
    if (!this.seal()) return pdu.onEnd?.(false);
    this.passOn(pdu.onEnd, pdu.repeatAfter, pdu.toNeighbour);
  }

  /** Whether the cipher seals an access message of one PDU with one call, for `sendMessage`. */
  get sealsMessages(): boolean {
    return this.cipher.sealMessage !== undefined;
  }

  /** The same for an access message of one PDU that the cipher seals whole. */
  sendMessage(
    message: OutgoingMessage,
    credentials: SecurityCredentials,
    seq: number,
    ivIndex: number,
    onEnd?: (sent: boolean) => void,
  ): void {
    const outbound = this.outbound;
    if (this.options.diagnostics.tracing)
      this.trace("network.send", { ...message, seq, ivIndex, control: false });
    const key = this.allCredentials.indexOf(credentials);
    if (key < 0) return onEnd?.(false);
    outbound.length = this.cipher.sealMessage!(key, message, seq, ivIndex, outbound.payload);
    outbound.credentials = credentials;
    outbound.ivIndex = ivIndex;
    outbound.source = message.src;
    outbound.destination = message.dst;
    outbound.number = ((ivIndex & 0x7f) << 24) | seq;
    outbound.segment = 0;
    this.passOn(onEnd);
  }

  /** Passes what was sealed in `outbound` to the bearers. */
  private passOn(onEnd: OutboundPdu["onEnd"], repeatAfter = 0, toNeighbour = false): void {
    const outbound = this.outbound;
    outbound.relayed = false;
    outbound.repeatAfter = repeatAfter;
    outbound.toNeighbour = toNeighbour;
    outbound.onEnd = onEnd;
    const bearers = this.bearers;
    if (bearers.length === 0) return onEnd?.(false);
    for (let i = 0; i < bearers.length; i++) {
      bearers[i]!.send(outbound);
      // Where there are several, the first calls `onEnd`.
      outbound.onEnd = undefined;
    }
  }

  /**
   * Sends a lower transport PDU to this node itself. It is not split into segments and may
   * have any length: on the local interface nothing is secured by the network layer.
   */
  sendLocal(pdu: OriginatedPdu): void {
    const clear = new Uint8Array(ClearPdu.transport + pdu.bytes.length);
    const outbound = this.outbound;
    putClear(clear, pdu);
    this.describe(pdu, clear, clear.length, pdu.credentials);
    outbound.relayed = false;
    outbound.onEnd = pdu.onEnd;
    for (const to of this.options.interfaces) if (to.bearer === "local") to.send(outbound);
  }

  receive(
    from: NetworkInterface,
    data: Uint8Array,
    start: number,
    end: number,
    rssi: number,
  ): boolean {
    const pdu = this.received;
    const octets = end - start;
    const key = this.receiver.receive(data, start, end, this.clear, pdu);
    if (key >= 0 || key <= authentic) {
      // Before the message is handled: the answer may be sent meanwhile.
      if (from.heard !== undefined && isUnicast(pdu.src)) from.heard(pdu.src);
      if (key >= 0) {
        pdu.credentials = this.allCredentials[key]!;
        this.handle(from, pdu, octets, rssi);
        return true;
      }
    }
    this.options.diagnostics.drop(verdictReasons[-1 - key]!, octets);
    return key <= authentic;
  }

  receiveLocal(from: NetworkInterface, pdu: LocalPdu): void {
    const { clear, credentials, ivIndex } = pdu;
    const local = { credentials, ivIndex, rssi: 0, bytes: clear, end: clear.length };
    // A copy: it is of any length, and the object of PDUs that bearers receive has their array.
    const received = { ...this.received, ...local, interface: from };
    readFields(received, clear);
    this.user?.receive(received);
  }

  close(): void {
    // The local one, and the bearers, among them those of connections.
    for (const each of new Set([...this.options.interfaces, ...this.bearers])) each.close();
    this.options.subnets.onChange = undefined;
    this.options.sequence.follow(undefined);
    if (this.receiver.counts) this.options.diagnostics.removeCounts(this.receiver.counts);
    this.cipher.close();
  }

  private handle(from: NetworkInterface, pdu: ReceivedPdu, octets: number, rssi: number): void {
    const { diagnostics, settings } = this.options;
    const { control, dst } = pdu;
    if (control) this.cancelAcknowledged(dst, octets);
    const unicast = isUnicast(dst);
    const mine = unicast ? this.isOwn(dst) : this.user?.listensTo(dst) === true;
    // First, while the clear PDU is unchanged: the layer above may send at once.
    // Without `isProxy`: a name of the module takes a slot of the stack, here where it is deep.
    const relays =
      settings.relay === true || settings.proxy === true || settings.privateProxy === true;
    const relayed =
      pdu.relayed || (relays && pdu.ttl >= 2 && !(unicast && mine) && this.relay(from, pdu));
    if (mine) {
      pdu.interface = from;
      pdu.rssi = rssi;
      if (diagnostics.tracing) this.trace("network.receive", pdu);
      this.user!.receive(pdu);
    } else {
      const reason = "network.not-for-us";
      if (!relayed) diagnostics.drop(reason, octets);
      if (!unicast && !control && diagnostics.tracing)
        diagnostics.emit({ type: "access.refused", reason, src: pdu.src, dst });
    }
  }

  /** Ends the sending of segments that this node originated or relays, where `clear` acknowledges them to their source. */
  private cancelAcknowledged(source: number, octets: number): void {
    const clear = this.clear;
    const seqZero = acknowledgedSeqZero(clear, octets);
    if (seqZero < 0) return;
    // Behind SeqZero: a bit for each segment, 32 bits. §3.5.2.3.1
    const bits = getUint32BE(clear, ClearPdu.transport + 3);
    const bearers = this.bearers;
    for (let i = 0; i < bearers.length; i++) bearers[i]!.acknowledged?.(source, seqZero, bits);
  }

  /** Gives the cipher the credentials of all subnets, and the interfaces their NIDs. */
  private readonly updateKeys = (): void => {
    this.updateCredentials();
    const nids = new Uint8Array(this.allCredentials.length);
    for (let i = 0; i < nids.length; i++) nids[i] = this.allCredentials[i]!.nid;
    for (let i = 0; i < this.bearers.length; i++) this.bearers[i]!.setNids?.(nids);
    this.onKeysChange?.();
  };

  /** A function of its own: the calls after it nest deep, and its loops take much of the stack. */
  private updateCredentials(): void {
    const all: SecurityCredentials[] = [];
    const transmit: SecurityCredentials[] = [];
    for (const subnet of this.options.subnets.list)
      for (const keys of receiveKeys(subnet)) {
        const credentials = managedFloodingCredentials(subnet, keys);
        all.push(credentials);
        if (credentials.new === sendsWithNewKey(subnet.phase)) transmit.push(credentials);
      }
    this.cipher.setKeys(all);
    this.allCredentials = all;
    this.transmit = transmit;
    this.receiver.setSubnets?.(
      all.map((each) => all.indexOf(this.relayCredentials(each))),
      all.map(({ subnet }) => subnet.netKeyIndex),
    );
  }

  /** Encrypts the clear PDU of `outbound` into its payload; false where the node does not have its credentials any longer. */
  private seal(): boolean {
    const outbound = this.outbound;
    const key = this.allCredentials.indexOf(outbound.credentials);
    if (key < 0) return false;
    outbound.length = this.cipher.seal(
      networkNonce,
      key,
      outbound.ivIndex,
      outbound.clear,
      outbound.clearLength,
      outbound.payload,
    );
    return true;
  }

  /** Retransmits the PDU with TTL - 1 on the interfaces that it is to be relayed to; whether there is one. §3.4.6.3 */
  private relay(from: NetworkInterface, pdu: ReceivedPdu): boolean {
    const { diagnostics, settings } = this.options;
    const bearers = this.bearers;
    let relayed = false;
    for (let i = 0; i < bearers.length; i++) {
      const to = bearers[i]!;
      if (!retransmits(from, to, settings)) continue;
      const outbound = this.outbound;
      if (!relayed) {
        relayed = true;
        const clear = this.clear;
        clear[ClearPdu.controlTtl]!--;
        this.describe(pdu, clear, pdu.end, this.relayCredentials(pdu.credentials));
        this.seal();
        outbound.relayed = from.bearer === "advertising";
        outbound.onEnd = undefined;
        if (diagnostics.tracing) this.trace("network.relay", { ...pdu, ttl: pdu.ttl - 1 });
      }
      to.send(outbound);
    }
    // The transport layer reads the TTL as it was received.
    if (relayed) this.clear[ClearPdu.controlTtl]!++;
    return relayed;
  }

  // `private`: a `#` name would take a slot of the stack in `relay`.
  /** The credentials of the same subnet that every PDU is sent with. §3.11.4 */
  private relayCredentials(received: SecurityCredentials): SecurityCredentials {
    if (received.new === sendsWithNewKey(received.subnet.phase)) return received;
    return this.transmitCredentials(received.subnet.netKeyIndex) ?? received;
  }

  /** Sets the fields of `outbound`, with the number by which PDUs of its source are ordered. */
  private describe(
    { control, dst, ivIndex, seq, src }: Readonly<NetworkFields>,
    clear: Uint8Array,
    length: number,
    credentials: SecurityCredentials,
  ): void {
    const outbound = this.outbound;
    outbound.clear = clear;
    outbound.clearLength = length;
    outbound.credentials = credentials;
    outbound.ivIndex = ivIndex;
    outbound.source = src;
    outbound.destination = dst;
    outbound.number = ((ivIndex & 0x7f) << 24) | seq;
    outbound.segment = segmentNumber(clear, control);
  }

  private trace(
    type: "network.send" | "network.receive" | "network.relay",
    { src, dst, seq, ttl, control }: Readonly<NetworkFields>,
  ): void {
    this.options.diagnostics.emit({ type, src, dst, seq, ttl, control });
  }
}
