import type { Diagnostics } from "../base/diagnostics.js";
import type { Clock } from "../host/clock.js";
import { isUnicast } from "../network/address.js";
import type { NetworkReceiver } from "../host/network-receiver.js";
import type { Network } from "../network/network.js";
import type { ReceivedPdu } from "../network/network-pdu.js";
import type { ReplayList } from "./replay-list.js";
import type { NetworkSettings } from "../network/settings.js";
import type { ControlMessages } from "./control-messages.js";
import {
  ReassembledMessage,
  type ReassembledMessageOptions,
  type ReassembledMessageUser,
} from "./reassembled-message.js";
import {
  allSegments,
  decodeSegmentHeader,
  encodeAcknowledgment,
  type SegmentHeader,
  sequenceOfFirst,
} from "./lower-transport-pdu.js";
import type { SarStates } from "./sar-configuration.js";

/** The upper transport layer, as the reassembly sees it. */
export interface ReassemblyUser {
  /**
   * Processes a message whose last segment was received with this RSSI. Called from deep in
   * the stack, before the message is acknowledged.
   */
  reassembled(message: ReassembledMessage, bytes: Uint8Array, rssi: number): void;
}

export interface ReassemblyOptions {
  /** Messages at once that are being reassembled, or kept to acknowledge repeated segments. */
  readonly incomingMessages: number;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly replay: Pick<ReplayList, "segmented">;
  readonly settings: NetworkSettings;
  readonly sar: Pick<SarStates, "sarReceiver">;
  readonly network: Pick<Network, "backlog">;
  readonly control: Pick<ControlMessages, "sendSoon">;
  readonly user: ReassemblyUser;
}

/** Messages from one source to one destination that are reassembled at once; of more the one without a segment for longest is dropped. */
const sideBySide = 2;

/** Reassembly of all segmented messages. Mesh Protocol 1.1 §3.5.3.4. */
export class Reassembly implements ReassembledMessageUser {
  private readonly options: ReassemblyOptions;
  private readonly shared: ReassembledMessageOptions;
  private readonly header: SegmentHeader = {
    type: 0,
    longMic: false,
    seqZero: 0,
    segO: 0,
    segN: 0,
  };
  private messages: ReassembledMessage[] = [];
  /** How often any message had a segment. */
  private uses = 0;
  /** RSSI of the segment that is being taken. */
  private rssi = 0;

  constructor(options: ReassemblyOptions) {
    const { clock, network, sar } = options;
    this.options = options;
    this.shared = { clock, sar, network, user: this, follower: undefined, progress: undefined };
  }

  /** Lets a receiver that opens messages take segments, where it can. */
  follow(receiver: NetworkReceiver): void {
    const { incomingMessages, sar } = this.options;
    const shared = this.shared;
    shared.follower = receiver.followSegments?.(sar, incomingMessages);
    if (shared.follower === undefined) return;
    shared.progress = {
      phase: 0,
      repeats: 0,
      length: 0,
      received: 0,
      highestSeq: 0,
      now: 0,
      acknowledgmentArmed: 0,
      acknowledgmentDue: 0,
      discardArmed: 0,
      discardDue: 0,
      used: 0,
    };
  }

  /** Processes one segment whose sequence number is not a replay. */
  receive(pdu: Readonly<ReceivedPdu>): void {
    const { diagnostics } = this.options;
    const { bytes, control, end, start } = pdu;
    const header = this.header;
    const seq = decodeSegmentHeader(bytes, start, end, control, header)
      ? sequenceOfFirst(pdu.seq, header.seqZero)
      : -1;
    if (seq < 0) return diagnostics.drop("transport.segment-header", end - start);
    const message = this.find(pdu, seq);
    if (typeof message === "string") return diagnostics.drop(message, end - start);
    if (!message.agrees(header, control))
      return diagnostics.drop("transport.segment-mismatch", end - start);
    message.highestSeq = Math.max(message.highestSeq, pdu.seq);
    this.rssi = pdu.rssi;
    message.take(header, bytes, start, end);
  }

  acknowledge({ identity }: ReassembledMessage, bits: number): void {
    this.acknowledgeSoon(identity, identity.seq & 0x1fff, bits);
  }

  completed(message: ReassembledMessage, bytes: Uint8Array): void {
    this.options.user.reassembled(message, bytes, this.rssi);
  }

  discarded(octets: number): void {
    this.options.diagnostics.drop("transport.discard-timeout", octets);
  }

  /** Whether a segmented message of this source to this address has begun and is not complete. */
  isReceiving(src: number, dst: number): boolean {
    return this.messages.some((message) => {
      const { identity } = message;
      if (identity.src !== src || identity.dst !== dst) return false;
      message.refresh(false);
      return !message.over;
    });
  }

  close(): void {
    for (const message of this.messages) message.close();
    this.messages = [];
  }

  /**
   * The message that a segment belongs to, a new one where it is the first; or why it is dropped.
   * One that is being reassembled comes first: messages of a source may become complete in any
   * order. Of all others the replay protection list tells which were delivered, as only authentic
   * messages are entered there: an attacker with the NetKey can forge a newer one that never ends, which
   * neither ends an older one nor keeps those from beginning that have numbers below its own.
   */
  private find(
    pdu: Readonly<ReceivedPdu>,
    seq: number,
  ): ReassembledMessage | "transport.old-sequence" | "transport.no-room" {
    const { dst, ivIndex, src } = pdu;
    const messages = this.messages;
    const use = ++this.uses;
    for (let at = 0; at < messages.length; at++) {
      const message = messages[at]!;
      const { identity } = message;
      if (
        identity.seq !== seq ||
        identity.src !== src ||
        identity.dst !== dst ||
        identity.ivIndex !== ivIndex
      )
        continue;
      message.used = use;
      message.refresh(true);
      return message;
    }
    const kind = this.options.replay.segmented(src, ivIndex, seq);
    if (kind === "old" || (kind === "last" && !isUnicast(dst))) return "transport.old-sequence";
    for (let at = 0; at < messages.length; at++) messages[at]!.refresh(false);
    this.replaceOne(src, dst);
    if (messages.length >= this.options.incomingMessages && !this.makeRoom()) {
      const bits = kind === "last" ? allSegments(this.header.segN) : 0;
      if (isUnicast(dst)) this.acknowledgeSoon(pdu, this.header.seqZero, bits);
      return "transport.no-room";
    }
    const begun = this.create(pdu, seq);
    begun.used = use;
    // Table 3.24: the last complete message of its source is acknowledged again.
    if (kind === "last") begun.completed();
    messages.push(begun);
    return begun;
  }

  /** Removes a message of a source to a destination that is over, or one of two side by side. */
  private replaceOne(src: number, dst: number): void {
    let sameWay = 0;
    let leaves: ReassembledMessage | undefined;
    for (const message of this.messages) {
      const { identity } = message;
      if (identity.src !== src || identity.dst !== dst) continue;
      sameWay++;
      if (leaves === undefined || leavesBefore(message, leaves)) leaves = message;
    }
    if (leaves !== undefined && (leaves.over || sameWay >= sideBySide)) this.remove(leaves);
  }

  /** Removes the message that is over and had no segment for longest; false where none is over. */
  private makeRoom(): boolean {
    let leaves: ReassembledMessage | undefined;
    for (const message of this.messages)
      if (message.over && (leaves === undefined || leavesBefore(message, leaves))) leaves = message;
    if (leaves !== undefined) this.remove(leaves);
    return leaves !== undefined;
  }

  private remove(message: ReassembledMessage): void {
    message.close();
    this.messages.splice(this.messages.indexOf(message), 1);
  }

  private create(pdu: Readonly<ReceivedPdu>, seq: number): ReassembledMessage {
    const { src, dst, ivIndex, control, ttl, credentials } = pdu;
    const { type, longMic, segN } = this.header;
    const identity = {
      src,
      dst,
      ivIndex,
      seq,
      control,
      ttl,
      credentials,
      interface: pdu.interface,
      type,
      longMic,
      segN,
    };
    return new ReassembledMessage(identity, this.shared);
  }

  private acknowledgeSoon(
    to: Pick<ReceivedPdu, "credentials" | "src" | "dst" | "ttl">,
    seqZero: number,
    bits: number,
  ): void {
    const { control, settings } = this.options;
    control.sendSoon({
      control: true,
      bytes: encodeAcknowledgment({ onBehalf: false, seqZero, bits }),
      netKeyIndex: to.credentials.subnet.netKeyIndex,
      src: to.dst,
      dst: to.src,
      // §3.5.3.4: a message with TTL 0 is acknowledged with TTL 0.
      ttl: to.ttl === 0 ? 0 : settings.defaultTtl,
    });
  }
}

/** Whether a message leaves its place rather than another one: the one that is over, else the one without a segment for longest. */
function leavesBefore(message: ReassembledMessage, other: ReassembledMessage): boolean {
  return message.over === other.over ? message.used < other.used : message.over;
}
