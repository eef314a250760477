import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import { isUnicast } from "../network/address.js";
import type { Network } from "../network/network.js";
import type { NetworkFields } from "../network/network-fields.js";
import type { ReplayList } from "../network/replay-list.js";
import type { NetworkSettings } from "../network/settings.js";
import type { Subnet } from "../network/subnets.js";
import {
  type IncomingIdentity,
  IncomingMessage,
  type IncomingMessageOptions,
} from "./incoming-message.js";
import {
  decodeSegmentHeader,
  encodeAcknowledgment,
  type SegmentHeader,
  sequenceOfFirst,
} from "./lower-transport-pdu.js";
import type { SarStates } from "./sar-configuration.js";
import { SequenceAuthenticationList } from "./sequence-authentication-list.js";

export interface IncomingOptions {
  /** Messages that are put together, or remembered to acknowledge their repeats, at once. */
  readonly incomingMessages: number;
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly diagnostics: Diagnostics;
  readonly replay: ReplayList;
  readonly settings: NetworkSettings;
  readonly sar: Pick<SarStates, "sarReceiver">;
  readonly network: Pick<Network, "backlog">;
  readonly sendControl: (
    subnet: Subnet,
    src: number,
    dst: number,
    ttl: number,
    pdu: Uint8Array,
  ) => void;
  readonly onComplete: (identity: IncomingIdentity, bytes: Uint8Array, rssi: number) => void;
}

/** A message whose last segment came, with the RSSI of that. */
interface Complete {
  readonly identity: IncomingIdentity;
  readonly highestSeq: number;
  readonly bytes: Uint8Array;
  readonly rssi: number;
}

/** All segmented messages on their way in. Mesh Protocol 1.1 §3.5.3.4. */
export class Incoming {
  readonly #options: IncomingOptions;
  readonly #shared: IncomingMessageOptions;
  readonly #header: SegmentHeader = { type: 0, longMic: false, seqZero: 0, segO: 0, segN: 0 };
  /** The latest used last. */
  #messages: IncomingMessage[] = [];
  readonly #complete = new SequenceAuthenticationList();
  /** RSSI of the segment that is being taken. */
  #rssi = 0;
  #closed = false;

  constructor(options: IncomingOptions) {
    const { clock, diagnostics, network, sar } = options;
    this.#options = options;
    this.#shared = {
      clock,
      sar,
      network,
      acknowledge: ({ identity }, bits) =>
        this.#acknowledge(identity, identity.subnet, identity.seq & 0x1fff, bits),
      onComplete: (message, bytes) => {
        const { highestSeq, identity } = message;
        const rssi = this.#rssi;
        options.queue.post(Incoming.#completed, this, { highestSeq, identity, bytes, rssi });
      },
      onDiscard: (_message, octets) => diagnostics.drop("transport.discard-timeout", octets),
    };
  }

  /** Takes one segment, whose sequence number is not a replay. */
  receive(
    fields: Readonly<NetworkFields>,
    subnet: Subnet,
    bytes: Uint8Array,
    start: number,
    end: number,
    rssi: number,
  ): void {
    const { diagnostics } = this.#options;
    const header = this.#header;
    const seq = decodeSegmentHeader(bytes, start, end, fields.control, header)
      ? sequenceOfFirst(fields.seq, header.seqZero)
      : -1;
    if (seq < 0) return diagnostics.drop("transport.segment-header", end - start);
    const message = this.#find(fields, seq, subnet);
    if (typeof message === "string") return diagnostics.drop(message, end - start);
    if (!message.agrees(header, fields.control))
      return diagnostics.drop("transport.segment-mismatch", end - start);
    message.highestSeq = Math.max(message.highestSeq, fields.seq);
    this.#rssi = rssi;
    message.take(header, bytes, start, end);
  }

  close(): void {
    this.#closed = true;
    for (const message of this.#messages) message.close();
    this.#messages = [];
  }

  /** The message that a segment belongs to, a new one where it is the first; or why it is dropped. */
  #find(
    fields: Readonly<NetworkFields>,
    seq: number,
    subnet: Subnet,
  ): IncomingMessage | "transport.old-sequence" | "transport.no-room" {
    const at = this.#messages.findIndex(
      ({ identity }) => identity.src === fields.src && identity.dst === fields.dst,
    );
    if (at >= 0) {
      const message = this.#messages[at]!;
      const { identity } = message;
      const step = fields.ivIndex - identity.ivIndex || seq - identity.seq;
      if (step < 0) return "transport.old-sequence";
      this.#messages.splice(at, 1);
      if (step === 0) {
        this.#messages.push(message);
        return message;
      }
      // A newer message from the same source to the same place takes the old one's.
      message.close();
    }
    const { dst, ivIndex, src } = fields;
    if (
      this.#complete.has(src, dst, ivIndex, seq) ||
      this.#options.replay.beganBeforeStart(src, ivIndex, seq)
    )
      return "transport.old-sequence";
    if (this.#messages.length >= this.#options.incomingMessages && !this.#makeRoom()) {
      if (isUnicast(fields.dst)) this.#acknowledge(fields, subnet, this.#header.seqZero, 0);
      return "transport.no-room";
    }
    const message = this.#create(fields, seq, subnet);
    this.#messages.push(message);
    return message;
  }

  #makeRoom(): boolean {
    const at = this.#messages.findIndex((message) => message.over);
    if (at < 0) return false;
    this.#messages[at]!.close();
    this.#messages.splice(at, 1);
    return true;
  }

  #create(fields: Readonly<NetworkFields>, seq: number, subnet: Subnet): IncomingMessage {
    const { src, dst, ivIndex, control, ttl } = fields;
    const { type, longMic, segN } = this.#header;
    const identity = { src, dst, ivIndex, seq, control, ttl, subnet, type, longMic, segN };
    return new IncomingMessage(identity, this.#shared);
  }

  /** From the run queue: the store is written, and a segment comes in from deep enough. */
  static #completed(incoming: Incoming, { bytes, highestSeq, identity, rssi }: Complete): void {
    if (incoming.#closed) return;
    const { onComplete, replay } = incoming.#options;
    // Only now: until then the segments that are missing have to get through.
    replay.store(identity.src, identity.ivIndex, highestSeq);
    incoming.#complete.store(identity.src, identity.dst, identity.ivIndex, identity.seq);
    onComplete(identity, bytes, rssi);
  }

  #acknowledge(
    to: { readonly src: number; readonly dst: number; readonly ttl: number },
    subnet: Subnet,
    seqZero: number,
    bits: number,
  ): void {
    // §3.5.3.4: TTL 0 is answered with TTL 0.
    const ttl = to.ttl === 0 ? 0 : this.#options.settings.defaultTtl;
    const pdu = encodeAcknowledgment({ onBehalf: false, seqZero, bits });
    this.#options.sendControl(subnet, to.dst, to.src, ttl, pdu);
  }
}
