import { frozen } from "../base/frozen.js";
import type { RunQueue } from "../base/run-queue.js";
import type { DeviceKey } from "../crypto/application-key.js";
import type { Diagnostics } from "../base/diagnostics.js";
import type { Clock } from "../host/clock.js";
import type { DropReason } from "../host/drop-reason.js";
import {
  type NetworkReceiver,
  openedByDeviceKey,
  type OpenedMessages,
} from "../host/network-receiver.js";
import { isUnicast, isVirtual } from "../network/address.js";
import type { Network } from "../network/network.js";
import type { NetworkUser } from "../network/network-options.js";
import type { ReceivedPdu } from "../network/network-pdu.js";
import type { SecurityCredentials } from "../network/security-credentials.js";
import type { Sequence } from "../network/sequence.js";
import type { NetworkSettings } from "../network/settings.js";
import { ControlMessages, ControlOpcode } from "./control-messages.js";
import { maximumUnsegmentedAccess } from "./lower-transport-pdu.js";
import { tellGroups, tellKeys } from "./message-opener.js";
import type { ReassembledMessage } from "./reassembled-message.js";
import { Reassembly, type ReassemblyUser } from "./reassembly.js";
import { RelayDistances } from "./relay-distance.js";
import type { ReplayCandidate, ReplayList } from "./replay-list.js";
import type { SarStates } from "./sar-configuration.js";
import { Segmentation, type SegmentationUser } from "./segmentation.js";
import { checkKey, type Transfer } from "./segmented-message.js";
import type { TransportKeys } from "./transport-keys.js";
import type { ReceivedAccess, TransportUser } from "./transport-user.js";
import { UpperTransportCodec } from "./upper-transport.js";

export interface TransportOptions {
  /** Segmented messages at once that are being reassembled, or kept to acknowledge repeated segments. */
  readonly incomingMessages: number;
  readonly network: Network;
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly diagnostics: Diagnostics;
  readonly sequence: Sequence;
  readonly replay: Pick<ReplayList, "isNew" | "segmented" | "table">;
  readonly settings: NetworkSettings;
  readonly sar: SarStates;
}

/** An access message to be sent. Transport keeps it until `onEnd` was called. */
export interface AccessTransfer extends Transfer {
  /** Segmented though it would fit into one PDU: acknowledged by the transport layer. */
  readonly segmented?: boolean;
}

/** An upper transport access PDU that is complete. */
interface UpperAccessPdu extends ReplayCandidate {
  readonly dst: number;
  readonly ttl: number;
  readonly credentials: SecurityCredentials;
  /** AKF and AID. */
  readonly type: number;
  readonly longMic: boolean;
  readonly rssi: number;
}

/** The labels of an address that is not virtual. */
const noLabel: readonly undefined[] = frozen([undefined]);

const noOctets: Uint8Array = frozen(new Uint8Array(0));

/** SEQ of a message that the node sent to itself: it does not get to the replay protection list. */
const noSeq = -1;

const accessKeyFlag = 0x40;
const shortMic = 4; // octets of the TransMIC of an unsegmented message

/** The lower and upper transport layers of a provisioned node. Mesh Protocol 1.1 §3.5, §3.6. */
export class Transport implements NetworkUser, OpenedMessages, ReassemblyUser, SegmentationUser {
  /** Transport control messages: the handler of each opcode. */
  readonly control: ControlMessages;
  private readonly options: TransportOptions;
  private readonly codec = new UpperTransportCodec();
  private readonly distances = new RelayDistances();
  private readonly reassembly: Reassembly;
  private readonly segmentation: Segmentation;
  /** Undefined before there is one, and when the layer is closed. */
  private user: TransportUser | undefined;
  /** Opens messages for `receiveOpened`; undefined where none does. */
  private opener: NetworkReceiver | undefined;
  private length = 0; // of the message in `opened` that TypeScript decrypted
  private label: Uint8Array | undefined;
  /** Identifies the message that was opened last. */
  private readonly candidate = {
    src: 0,
    ivIndex: 0,
    seq: 0,
    firstSeq: 0,
    segmented: false,
    bytes: noOctets,
  };

  /** Processes what the network layer receives from now on. */
  constructor(options: TransportOptions) {
    this.options = options;
    const distances = this.distances;
    this.segmentation = new Segmentation({ ...options, distances, user: this });
    const control = new ControlMessages({ ...options, distances, sender: this.segmentation });
    control.on(ControlOpcode.segmentAcknowledgment, this.segmentation);
    this.control = control;
    this.reassembly = new Reassembly({ ...options, control, user: this });
    options.network.attach(this);
  }

  /** Passes messages for this node to the access layer from now on. */
  attach(user: TransportUser): void {
    this.user = user;
  }

  /** Lets the radio open messages for this node, where it can; `addresses` that models are subscribed to. Called once. */
  open(addresses: Iterable<number>): void {
    const { network, replay } = this.options;
    const receiver = network.judging;
    if (receiver?.openMessages?.(this, replay.table) !== true) return;
    this.opener = receiver;
    this.reassembly.follow(receiver);
    this.subscriptionsChanged(addresses);
    this.keysChanged();
  }

  /** To be called when the application or device keys changed. */
  keysChanged(): void {
    if (this.opener && this.user) tellKeys(this.opener, this.user);
  }

  /** To be called when the addresses changed that models are subscribed to. */
  subscriptionsChanged(addresses: Iterable<number>): void {
    if (this.opener) tellGroups(this.opener, addresses);
  }

  listensTo(address: number): boolean {
    return this.user?.listensTo(address) === true || this.control.listensTo(address);
  }

  /** Whether segmented messages are being sent: the transmit IV Index must not change. §3.11.5 */
  get busy(): boolean {
    return this.segmentation.busy;
  }

  /** Whether a segmented message of this source to this address has begun and is not complete. */
  isReceiving(src: number, dst: number): boolean {
    return this.reassembly.isReceiving(src, dst);
  }

  /** Calls back once when no segmented message is being sent; until then no other one starts. */
  whenIdle(callback: () => void): void {
    this.segmentation.whenIdle(callback);
  }

  /**
   * Sends an access message: a segmented one from the run queue, when those before it have
   * ended. Throws TransportError "no-room" where too many of those wait, SequenceError where
   * there is no sequence number for an unsegmented one; of a segmented one `onEnd` gets it.
   */
  send(transfer: AccessTransfer): void {
    const { dst, longMic, payload, segmented, ttl } = transfer;
    const unicast = isUnicast(dst);
    // A group that is listened to for control messages alone gets no access messages.
    if (this.options.network.isLocal(dst) && (unicast || this.user?.listensTo(dst) === true)) {
      // §3.4.5.2: what has TTL 1 passes no output filter but that of the local interface.
      const stays = unicast || ttl === 1;
      this.segmentation.sendLocal(transfer, stays);
      if (stays) return;
    }
    const fits = payload.length + shortMic <= maximumUnsegmentedAccess;
    if (segmented || longMic || !fits) this.segmentation.sendSegmented(transfer);
    else this.segmentation.sendUnsegmented(transfer);
  }

  seal(transfer: Transfer, seq: number, ivIndex: number): Uint8Array {
    const { aid, dst, key, label, longMic = false, payload, src } = transfer;
    const device = aid === undefined;
    checkKey(transfer);
    return this.codec.seal(key, { ivIndex, seq, src, dst, longMic, device }, payload, label);
  }

  receive(pdu: Readonly<ReceivedPdu>): void {
    const { bytes, control, end, ivIndex, seq, src, start } = pdu;
    // A message of the node to itself is unsegmented, and no replay.
    if (pdu.interface.bearer === "local") return this.receiveLocal(pdu);
    // The number is entered when the message is authenticated, before a model gets it.
    if (!this.options.replay.isNew(src, ivIndex, seq))
      return this.options.diagnostics.drop("network.replay", end - start);
    const first = bytes[start]!;
    if ((first & 0x80) !== 0) return this.reassembly.receive(pdu);
    if (control) return this.receiveControl(pdu, first);
    const { dst, ttl, credentials, rssi } = pdu;
    this.options.queue.post(Transport.#receiveAccess, this, {
      src,
      dst,
      ttl,
      seq,
      firstSeq: seq,
      segmented: false,
      ivIndex,
      credentials,
      type: first,
      longMic: false,
      bytes: bytes.slice(start + 1, end),
      rssi,
    });
  }

  /** For the receiver that opens messages: it has its octets here. */
  get opened(): Uint8Array {
    return this.codec.clear;
  }

  /** An entry of the run queue, with a short stack: nothing is posted, unless other work waits. */
  receiveOpened(
    src: number,
    dst: number,
    ttl: number,
    seq: number,
    ivIndex: number,
    keys: number,
    octets: number,
    rssi: number,
  ): boolean {
    const { queue, settings } = this.options;
    const user = this.user;
    if (queue.waiting > 0 || user === undefined) return false;
    queue.entered = true;
    const distances = this.distances;
    // Most PDUs have the distance of the last one, for which a comparison costs less than a call.
    if (src !== distances.source || ttl === 0 || ttl + distances.between !== settings.defaultTtl)
      distances.heard(src, ttl, settings.defaultTtl);
    const pdu = this.candidate;
    pdu.src = src;
    pdu.ivIndex = ivIndex;
    pdu.seq = pdu.firstSeq = seq;
    const device = keys >= openedByDeviceKey;
    const index = keys & 0xfff;
    const message = {
      src,
      dst,
      ttl,
      netKeyIndex: (keys >> 12) & 0xfff,
      appKeyIndex: device ? undefined : index,
      deviceKey: device ? user.ownDeviceKeys![index] : undefined,
      rssi,
    };
    user.receive(message, this.codec.clear, octets & 15, undefined, pdu, octets >> 4);
    if (this.control.used) this.setMark(pdu);
    if (queue.waiting > 0) queue.leave();
    else queue.entered = false;
    return true;
  }

  private receiveLocal(pdu: Readonly<ReceivedPdu>): void {
    const { bytes, credentials, dst, end, ivIndex, rssi, seq, src, start, ttl } = pdu;
    this.options.queue.post(Transport.#receiveAccess, this, {
      src,
      dst,
      ttl,
      seq: noSeq,
      firstSeq: seq,
      segmented: false,
      ivIndex,
      credentials,
      type: bytes[start]!,
      longMic: false,
      bytes: bytes.slice(start + 1, end),
      rssi,
    });
  }

  reassembled({ highestSeq, identity }: ReassembledMessage, bytes: Uint8Array, rssi: number): void {
    const { src, dst, ttl, credentials, control, type, longMic, seq, ivIndex } = identity;
    const from = identity.interface;
    if (control) {
      const received = { opcode: type, parameters: bytes, credentials, interface: from };
      const message = { ...received, src, dst, ttl, ivIndex, seq: highestSeq };
      return this.control.receive(message, bytes.length);
    }
    this.options.queue.post(Transport.#receiveAccess, this, {
      src,
      dst,
      ttl,
      seq: highestSeq,
      firstSeq: seq,
      segmented: true,
      ivIndex,
      credentials,
      type,
      longMic,
      bytes,
      rssi,
    });
  }

  /** Cancels the messages that are being sent; `onEnd` gets a TransportError "cancelled". */
  cancel(): void {
    this.segmentation.cancel();
  }

  /** Closes the layer; transfers are cancelled as by `cancel`. */
  close(): void {
    this.user = undefined;
    this.opener = undefined;
    this.segmentation.cancel();
    this.reassembly.close();
    this.control.close();
  }

  private receiveControl(pdu: Readonly<ReceivedPdu>, opcode: number): void {
    const { bytes, credentials, dst, end, ivIndex, seq, src, start, ttl } = pdu;
    const parameters = bytes.slice(start + 1, end);
    const from = pdu.interface;
    this.control.receive(
      { opcode, parameters, credentials, interface: from, src, dst, ttl, ivIndex, seq },
      end - start,
    );
  }

  static #receiveAccess(transport: Transport, pdu: UpperAccessPdu): void {
    const user = transport.user;
    if (user === undefined) return;
    const message = transport.decrypt(pdu, user);
    if (typeof message === "string") return transport.refuse(message, pdu);
    const replay = pdu.seq === noSeq ? undefined : pdu;
    user.receive(message, transport.opened, transport.length, transport.label, replay);
    if (transport.control.used) transport.setMark(pdu);
  }

  /** Drops a message that cannot be decrypted. */
  private refuse(reason: DropReason, { bytes, dst, src, type }: UpperAccessPdu): void {
    const { diagnostics } = this.options;
    diagnostics.drop(reason, bytes.length);
    if (!diagnostics.tracing) return;
    const device = (type & accessKeyFlag) === 0;
    diagnostics.emit({ type: "access.refused", reason, src, dst, device });
  }

  /** Reports an authentic message to the replay protection of control messages. */
  private setMark({ firstSeq, ivIndex, src }: ReplayCandidate): void {
    if (!this.options.replay.isNew(src, ivIndex, firstSeq))
      this.control.authentic(src, ivIndex, firstSeq);
  }

  /** The message, with its octets in `opened`, their number and the label in fields; or why it is dropped. */
  private decrypt(pdu: UpperAccessPdu, keys: TransportKeys): ReceivedAccess | DropReason {
    const { type, credentials, longMic, src, dst, firstSeq: seq, ivIndex } = pdu;
    const subnetIndex = credentials.subnet.netKeyIndex;
    const device = (type & accessKeyFlag) === 0;
    if (device && ((type & 0x3f) !== 0 || !isUnicast(dst))) return "transport.address";
    const upper = { ivIndex, seq, src, dst, longMic, device };
    let tried = false;
    if (device) {
      for (const key of keys.deviceKeys(src, dst)) {
        tried = true;
        const length = this.codec.open(key, upper, pdu.bytes, 0, pdu.bytes.length, undefined);
        if (length >= 0) return this.received(pdu, length, undefined, key, undefined);
      }
      return tried ? "transport.decrypt" : "transport.no-key";
    }
    const labels = isVirtual(dst) ? keys.labels(dst) : noLabel;
    for (const { appKeyIndex, netKeyIndex, key, newKey } of keys.applicationKeys) {
      if (netKeyIndex !== subnetIndex) continue;
      for (let candidate = key; ; candidate = newKey!) {
        for (let i = 0; candidate.aid === (type & 0x3f) && i < labels.length; i++) {
          tried = true;
          const label = labels[i];
          const length = this.codec.open(candidate, upper, pdu.bytes, 0, pdu.bytes.length, label);
          if (length >= 0) return this.received(pdu, length, appKeyIndex, undefined, label);
        }
        if (candidate === newKey || !newKey) break;
      }
    }
    return tried ? "transport.decrypt" : "transport.no-key";
  }

  private received(
    pdu: UpperAccessPdu,
    length: number,
    appKeyIndex: number | undefined,
    deviceKey: DeviceKey | undefined,
    label: Uint8Array | undefined,
  ): ReceivedAccess {
    const { src, dst, ttl, rssi, credentials } = pdu;
    if (pdu.seq !== noSeq) this.distances.heard(src, ttl, this.options.settings.defaultTtl);
    this.length = length;
    this.label = label;
    const { netKeyIndex } = credentials.subnet;
    return { src, dst, ttl, netKeyIndex, appKeyIndex, deviceKey, rssi };
  }
}
