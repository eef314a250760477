import type { Diagnostics } from "../base/diagnostics.js";
import { frozen } from "../base/frozen.js";
import type { DeviceKey } from "../crypto/application-key.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import type { DropReason } from "../host/drop-reason.js";
import { isUnicast, isVirtual } from "../network/address.js";
import type { Network, TransportReceiver } from "../network/network.js";
import type { NetworkFields } from "../network/network-fields.js";
import type { ReplayCandidate, ReplayList } from "./replay-list.js";
import type { Sequence } from "../network/sequence.js";
import type { NetworkSettings } from "../network/settings.js";
import type { Subnet } from "../network/subnets.js";
import { ControlMarks } from "./control-marks.js";
import { Incoming } from "./incoming.js";
import {
  decodeAcknowledgment,
  type SegmentAcknowledgment,
  maximumUnsegmentedAccess,
  segmentAcknowledgmentOpcode,
} from "./lower-transport-pdu.js";
import { Outgoing } from "./outgoing.js";
import { type OutgoingTransfer, TransportError } from "./outgoing-message.js";
import { RelayDistances } from "./relay-distance.js";
import type { SarStates } from "./sar-configuration.js";
import type { TransportKeys } from "./transport-keys.js";
import { UpperTransportCodec } from "./upper-transport.js";

/** An access message as it came; `payload[0..length)` is only good during the call. */
export interface ReceivedAccess {
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  readonly netKeyIndex: number;
  /** The AppKey's index, or undefined where a device key was used. */
  readonly appKeyIndex: number | undefined;
  /** The device key that fitted, where one was used. */
  readonly deviceKey: DeviceKey | undefined;
  readonly payload: Uint8Array;
  readonly length: number;
  /** The Label UUID that it was sent to, where `dst` is virtual. */
  readonly label: Uint8Array | undefined;
  readonly rssi: number;
  /** What it was before, for the replay list. */
  readonly pdu: ReplayCandidate;
}

export interface TransportOptions {
  /** Segmented messages that are put together, or remembered to acknowledge their repeats, at once. */
  readonly incomingMessages: number;
  readonly network: Network;
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly diagnostics: Diagnostics;
  readonly sequence: Sequence;
  readonly replay: Pick<ReplayList, "isNew" | "segmented">;
  readonly keys: TransportKeys;
  readonly settings: NetworkSettings;
  readonly sar: SarStates;
  readonly onAccess: (message: ReceivedAccess) => void;
}

/** An access message on its way out. Transport keeps it until it is through. */
export interface AccessTransfer extends OutgoingTransfer {
  /** Segmented though it would fit into one PDU: acknowledged by the transport layer. */
  readonly segmented?: boolean;
}

/** An upper transport access PDU that is complete. */
interface UpperAccessPdu extends ReplayCandidate {
  readonly dst: number;
  readonly ttl: number;
  readonly subnet: Subnet;
  /** AKF and AID. */
  readonly type: number;
  readonly longMic: boolean;
  readonly rssi: number;
}

/** A lower transport control PDU on its way out. */
interface ControlPdu {
  readonly subnet: Subnet;
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  readonly control: true;
  readonly bytes: Uint8Array;
}

/** A Segment Acknowledgment message of so many octets. */
interface ReceivedAcknowledgment {
  readonly subnet: Subnet;
  readonly ttl: number;
  readonly ivIndex: number;
  readonly seq: number;
  readonly src: number;
  readonly dst: number;
  readonly ack: SegmentAcknowledgment;
  readonly octets: number;
}

/** The labels that an address has which is no virtual one. */
const noLabel: readonly undefined[] = frozen([undefined]);

/** Sources whose control messages are remembered at a time. */
const controlSources = 16;

const accessKeyFlag = 0x40;
/** Octets of the TransMIC of an unsegmented message. */
const shortMic = 4;

/** The lower and upper transport layers of a provisioned node. Mesh Protocol 1.1 §3.5, §3.6. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #codec = new UpperTransportCodec();
  readonly #distances = new RelayDistances();
  readonly #controlMarks = new ControlMarks(controlSources);
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  #closed = false;

  constructor(options: TransportOptions) {
    this.#options = options;
    const distances = this.#distances;
    this.#outgoing = new Outgoing({
      ...options,
      distances,
      seal: (transfer, seq, ivIndex) => this.#seal(transfer, seq, ivIndex),
    });
    this.#incoming = new Incoming({
      ...options,
      sendControl: (subnet, src, dst, ttl, bytes) =>
        options.queue.post(Transport.#sendControl, this, {
          subnet,
          src,
          dst,
          ttl,
          control: true,
          bytes,
        }),
      onComplete: ({ highestSeq, identity }, bytes, rssi) => {
        const { src, dst, ttl, subnet, control, type, longMic, seq, ivIndex } = identity;
        if (control) return options.diagnostics.drop("transport.unknown-control", bytes.length);
        options.queue.post(Transport.#receiveAccess, this, {
          src,
          dst,
          ttl,
          seq: highestSeq,
          firstSeq: seq,
          segmented: true,
          ivIndex,
          subnet,
          type,
          longMic,
          bytes,
          rssi,
        });
      },
    });
  }

  /** Whether segmented messages are under way: the transmit IV Index must not change. */
  get busy(): boolean {
    return this.#outgoing.busy;
  }

  /** Calls back once when none is; until then no other one begins. */
  whenIdle(callback: () => void): void {
    this.#outgoing.whenIdle(callback);
  }

  /**
   * Sends an access message: a segmented one from the run queue, as its turn comes.
   * Throws TransportError "no-room" where too many of those wait, SequenceError where
   * no sequence number can be had for an unsegmented one; `onEnd` gets it of the others.
   */
  send(transfer: AccessTransfer): void {
    const { longMic, payload, segmented } = transfer;
    const fits = payload.length + shortMic <= maximumUnsegmentedAccess;
    if (segmented || longMic || !fits) this.#outgoing.sendSegmented(transfer);
    else this.#outgoing.sendUnsegmented(transfer);
  }

  #seal(transfer: OutgoingTransfer, seq: number, ivIndex: number): Uint8Array {
    const { aid, dst, key, label, longMic = false, payload, src } = transfer;
    const device = aid === undefined;
    // The message may have waited until its AppKey was deleted.
    if (!device && !this.#holds(key))
      throw new TransportError("cancelled", "the message's AppKey was deleted");
    return this.#codec.seal(key, { ivIndex, seq, src, dst, longMic, device }, payload, label);
  }

  /** Takes what the network layer delivers. */
  readonly receive: TransportReceiver = (fields, subnet, bytes, start, end, rssi) => {
    const { diagnostics, replay } = this.#options;
    const octets = end - start;
    // The number is entered when the message turns out to be authentic, and a model gets it.
    if (!replay.isNew(fields.src, fields.ivIndex, fields.seq))
      return diagnostics.drop("network.replay", octets);
    if ((bytes[start]! & 0x80) !== 0)
      return this.#incoming.receive(fields, subnet, bytes, start, end, rssi);
    if (fields.control) return this.#receiveControl(subnet, fields, bytes, start, end);
    this.#options.queue.post(Transport.#receiveAccess, this, {
      src: fields.src,
      dst: fields.dst,
      ttl: fields.ttl,
      seq: fields.seq,
      firstSeq: fields.seq,
      segmented: false,
      ivIndex: fields.ivIndex,
      subnet,
      type: bytes[start]!,
      longMic: false,
      bytes: bytes.slice(start + 1, end),
      rssi,
    });
  };

  /** Gives up what is being sent; `onEnd` gets a TransportError "cancelled". */
  cancel(): void {
    this.#outgoing.cancel();
  }

  /** Ends; transfers are given up as by `cancel`. */
  close(): void {
    this.#closed = true;
    this.#outgoing.cancel();
    this.#incoming.close();
  }

  /** A PDU of `src` that is genuine came with this TTL. */
  #heard(src: number, ttl: number): void {
    this.#distances.heard(src, ttl, this.#options.settings.defaultTtl);
  }

  #holds(key: DeviceKey): boolean {
    return this.#options.keys.applicationKeys.some(
      (entry) => entry.key === key || entry.newKey === key,
    );
  }

  #receiveControl(
    subnet: Subnet,
    { src, dst, ttl, ivIndex, seq }: Readonly<NetworkFields>,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const { diagnostics } = this.#options;
    if (!this.#controlMarks.isNew(src, ivIndex, seq))
      return diagnostics.drop("network.replay", end - start);
    if ((bytes[start]! & 0x7f) !== segmentAcknowledgmentOpcode)
      return diagnostics.drop("transport.unknown-control", end - start);
    const ack = decodeAcknowledgment(bytes, start, end);
    if (!ack) return diagnostics.drop("transport.length", end - start);
    this.#options.queue.post(Transport.#acknowledge, this, {
      subnet,
      src,
      dst,
      ttl,
      ivIndex,
      seq,
      ack,
      octets: end - start,
    });
  }

  // What is run from the queue: by then the layer may be closed.

  static #sendControl(transport: Transport, pdu: ControlPdu): void {
    if (!transport.#closed) transport.#outgoing.sendPdu(pdu);
  }

  static #acknowledge(
    transport: Transport,
    { subnet, src, dst, ttl, ivIndex, seq, ack, octets }: ReceivedAcknowledgment,
  ): void {
    if (transport.#closed) return;
    if (!transport.#outgoing.acknowledge(subnet, src, dst, ack))
      return transport.#options.diagnostics.drop("transport.unknown-ack", octets);
    transport.#controlMarks.enter(src, ivIndex, seq);
    transport.#heard(src, ttl);
  }

  static #receiveAccess(transport: Transport, pdu: UpperAccessPdu): void {
    if (transport.#closed) return;
    const message = transport.#open(pdu);
    if (typeof message === "string")
      return transport.#options.diagnostics.drop(message, pdu.bytes.length);
    transport.#options.onAccess(message);
    if (transport.#controlMarks.used > 0) transport.#setMark(pdu);
  }

  /** A message that a model got was new, and is authentic. */
  #setMark({ firstSeq, ivIndex, src }: UpperAccessPdu): void {
    if (!this.#options.replay.isNew(src, ivIndex, firstSeq))
      this.#controlMarks.authentic(src, ivIndex, firstSeq);
  }

  /** The message, or why it is dropped. Its payload is only good until the next one is opened. */
  #open(pdu: UpperAccessPdu): ReceivedAccess | DropReason {
    const { keys } = this.#options;
    const { type, subnet, longMic, src, dst, firstSeq: seq, ivIndex } = pdu;
    const device = (type & accessKeyFlag) === 0;
    if (device && ((type & 0x3f) !== 0 || !isUnicast(dst))) return "transport.address";
    const upper = { ivIndex, seq, src, dst, longMic, device };
    let tried = false;
    if (device) {
      for (const key of keys.deviceKeys(src, dst)) {
        tried = true;
        const length = this.#codec.open(key, upper, pdu.bytes, 0, pdu.bytes.length, undefined);
        if (length >= 0) return this.#received(pdu, length, undefined, key, undefined);
      }
      return tried ? "transport.decrypt" : "transport.no-key";
    }
    const labels = isVirtual(dst) ? keys.labels(dst) : noLabel;
    for (const { appKeyIndex, netKeyIndex, key, newKey } of keys.applicationKeys) {
      if (netKeyIndex !== subnet.netKeyIndex) continue;
      for (let candidate = key; ; candidate = newKey!) {
        for (let i = 0; candidate.aid === (type & 0x3f) && i < labels.length; i++) {
          tried = true;
          const label = labels[i];
          const length = this.#codec.open(candidate, upper, pdu.bytes, 0, pdu.bytes.length, label);
          if (length >= 0) return this.#received(pdu, length, appKeyIndex, undefined, label);
        }
        if (candidate === newKey || !newKey) break;
      }
    }
    return tried ? "transport.decrypt" : "transport.no-key";
  }

  #received(
    pdu: UpperAccessPdu,
    length: number,
    appKeyIndex: number | undefined,
    deviceKey: DeviceKey | undefined,
    label: Uint8Array | undefined,
  ): ReceivedAccess {
    const { src, dst, ttl, rssi, subnet } = pdu;
    const { netKeyIndex } = subnet;
    this.#heard(src, ttl);
    const payload = this.#codec.clear;
    return {
      src,
      dst,
      ttl,
      netKeyIndex,
      appKeyIndex,
      deviceKey,
      payload,
      length,
      label,
      rssi,
      pdu,
    };
  }
}
