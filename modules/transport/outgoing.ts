import type { AbortSignalLike } from "../base/abort.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import { isUnicast } from "../network/address.js";
import type { Network } from "../network/network.js";
import type { Sequence } from "../network/sequence.js";
import type { Subnet } from "../network/subnets.js";
import {
  accessSegmentLength,
  encodeSegment,
  type SegmentAcknowledgment,
} from "./lower-transport-pdu.js";
import { OutgoingMessage, TransportError } from "./outgoing-message.js";
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
}

/** A message to be sent; it is encrypted when its turn comes, with the number it then gets. */
export interface OutgoingTransfer {
  readonly subnet: Subnet;
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  readonly longMic: boolean;
  /** AKF and AID. */
  readonly type: number;
  /** The upper transport PDU made with a sequence number. */
  readonly seal: (seq: number, ivIndex: number) => Uint8Array;
  /** Ends the sending of segments that are of no use any more: the message was answered. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called once, when its first PDU is handed to the bearer. */
  readonly onStart: (() => void) | undefined;
  /** Told once: undefined when delivered (or sent, where nobody acknowledges), else why not. */
  readonly onEnd: ((error: Error | undefined) => void) | undefined;
  /** What listens to `signal` until the message is through; Outgoing sets it. */
  onAbort?: () => void;
}

/** All lower transport PDUs on their way out. Mesh Protocol 1.1 §3.5.3.3. */
export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #active = new Map<OutgoingMessage, OutgoingTransfer>();
  #waiting: OutgoingTransfer[] = [];
  /** Whether the run queue will look for one that may start. */
  #starting = false;
  /** Called when none is under way, and until then none starts. */
  #onIdle: (() => void) | undefined;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /** Whether a segmented message is under way; one that waits has no number yet. */
  get busy(): boolean {
    return this.#active.size > 0;
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
    const upper = transfer.seal(seq, ivIndex);
    const bytes = new Uint8Array(1 + upper.length);
    bytes[0] = transfer.type;
    bytes.set(upper, 1);
    const pdu = { subnet, src, dst, ttl, seq, ivIndex, bytes, control: false };
    transfer.onStart?.();
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
    for (const [message, transfer] of this.#active) {
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
    for (const [message, active] of this.#active) {
      if (active !== transfer) continue;
      message.close();
      this.#active.delete(message);
      this.#startWaitingSoon();
      return;
    }
  }

  /** Gives everything up. */
  cancel(): void {
    const all = [...this.#active.values(), ...this.#waiting];
    for (const message of this.#active.keys()) message.close();
    this.#active.clear();
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
    if (this.#active.size >= capacity) return false;
    for (const message of this.#active.keys()) if (message.dst === dst) return false;
    return true;
  }

  /** Messages that wait for others, or for one to `dst`, 0 where that need not: not for the run queue alone. */
  #stuck(dst: number): number {
    if (this.#onIdle) return this.#waiting.length;
    const busy = new Set(Array.from(this.#active.keys(), (message) => message.dst));
    let stuck = 0;
    for (const waiting of this.#waiting) {
      if (busy.size >= capacity || busy.has(waiting.dst)) stuck++;
      else busy.add(waiting.dst);
    }
    return busy.size >= capacity || busy.has(dst) ? stuck : 0;
  }

  #start(transfer: OutgoingTransfer): void {
    const { clock, sar, sequence } = this.#options;
    const firstSeq = sequence.next();
    const { ivIndex } = sequence;
    const upper = transfer.seal(firstSeq, ivIndex);
    const segN = Math.ceil(upper.length / accessSegmentLength) - 1;
    // The first segment goes out with the sequence number that the message was encrypted with.
    let first = true;
    const message = new OutgoingMessage({
      clock,
      sar,
      dst: transfer.dst,
      unicast: isUnicast(transfer.dst),
      ttl: transfer.ttl,
      // No relay takes a message with TTL 0 on.
      relays: transfer.ttl === 0 ? 0 : this.#options.distances.to(transfer.dst),
      seqZero: firstSeq & 0x1fff,
      segN,
      network: this.#options.network,
      send: (segO) => {
        const seq = first ? firstSeq : this.#nextSequence(firstSeq);
        first = false;
        if (seq < 0) return false;
        const start = segO * accessSegmentLength;
        const end = Math.min(start + accessSegmentLength, upper.length);
        const { type, longMic, subnet, src, dst, ttl } = transfer;
        const header = { type, longMic, seqZero: firstSeq & 0x1fff, segO, segN };
        const bytes = encodeSegment(header, upper, start, end);
        this.#options.network.send({ subnet, src, dst, ttl, seq, ivIndex, control: false, bytes });
        return true;
      },
      onEnd: (result) => this.#ended(message, transfer, result),
    });
    this.#active.set(message, transfer);
    transfer.onStart?.();
    message.start();
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

  #ended(
    message: OutgoingMessage,
    transfer: OutgoingTransfer,
    result: SenderResult | "store",
  ): void {
    const { dst, onEnd } = transfer;
    Outgoing.#through(transfer);
    this.#active.delete(message);
    if (onEnd) this.#options.queue.call(onEnd, errorOf(result, dst));
    this.#startWaitingSoon();
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
