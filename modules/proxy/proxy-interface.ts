import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import { Timer } from "../base/timer.js";
import { ProxyOutcome, ProxyPduType, proxySarTimeout } from "../bearer/proxy-pdu.js";
import { ProxyReceiver } from "../bearer/proxy-receiver.js";
import { type ProxyChannel, ProxySender, type ProxySegmenter } from "../bearer/proxy-sender.js";
import type { Clock } from "../host/clock.js";
import {
  type ConfigurationPdu,
  openConfigurationPdu,
  sealConfigurationPdu,
} from "../network/configuration-pdu.js";
import type { Network } from "../network/network.js";
import type { InterfaceUser, NetworkInterface, OutboundPdu } from "../network/network-interface.js";
import type { SecurityCredentials } from "../network/security-credentials.js";
import { type Sequence, SequenceError } from "../network/sequence.js";
import type { ReplayList } from "../transport/replay-list.js";
import type { ConfigurationNumbers } from "./configuration-numbers.js";

/** The layers of the node that proxy connections use. */
export interface ProxyLayers {
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly diagnostics: Diagnostics;
  readonly network: Network;
  readonly sequence: Sequence;
  readonly replay: ReplayList;
  /** Of the proxy configuration messages of all connections. */
  readonly configured: ConfigurationNumbers;
  readonly segmenter: ProxySegmenter;
  /** Unicast address of the primary element. */
  readonly address: number;
  /** Takes a beacon that came over a connection, as from the air. */
  receiveBeacon(octets: Uint8Array, start: number, end: number): void;
}

/** Beacon Type of the Unprovisioned Device beacon, Mesh Protocol 1.1 §3.10. */
const unprovisionedBeaconType = 0x00;
/** Messages that wait for a peer that is slow; further ones are dropped. */
const mostWaiting = 16;
/**
 * Milliseconds without room for a segment, after which the connection is ended: as long as the peer
 * waits for the next segment of a message.
 */
const stalledTime = proxySarTimeout;
/** Milliseconds, about, that a message takes. */
const messageTime = 10;

/**
 * One end of a GATT bearer connection between a proxy server and a proxy client: a network
 * interface. Mesh Protocol 1.1 §6.3 to §6.6.
 */
export abstract class ProxyInterface<L extends ProxyLayers>
  implements NetworkInterface, ProxyChannel
{
  readonly bearer = "gatt";
  protected readonly layers: L;
  private readonly receiver = new ProxyReceiver();
  private readonly sender: ProxySender;
  /** `onEnd` of the messages that wait. */
  private readonly ends: OutboundPdu["onEnd"][] = [];
  /** Runs while segments of a message are collected. */
  private readonly timer: Timer<ProxyInterface<L>>;
  private network: InterfaceUser | undefined = undefined;
  /** Runs while messages wait for room; made when there is none for the first time. */
  private stall: Timer<ProxyInterface<L>> | undefined = undefined;

  constructor(layers: L) {
    this.layers = layers;
    this.sender = new ProxySender(layers.segmenter, this);
    this.timer = new Timer<ProxyInterface<L>>(layers.clock, segmentMissing, this);
  }

  abstract get room(): number;
  abstract write(value: Uint8Array): boolean;
  abstract disconnect(): void;
  /** Whether a PDU passes the output filter. */
  protected abstract passes(pdu: OutboundPdu): boolean;
  /** Takes a proxy configuration message that is authentic and no repetition. */
  protected abstract configured(pdu: ConfigurationPdu): void;

  open(network: InterfaceUser): void {
    this.network = network;
  }

  get backlog(): number {
    return this.sender.waiting * messageTime;
  }

  send(pdu: OutboundPdu): void {
    const { length, onEnd, payload } = pdu;
    if (!this.passes(pdu)) {
      if (onEnd) this.layers.queue.call(onEnd, false);
    } else this.queue(ProxyPduType.network, payload.slice(0, length), onEnd);
  }

  /** Called by the sender: a message was taken. */
  sent(): void {
    const onEnd = this.ends.shift();
    if (onEnd) this.layers.queue.call(onEnd, true);
  }

  /** There is room for further segments. */
  proceed(): void {
    if (this.sender.proceed()) this.progressed();
  }

  /** Sends a mesh beacon, whose octets are kept. */
  sendBeacon(beacon: Uint8Array): void {
    this.queue(ProxyPduType.beacon, beacon, undefined);
  }

  /** Sends a proxy configuration message: an opcode with parameters. False where no sequence number is left. */
  sendConfiguration(credentials: SecurityCredentials, bytes: Uint8Array): boolean {
    const { address, diagnostics } = this.layers;
    try {
      const pdu = sealConfigurationPdu(this.layers, credentials, address, bytes);
      if (pdu) this.queue(ProxyPduType.configuration, pdu, undefined);
      return pdu !== undefined;
    } catch (error) {
      if (!(error instanceof SequenceError)) throw error;
      diagnostics.drop("proxy.no-sequence", bytes.length);
      return false;
    }
  }

  /** Takes what the peer wrote or notified. */
  receive(value: Uint8Array): void {
    if (!this.collects(value)) return;
    // No local: the deepest calls of a node begin here.
    if (this.receiver.type !== ProxyPduType.network) return this.take(this.receiver);
    this.network?.receive(this, this.receiver.octets!, this.receiver.start, this.receiver.end, 0);
  }

  /** Whether `value` completes a message, which the receiver has then. */
  private collects(value: Uint8Array): boolean {
    const { receiver } = this;
    const outcome = receiver.receive(value);
    if (receiver.collecting) this.timer.start(proxySarTimeout);
    else this.timer.stop();
    if (outcome === ProxyOutcome.deliver) return true;
    const { diagnostics } = this.layers;
    if (outcome === ProxyOutcome.type) diagnostics.drop("proxy.type", value.length);
    else if (outcome === ProxyOutcome.length) diagnostics.drop("proxy.length", value.length);
    else if (outcome === ProxyOutcome.violation) {
      diagnostics.drop("proxy.segment", value.length);
      this.disconnect();
    }
    return false;
  }

  close(): void {
    this.timer.stop();
    this.stall?.stop();
    this.sender.clear();
    for (const onEnd of this.ends) if (onEnd) this.layers.queue.call(onEnd, false);
    this.ends.length = 0;
    this.network = undefined;
  }

  /** The next segment of a message did not come in time. */
  segmentMissing(): void {
    this.layers.diagnostics.drop("proxy.segment-timeout", 0);
    this.disconnect();
  }

  /** There was no room for too long: what waits is lost with the connection. */
  stalled(): void {
    this.layers.diagnostics.drop("proxy.stalled", 0);
    this.disconnect();
  }

  /** Takes a message that is no network PDU. */
  private take({ end, octets, start, type }: ProxyReceiver): void {
    if (type === ProxyPduType.configuration) {
      const pdu = openConfigurationPdu(this.layers, octets!, start, end);
      if (pdu && this.isNew(pdu)) this.configured(pdu);
    } else if (type !== ProxyPduType.beacon)
      // Provisioning PDUs belong to the other service. §6.3.1
      this.layers.diagnostics.drop("proxy.type", end - start);
    // Devices that wait for provisioning are heard by the radio alone.
    else if (octets![start] !== unprovisionedBeaconType)
      this.layers.receiveBeacon(octets!, start, end);
    else this.layers.diagnostics.drop("beacon.unknown-type", end - start);
  }

  private isNew({ end, ivIndex, seq, src, start }: ConfigurationPdu): boolean {
    const { configured, diagnostics, replay } = this.layers;
    if (replay.isNew(src, ivIndex, seq) && configured.admit(src, ivIndex, seq)) return true;
    diagnostics.drop("network.replay", end - start);
    return false;
  }

  /** A peer that is too slow loses the message. */
  private queue(type: number, message: Uint8Array, onEnd: OutboundPdu["onEnd"]): void {
    if (this.sender.waiting >= mostWaiting) {
      this.layers.diagnostics.drop("proxy.queue-full", message.length);
      if (onEnd) this.layers.queue.call(onEnd, false);
      return;
    }
    this.ends.push(onEnd);
    this.sender.send(type, message);
    if (this.sender.waiting === 1) this.progressed();
  }

  /** The time without room begins again while messages wait, and ends where none does. */
  private progressed(): void {
    if (this.sender.waiting === 0) return this.stall?.stop();
    this.stall ??= new Timer<ProxyInterface<L>>(this.layers.clock, stalled, this);
    this.stall.start(stalledTime);
  }
}

function stalled<L extends ProxyLayers>(connection: ProxyInterface<L>): void {
  connection.stalled();
}

function segmentMissing<L extends ProxyLayers>(connection: ProxyInterface<L>): void {
  connection.segmentMissing();
}
