import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import { Timer } from "../base/timer.js";
import { ProxyOutcome, ProxyPduType, proxySarTimeout } from "../bearer/proxy-pdu.js";
import { ProxyReceiver } from "../bearer/proxy-receiver.js";
import { type ProxyChannel, type ProxySegmenter, ProxySender } from "../bearer/proxy-sender.js";
import type { Clock } from "../host/clock.js";
import type { GattCharacteristic, GattConnection, GattServer } from "../host/gatt.js";
import { ClearPdu } from "../host/network-cipher.js";
import {
  type ConfigurationPdu,
  openConfigurationPdu,
  sealConfigurationPdu,
} from "../network/configuration-pdu.js";
import type { InterfaceUser, NetworkInterface, OutboundPdu } from "../network/network-interface.js";
import { ProxyFilter } from "../network/proxy-filter.js";
import type { Network } from "../network/network.js";
import { type Sequence, SequenceError } from "../network/sequence.js";
import type { SecurityCredentials } from "../network/security-credentials.js";
import type { ReplayList } from "../transport/replay-list.js";
import {
  ConfigurationResult,
  configureFilter,
  encodeFilterStatus,
} from "./configuration-messages.js";

/** What the clients of a proxy server share. */
export interface ProxyClientLayers {
  readonly gatt: GattServer;
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly diagnostics: Diagnostics;
  readonly network: Network;
  readonly sequence: Sequence;
  readonly replay: ReplayList;
  readonly segmenter: ProxySegmenter;
  /** Mesh Proxy Data Out. */
  readonly dataOut: GattCharacteristic;
  /** Unicast address of the primary element. */
  readonly address: number;
  /** Takes a beacon that a client sent, as from the air. */
  receiveBeacon(octets: Uint8Array, start: number, end: number): void;
}

/** Messages that wait for a client that is slow; further ones are dropped. */
const mostWaiting = 16;
/** Milliseconds, about, that a message takes to a client. */
const messageTime = 10;

/**
 * A client of the proxy server, from its subscription on: a network interface with the client's
 * output filter. Mesh Protocol 1.1 §6.3 to §6.6.
 */
export class ProxyConnection implements NetworkInterface, ProxyChannel {
  readonly bearer = "gatt";
  readonly connection: GattConnection;
  readonly filter = new ProxyFilter();
  /** Whether the client gets Mesh Private beacons instead of Secure Network beacons: fixed for the connection's life. §6.7 */
  readonly privateBeacons: boolean;
  private readonly server: ProxyClientLayers;
  private readonly receiver = new ProxyReceiver();
  private readonly sender: ProxySender;
  /** Runs while segments of a message are collected. */
  private readonly timer: Timer<ProxyConnection>;
  private network: InterfaceUser | undefined = undefined;
  /** IV Index and SEQ of the last configuration message of the client. */
  private lastIvIndex = -1;
  private lastSeq = -1;

  constructor(server: ProxyClientLayers, connection: GattConnection, privateBeacons: boolean) {
    this.server = server;
    this.connection = connection;
    this.privateBeacons = privateBeacons;
    this.sender = new ProxySender(server.segmenter, this);
    this.timer = new Timer(server.clock, ProxyConnection.#segmentMissing, this);
  }

  open(network: InterfaceUser): void {
    this.network = network;
  }

  get backlog(): number {
    return this.sender.waiting * messageTime;
  }

  /** The part of the node that is asked by `ProxySender`: octets of one notification. */
  get room(): number {
    return this.server.gatt.mtu(this.connection) - 3;
  }

  write(value: Uint8Array): boolean {
    return this.server.gatt.notify(this.connection, this.server.dataOut, value);
  }

  send({ clear, length, onEnd, payload }: OutboundPdu): void {
    const destination = (clear[ClearPdu.dst]! << 8) | clear[ClearPdu.dst + 1]!;
    const passes = this.filter.passes(destination);
    const sent = passes && this.queue(ProxyPduType.network, payload.slice(0, length));
    if (onEnd) this.server.queue.call(onEnd, sent);
  }

  /** Sends a mesh beacon, whose octets are kept. */
  sendBeacon(beacon: Uint8Array): void {
    this.queue(ProxyPduType.beacon, beacon);
  }

  /** There is room for notifications again. */
  proceed(): void {
    this.sender.proceed();
  }

  /** A network PDU of this source came from the client. */
  heard(source: number): void {
    this.filter.heard(source);
  }

  /** Takes what the client wrote. */
  receive(value: Uint8Array): void {
    const { diagnostics } = this.server;
    const { receiver } = this;
    const outcome = receiver.receive(value);
    if (receiver.collecting) this.timer.start(proxySarTimeout);
    else this.timer.stop();
    switch (outcome) {
      case ProxyOutcome.deliver:
        return this.take(receiver.type, receiver.octets!, receiver.start, receiver.end);
      case ProxyOutcome.type:
        return diagnostics.drop("proxy.type", value.length);
      case ProxyOutcome.length:
        return diagnostics.drop("proxy.length", value.length);
      case ProxyOutcome.violation:
        diagnostics.drop("proxy.segment", value.length);
        this.server.gatt.disconnect(this.connection);
    }
  }

  close(): void {
    this.timer.stop();
    this.sender.clear();
    this.network = undefined;
  }

  private take(type: number, octets: Uint8Array, start: number, end: number): void {
    switch (type) {
      case ProxyPduType.network:
        this.network?.receive(this, octets, start, end, 0);
        return;
      case ProxyPduType.beacon:
        return this.server.receiveBeacon(octets, start, end);
      case ProxyPduType.configuration: {
        const pdu = openConfigurationPdu(this.server, octets, start, end);
        if (pdu) this.configure(pdu);
        return;
      }
      default:
        // Provisioning PDUs belong to the other service. §6.3.1
        this.server.diagnostics.drop("proxy.type", end - start);
    }
  }

  private configure(pdu: ConfigurationPdu): void {
    const { diagnostics, replay } = this.server;
    const { bytes, end, ivIndex, seq, src, start } = pdu;
    const repeated =
      ivIndex < this.lastIvIndex || (ivIndex === this.lastIvIndex && seq <= this.lastSeq);
    if (repeated || !replay.isNew(src, ivIndex, seq))
      return diagnostics.drop("network.replay", end - start);
    this.lastIvIndex = ivIndex;
    this.lastSeq = seq;
    const result = configureFilter(this.filter, bytes, start, end);
    if (result >= ConfigurationResult.opcode)
      return diagnostics.drop("proxy.configuration", end - start);
    if (result === ConfigurationResult.full) diagnostics.drop("proxy.filter-full", end - start);
    this.answer(pdu.credentials);
  }

  private answer(credentials: SecurityCredentials): void {
    const { address, diagnostics } = this.server;
    const status = encodeFilterStatus(this.filter);
    try {
      const pdu = sealConfigurationPdu(this.server, credentials, address, status);
      if (pdu) this.queue(ProxyPduType.configuration, pdu);
    } catch (error) {
      if (!(error instanceof SequenceError)) throw error;
      diagnostics.drop("proxy.no-sequence", status.length);
    }
  }

  /** False if the client is too slow: the message is dropped. */
  private queue(type: ProxyPduType, message: Uint8Array): boolean {
    if (this.sender.waiting >= mostWaiting) {
      this.server.diagnostics.drop("proxy.queue-full", message.length);
      return false;
    }
    this.sender.send(type, message);
    return true;
  }

  static #segmentMissing(connection: ProxyConnection): void {
    const { diagnostics, gatt } = connection.server;
    diagnostics.drop("proxy.segment-timeout", 0);
    gatt.disconnect(connection.connection);
  }
}
