import type { Diagnostics } from "../base/diagnostics.js";
import type { Clock } from "../host/clock.js";
import { isUnicast } from "../network/address.js";
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
  readonly #options: ReassemblyOptions;
  readonly #shared: ReassembledMessageOptions;
  readonly #header: SegmentHeader = { type: 0, longMic: false, seqZero: 0, segO: 0, segN: 0 };
  /** The latest used last. */
  #messages: ReassembledMessage[] = [];
  /** RSSI of the segment that is being taken. */
  #rssi = 0;

  constructor(options: ReassemblyOptions) {
    const { clock, network, sar } = options;
    this.#options = options;
    this.#shared = { clock, sar, network, user: this };
  }

  /** Processes one segment whose sequence number is not a replay. */
  receive(pdu: Readonly<ReceivedPdu>): void {
    const { diagnostics } = this.#options;
    const { bytes, control, end, start } = pdu;
    const header = this.#header;
    const seq = decodeSegmentHeader(bytes, start, end, control, header)
      ? sequenceOfFirst(pdu.seq, header.seqZero)
      : -1;
    if (seq < 0) return diagnostics.drop("transport.segment-header", end - start);
    const message = this.#find(pdu, seq);
    if (typeof message === "string") return diagnostics.drop(message, end - start);
    if (!message.agrees(header, control))
      return diagnostics.drop("transport.segment-mismatch", end - start);
    message.highestSeq = Math.max(message.highestSeq, pdu.seq);
    this.#rssi = pdu.rssi;
    message.take(header, bytes, start, end);
  }

  acknowledge({ identity }: ReassembledMessage, bits: number): void {
    this.#acknowledge(identity, identity.seq & 0x1fff, bits);
  }

  completed(message: ReassembledMessage, bytes: Uint8Array): void {
    this.#options.user.reassembled(message, bytes, this.#rssi);
  }

  discarded(octets: number): void {
    this.#options.diagnostics.drop("transport.discard-timeout", octets);
  }

  close(): void {
    for (const message of this.#messages) message.close();
    this.#messages = [];
  }

  /**
   * The message that a segment belongs to, a new one where it is the first; or why it is dropped.
   * One that is being reassembled comes first: messages of a source may become complete in any
   * order. Of all others the replay protection list tells which were delivered, as only authentic
   * messages are entered there: an attacker with the NetKey can forge a newer one that never ends, which
   * neither ends an older one nor keeps those from beginning that have numbers below its own.
   */
  #find(
    pdu: Readonly<ReceivedPdu>,
    seq: number,
  ): ReassembledMessage | "transport.old-sequence" | "transport.no-room" {
    const { dst, ivIndex, src } = pdu;
    const messages = this.#messages;
    let sameWay = 0;
    let leaves = -1;
    for (let at = 0; at < messages.length; at++) {
      const message = messages[at]!;
      const { identity } = message;
      if (identity.src !== src || identity.dst !== dst) continue;
      if (identity.seq === seq && identity.ivIndex === ivIndex) {
        messages.splice(at, 1);
        messages.push(message);
        return message;
      }
      sameWay++;
      if (leaves < 0 || (message.over && !messages[leaves]!.over)) leaves = at;
    }
    const kind = this.#options.replay.segmented(src, ivIndex, seq);
    if (kind === "old" || (kind === "last" && !isUnicast(dst))) return "transport.old-sequence";
    if (leaves >= 0 && (messages[leaves]!.over || sameWay >= sideBySide)) {
      messages[leaves]!.close();
      messages.splice(leaves, 1);
    }
    if (messages.length >= this.#options.incomingMessages && !this.#makeRoom()) {
      const bits = kind === "last" ? allSegments(this.#header.segN) : 0;
      if (isUnicast(dst)) this.#acknowledge(pdu, this.#header.seqZero, bits);
      return "transport.no-room";
    }
    const begun = this.#create(pdu, seq);
    // Table 3.24: the last complete message of its source is acknowledged again.
    if (kind === "last") begun.completed();
    messages.push(begun);
    return begun;
  }

  #makeRoom(): boolean {
    const at = this.#messages.findIndex((message) => message.over);
    if (at < 0) return false;
    this.#messages[at]!.close();
    this.#messages.splice(at, 1);
    return true;
  }

  #create(pdu: Readonly<ReceivedPdu>, seq: number): ReassembledMessage {
    const { src, dst, ivIndex, control, ttl, credentials } = pdu;
    const { type, longMic, segN } = this.#header;
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
    return new ReassembledMessage(identity, this.#shared);
  }

  #acknowledge(
    to: Pick<ReceivedPdu, "credentials" | "src" | "dst" | "ttl">,
    seqZero: number,
    bits: number,
  ): void {
    const { control, settings } = this.#options;
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
