import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import type { Network } from "../network/network.js";
import type { Sequence } from "../network/sequence.js";
import {
  accessSegmentLength,
  decodeAcknowledgment,
  encodeSegment,
  type SegmentAcknowledgment,
} from "./lower-transport-pdu.js";
import {
  accessType,
  checkKey,
  SegmentedMessage,
  type Transfer,
  type SegmentOutlet,
} from "./segmented-message.js";
import { TransportError } from "./transport-error.js";
import type { Subnet } from "../network/subnets.js";
import type { ControlHandler, ReceivedControl } from "./control-messages.js";
import type { RelayDistances } from "./relay-distance.js";
import type { SarStates } from "./sar-configuration.js";
import type { SenderResult } from "./segment-sender.js";

/** Segmented messages that are sent at once, and that wait. */
const capacity = 4;
const waitingCapacity = 16;

/** The upper transport layer, as the segmentation sees it. */
export interface SegmentationUser {
  /** The upper transport PDU of a message made with a sequence number. Throws TransportError where its key is gone. */
  seal(transfer: Transfer, seq: number, ivIndex: number): Uint8Array;
}

export interface SegmentationOptions {
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly network: Network;
  readonly sequence: Sequence;
  readonly sar: Pick<SarStates, "sarTransmitter">;
  /** How far away other nodes are. */
  readonly distances: RelayDistances;
  readonly user: SegmentationUser;
}

/** Sends all lower transport PDUs. Mesh Protocol 1.1 §3.5.3.3. */
export class Segmentation implements SegmentOutlet, ControlHandler {
  private readonly options: SegmentationOptions;
  readonly clock: Clock;
  readonly network: Network;
  readonly sar: SegmentationOptions["sar"];
  private active: SegmentedMessage[] = [];
  private waiting: Transfer[] = [];
  /** Whether the run queue is to start a message that waits. */
  private starting = false;
  /** Called when none is being sent; until then none starts. */
  private onIdle: (() => void) | undefined;

  constructor(options: SegmentationOptions) {
    this.options = options;
    this.clock = options.clock;
    this.network = options.network;
    this.sar = options.sar;
  }

  /** Whether a segmented message is being sent; one that waits has no sequence number yet. */
  get busy(): boolean {
    return this.active.length > 0;
  }

  /**
   * Calls back, from the run queue, when no segmented message is being sent: all were
   * acknowledged, failed or were cancelled. Until then no other message starts.
   */
  whenIdle(callback: () => void): void {
    this.onIdle = callback;
    this.startWaitingSoon();
  }

  /**
   * Sends one lower transport PDU with a sequence number of its own; false where none can be
   * had, or the node is not on the subnet.
   */
  sendPdu({
    netKeyIndex,
    src,
    dst,
    ttl,
    control,
    bytes,
  }: {
    readonly netKeyIndex: number;
    readonly src: number;
    readonly dst: number;
    readonly ttl: number;
    readonly control: boolean;
    readonly bytes: Uint8Array;
  }): boolean {
    const { distances, network, sequence } = this.options;
    const credentials = network.transmitCredentials(netKeyIndex);
    if (!credentials) return false;
    let seq: number;
    try {
      seq = sequence.next();
    } catch {
      // The store has traced its failure; the peer repeats its message.
      return false;
    }
    const { ivIndex } = sequence;
    const toNeighbour = distances.to(dst) === 0;
    network.send({ credentials, src, dst, ttl, seq, ivIndex, control, bytes, toNeighbour });
    return true;
  }

  /**
   * Sends a message to this node itself: whole, and without a number of the node's own, as
   * it does not leave it. Throws TransportError where its key is gone. `stays`: it goes
   * nowhere else, so that `onStart` is called, and `onEnd` when the models have it.
   */
  sendLocal(transfer: Transfer, stays: boolean): void {
    const { network, sequence, user } = this.options;
    const { subnet, src, dst, ttl } = transfer;
    const onEnd = stays ? transfer.onEnd : undefined;
    const { ivIndex } = sequence;
    const bytes = unsegmented(transfer, user.seal({ ...transfer, longMic: false }, 0, ivIndex));
    const credentials = network.transmitCredentials(subnet.netKeyIndex);
    if (!credentials) return this.noSubnet(onEnd);
    if (stays) this.tellStart(transfer);
    const pdu = { credentials, src, dst, ttl, seq: 0, ivIndex, control: false, bytes };
    if (!onEnd) return network.sendLocal(pdu);
    network.sendLocal({ ...pdu, onEnd: (sent) => onEnd(sent ? undefined : cancelled()) });
  }

  /** Throws SequenceError where there is no sequence number. */
  sendUnsegmented(transfer: Transfer): void {
    const { network, sequence, user } = this.options;
    const onEnd = transfer.onEnd;
    const seq = sequence.next();
    const ivIndex = sequence.ivIndex;
    checkKey(transfer);
    const credentials = network.transmitCredentials(transfer.subnet.netKeyIndex);
    if (!credentials) return this.noSubnet(onEnd);
    if (transfer.onStart) this.tellStart(transfer);
    const ended = onEnd && ((sent: boolean) => onEnd(sent ? undefined : queueFull()));
    if (network.sealsMessages)
      return network.sendMessage(transfer, credentials, seq, ivIndex, ended);
    const { dst, src, ttl } = transfer;
    const bytes = unsegmented(transfer, user.seal(transfer, seq, ivIndex));
    const pdu = { credentials, src, dst, ttl, seq, ivIndex, bytes, control: false };
    network.send(ended ? { ...pdu, onEnd: ended } : pdu);
  }

  /**
   * Starts the message from the run queue as soon as possible; `onEnd` gets a
   * SequenceError where there is no sequence number. Throws TransportError "no-room".
   */
  sendSegmented(transfer: Transfer): void {
    if (this.waiting.length >= waitingCapacity && this.stuck(transfer.dst) >= waitingCapacity)
      throw new TransportError("no-room", `${waitingCapacity} segmented messages wait already`);
    this.waiting.push(transfer);
    if (transfer.signal) {
      transfer.onAbort = () => this.giveUp(transfer);
      transfer.signal.addEventListener("abort", transfer.onAbort);
    }
    this.startWaitingSoon();
  }

  /** Takes a Segment Acknowledgment message. §3.5.3.3.2 */
  receiveControl({
    credentials,
    dst,
    parameters,
    src,
  }: ReceivedControl): "transport.length" | "transport.unknown-ack" | undefined {
    const ack = decodeAcknowledgment(parameters);
    if (!ack) return "transport.length";
    return this.acknowledge(credentials.subnet, src, dst, ack)
      ? undefined
      : "transport.unknown-ack";
  }

  /** False where no message waits for the acknowledgment. */
  acknowledge(subnet: Subnet, src: number, dst: number, ack: SegmentAcknowledgment): boolean {
    for (const message of this.active) {
      const { transfer } = message;
      if (message.seqZero !== ack.seqZero || transfer.src !== dst) continue;
      if (transfer.dst !== src && !ack.onBehalf) continue;
      if (transfer.subnet.netKeyIndex !== subnet.netKeyIndex) continue;
      message.acknowledge(ack.bits);
      return true;
    }
    return false;
  }

  private giveUp(transfer: Transfer): void {
    Segmentation.#through(transfer);
    this.waiting = this.waiting.filter((other) => other !== transfer);
    const active = this.active.find((message) => message.transfer === transfer);
    if (!active) return;
    active.close();
    this.remove(active);
    this.startWaitingSoon();
  }

  /** Cancels all messages. */
  cancel(): void {
    const all = [...this.active.map(({ transfer }) => transfer), ...this.waiting];
    for (const message of this.active) message.close();
    this.active = [];
    this.waiting = [];
    this.startWaitingSoon();
    const error = cancelled();
    for (const transfer of all) {
      Segmentation.#through(transfer);
      transfer.onEnd?.(error);
    }
  }

  /** Removes the listener of a message that has ended: a signal may outlive many messages. */
  static #through({ onAbort, signal }: Transfer): void {
    if (onAbort) signal?.removeEventListener("abort", onAbort);
  }

  /** One segmented message per destination at a time. */
  private mayStart(dst: number): boolean {
    return this.active.length < capacity && this.active.every((message) => message.dst !== dst);
  }

  /** Messages that cannot start before another has ended; 0 where a message to `dst` could start at once. */
  private stuck(dst: number): number {
    if (this.onIdle) return this.waiting.length;
    const busy = new Set(this.active.map((message) => message.dst));
    let stuck = 0;
    for (const waiting of this.waiting) {
      if (busy.size >= capacity || busy.has(waiting.dst)) stuck++;
      else busy.add(waiting.dst);
    }
    return busy.size >= capacity || busy.has(dst) ? stuck : 0;
  }

  private start(transfer: Transfer): void {
    const { distances, sequence, user } = this.options;
    const firstSeq = sequence.next();
    const { ivIndex } = sequence;
    const upper = user.seal(transfer, firstSeq, ivIndex);
    const message = new SegmentedMessage(this, transfer, upper, firstSeq, ivIndex);
    this.active.push(message);
    this.tellStart(transfer);
    // No relay retransmits a message with TTL 0.
    message.start(transfer.ttl === 0 ? 0 : distances.to(transfer.dst));
  }

  /** For messages that are being sent. */
  sendSegment(message: SegmentedMessage, segO: number): boolean {
    const { firstSeq, ivIndex, lastSegment: segN, seqZero, transfer, upper } = message;
    const seq = message.begun ? this.nextSequence(firstSeq) : firstSeq;
    message.begun = true;
    if (seq < 0) return false;
    const start = segO * accessSegmentLength;
    const end = segO === segN ? upper.length : start + accessSegmentLength;
    const { longMic = false, subnet, src, dst, ttl } = transfer;
    const header = { type: accessType(transfer), longMic, seqZero, segO, segN };
    const bytes = encodeSegment(header, upper, start, end);
    // The credentials may have changed since the message started.
    const credentials = this.network.transmitCredentials(subnet.netKeyIndex);
    const { repeatAfter } = message;
    if (credentials)
      this.network.send({
        credentials,
        src,
        dst,
        ttl,
        seq,
        ivIndex,
        control: false,
        bytes,
        repeatAfter,
      });
    return true;
  }

  /** The next sequence number, or -1: there is none, or receivers could not derive SeqAuth from it any longer. */
  private nextSequence(first: number): number {
    try {
      const seq = this.options.sequence.next();
      return seq < first + 0x2000 ? seq : -1;
    } catch {
      return -1;
    }
  }

  /** For messages that are being sent. */
  messageEnded(message: SegmentedMessage, result: SenderResult | "store"): void {
    const { transfer } = message;
    const { dst, onEnd } = transfer;
    Segmentation.#through(transfer);
    this.remove(message);
    if (onEnd) this.options.queue.call(onEnd, errorOf(result, dst));
    this.startWaitingSoon();
  }

  private remove(message: SegmentedMessage): void {
    this.active = this.active.filter((other) => other !== message);
  }

  /** Ends a message whose subnet was deleted. */
  private noSubnet(onEnd: Transfer["onEnd"]): void {
    const error = new TransportError("cancelled", "the message's NetKey was deleted");
    if (onEnd) this.options.queue.call(onEnd, error);
  }

  private tellStart({ onStart }: Transfer): void {
    if (onStart) this.options.queue.call(onStart, undefined);
  }

  private startWaitingSoon(): void {
    if ((this.waiting.length === 0 && !this.onIdle) || this.starting) return;
    this.starting = true;
    this.options.queue.post(Segmentation.#startWaiting, this, undefined);
  }

  static #startWaiting(segmentation: Segmentation): void {
    segmentation.starting = false;
    const onIdle = segmentation.onIdle;
    if (onIdle) {
      if (segmentation.busy) return;
      segmentation.onIdle = undefined;
      onIdle();
    }
    for (let at = 0; at < segmentation.waiting.length; at++) {
      const transfer = segmentation.waiting[at]!;
      if (!segmentation.mayStart(transfer.dst)) continue;
      segmentation.waiting.splice(at--, 1);
      try {
        segmentation.start(transfer);
      } catch (error) {
        Segmentation.#through(transfer);
        transfer.onEnd?.(error as Error);
      }
    }
  }
}

/** The lower transport PDU of a message that is not segmented. */
function unsegmented(transfer: Transfer, upper: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + upper.length);
  bytes[0] = accessType(transfer);
  bytes.set(upper, 1);
  return bytes;
}

function cancelled(): TransportError {
  return new TransportError("cancelled", "the node was closed or suspended");
}

function queueFull(): TransportError {
  return new TransportError("bearer", "the bearer's queue is full");
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
