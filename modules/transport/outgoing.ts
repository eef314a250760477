import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import type { Network } from "../network/network.js";
import type { Sequence } from "../network/sequence.js";
import type { Subnet } from "../network/subnets.js";
import {
  accessSegmentLength,
  encodeSegment,
  type SegmentAcknowledgment,
} from "./lower-transport-pdu.js";
import {
  accessType,
  OutgoingMessage,
  type OutgoingTransfer,
  type SegmentOutlet,
  TransportError,
} from "./outgoing-message.js";
import type { RelayDistances } from "./relay-distance.js";
import type { SarStates } from "./sar-configuration.js";
import type { SenderResult } from "./segment-sender.js";

/** Segmented messages under way at once, and waiting for their turn. */
const capacity = 4;
const waitingCapacity = 16;

export interface OutgoingOptions {
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly network: Network;
  readonly sequence: Sequence;
  readonly sar: Pick<SarStates, "sarTransmitter">;
  /** How far away others are. */
  readonly distances: RelayDistances;
  /** The upper transport PDU of a message made with a sequence number. Throws TransportError where its key is gone. */
  readonly seal: (transfer: OutgoingTransfer, seq: number, ivIndex: number) => Uint8Array;
}

/** All lower transport PDUs on their way out. Mesh Protocol 1.1 §3.5.3.3. */
export class Outgoing implements SegmentOutlet {
  readonly #options: OutgoingOptions;
  readonly clock: Clock;
  readonly network: Network;
  readonly sar: OutgoingOptions["sar"];
  #active: OutgoingMessage[] = [];
  #waiting: OutgoingTransfer[] = [];
  /** Whether the run queue will look for one that may start. */
  #starting = false;
  /** Called when none is under way, and until then none starts. */
  #onIdle: (() => void) | undefined;

  constructor(options: OutgoingOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.network = options.network;
    this.sar = options.sar;
  }

  /** Whether a segmented message is under way; one that waits has no number yet. */
  get busy(): boolean {
    return this.#active.length > 0;
  }

  /**
   * Calls back, from the run queue, when no segmented message is under way: acknowledged,
   * given up or cancelled. Until then those that wait go on waiting.
   */
  whenIdle(callback: () => void): void {
    this.#onIdle = callback;
    this.#startWaitingSoon();
  }

  /** Sends one lower transport PDU with a sequence number of its own; false where none can be had. */
  sendPdu(pdu: {
    readonly subnet: Subnet;
    readonly src: number;
    readonly dst: number;
    readonly ttl: number;
    readonly control: boolean;
    readonly bytes: Uint8Array;
  }): boolean {
    const { network, sequence } = this.#options;
    let seq: number;
    try {
      seq = sequence.next();
    } catch {
      // The store's failure is traced where it happened; the peer asks again.
      return false;
    }
    network.send({ ...pdu, seq, ivIndex: sequence.ivIndex });
    return true;
  }

  /** Throws SequenceError where no number can be had. */
  sendUnsegmented(transfer: OutgoingTransfer): void {
    const { network, sequence } = this.#options;
    const { onEnd, subnet, src, dst, ttl } = transfer;
    const seq = sequence.next();
    const { ivIndex } = sequence;
    const upper = this.#options.seal(transfer, seq, ivIndex);
    const bytes = new Uint8Array(1 + upper.length);
    bytes[0] = accessType(transfer);
    bytes.set(upper, 1);
    const pdu = { subnet, src, dst, ttl, seq, ivIndex, bytes, control: false };
    this.#tellStart(transfer);
    if (!onEnd) return network.send(pdu);
    network.send({
      ...pdu,
      onEnd: (sent) =>
        onEnd(sent ? undefined : new TransportError("bearer", "the bearer's queue is full")),
    });
  }

  /**
   * Starts the message from the run queue as soon as it may be; `onEnd` gets a
   * SequenceError where no number can be had. Throws TransportError "no-room".
   */
  sendSegmented(transfer: OutgoingTransfer): void {
    if (this.#waiting.length >= waitingCapacity && this.#stuck(transfer.dst) >= waitingCapacity)
      throw new TransportError("no-room", `${waitingCapacity} segmented messages wait already`);
    this.#waiting.push(transfer);
    if (transfer.signal) {
      transfer.onAbort = () => this.#giveUp(transfer);
      transfer.signal.addEventListener("abort", transfer.onAbort);
    }
    this.#startWaitingSoon();
  }

  /** Takes an acknowledgement; false where no message waits for it. */
  acknowledge(subnet: Subnet, src: number, dst: number, ack: SegmentAcknowledgment): boolean {
    for (const message of this.#active) {
      const { transfer } = message;
      if (message.seqZero !== ack.seqZero || transfer.src !== dst) continue;
      if (transfer.dst !== src && !ack.onBehalf) continue;
      if (transfer.subnet.netKeyIndex !== subnet.netKeyIndex) continue;
      message.acknowledge(ack.bits);
      return true;
    }
    return false;
  }

  #giveUp(transfer: OutgoingTransfer): void {
    Outgoing.#through(transfer);
    this.#waiting = this.#waiting.filter((other) => other !== transfer);
    const active = this.#active.find((message) => message.transfer === transfer);
    if (!active) return;
    active.close();
    this.#remove(active);
    this.#startWaitingSoon();
  }

  /** Gives everything up. */
  cancel(): void {
    const all = [...this.#active.map(({ transfer }) => transfer), ...this.#waiting];
    for (const message of this.#active) message.close();
    this.#active = [];
    this.#waiting = [];
    this.#startWaitingSoon();
    const error = new TransportError("cancelled", "the node was closed or suspended");
    for (const transfer of all) {
      Outgoing.#through(transfer);
      transfer.onEnd?.(error);
    }
  }

  /** A signal may outlive many messages: it keeps nothing of those that are through. */
  static #through({ onAbort, signal }: OutgoingTransfer): void {
    if (onAbort) signal?.removeEventListener("abort", onAbort);
  }

  /** One segmented message per destination at a time. */
  #mayStart(dst: number): boolean {
    return this.#active.length < capacity && this.#active.every((message) => message.dst !== dst);
  }

  /** Messages that wait for others, or for one to `dst`, 0 where that need not: not for the run queue alone. */
  #stuck(dst: number): number {
    if (this.#onIdle) return this.#waiting.length;
    const busy = new Set(this.#active.map((message) => message.dst));
    let stuck = 0;
    for (const waiting of this.#waiting) {
      if (busy.size >= capacity || busy.has(waiting.dst)) stuck++;
      else busy.add(waiting.dst);
    }
    return busy.size >= capacity || busy.has(dst) ? stuck : 0;
  }

  #start(transfer: OutgoingTransfer): void {
    const { distances, seal, sequence } = this.#options;
    const firstSeq = sequence.next();
    const { ivIndex } = sequence;
    const upper = seal(transfer, firstSeq, ivIndex);
    const message = new OutgoingMessage(this, transfer, upper, firstSeq, ivIndex);
    this.#active.push(message);
    this.#tellStart(transfer);
    // No relay takes a message with TTL 0 on.
    message.start(transfer.ttl === 0 ? 0 : distances.to(transfer.dst));
  }

  /** For messages that are under way. */
  sendSegment(message: OutgoingMessage, segO: number): boolean {
    const { firstSeq, ivIndex, lastSegment: segN, seqZero, transfer, upper } = message;
    const seq = message.begun ? this.#nextSequence(firstSeq) : firstSeq;
    message.begun = true;
    if (seq < 0) return false;
    const start = segO * accessSegmentLength;
    const end = Math.min(start + accessSegmentLength, upper.length);
    const { longMic = false, subnet, src, dst, ttl } = transfer;
    const header = { type: accessType(transfer), longMic, seqZero, segO, segN };
    const bytes = encodeSegment(header, upper, start, end);
    this.network.send({ subnet, src, dst, ttl, seq, ivIndex, control: false, bytes });
    return true;
  }

  /** The next number, or -1: none can be had, or SeqAuth could not be told from it any more. */
  #nextSequence(first: number): number {
    try {
      const seq = this.#options.sequence.next();
      return seq < first + 0x2000 ? seq : -1;
    } catch {
      return -1;
    }
  }

  /** For messages that are under way. */
  messageEnded(message: OutgoingMessage, result: SenderResult | "store"): void {
    const { transfer } = message;
    const { dst, onEnd } = transfer;
    Outgoing.#through(transfer);
    this.#remove(message);
    if (onEnd) this.#options.queue.call(onEnd, errorOf(result, dst));
    this.#startWaitingSoon();
  }

  #remove(message: OutgoingMessage): void {
    this.#active = this.#active.filter((other) => other !== message);
  }

  #tellStart({ onStart }: OutgoingTransfer): void {
    if (onStart) this.#options.queue.call(onStart, undefined);
  }

  #startWaitingSoon(): void {
    if ((this.#waiting.length === 0 && !this.#onIdle) || this.#starting) return;
    this.#starting = true;
    this.#options.queue.post(Outgoing.#startWaiting, this, undefined);
  }

  static #startWaiting(outgoing: Outgoing): void {
    outgoing.#starting = false;
    const onIdle = outgoing.#onIdle;
    if (onIdle) {
      if (outgoing.busy) return;
      outgoing.#onIdle = undefined;
      onIdle();
    }
    for (let at = 0; at < outgoing.#waiting.length; at++) {
      const transfer = outgoing.#waiting[at]!;
      if (!outgoing.#mayStart(transfer.dst)) continue;
      outgoing.#waiting.splice(at--, 1);
      try {
        outgoing.#start(transfer);
      } catch (error) {
        Outgoing.#through(transfer);
        transfer.onEnd?.(error as Error);
      }
    }
  }
}

/** Why a message was not delivered; undefined where it was. */
function errorOf(result: SenderResult | "store", dst: number): TransportError | undefined {
  const to = dst.toString(16).padStart(4, "0");
  switch (result) {
    case "delivered":
    case "sent":
      return undefined;
    case "timeout":
      return new TransportError("timeout", `${to} did not acknowledge all segments`);
    case "cancelled-by-peer":
      return new TransportError("cancelled-by-peer", `${to} has no room for the message`);
    case "store":
      return new TransportError("store", "no sequence number can be had");
  }
}
