import type { AbortSignalLike } from "../base/abort.js";
import type { DeviceKey } from "../crypto/application-key.js";
import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import { isUnicast } from "../network/address.js";
import type { Network } from "../network/network.js";
import type { Subnet } from "../network/subnets.js";
import { accessSegmentLength } from "./lower-transport-pdu.js";
import { type SarStates, segmentInterval } from "./sar-configuration.js";
import {
  openSegments,
  sender,
  type SenderResult,
  type SenderState,
  startSender,
  type SenderStep,
} from "./segment-sender.js";
import { TransportError } from "./transport-error.js";

/** A message to be sent; it is encrypted when it starts, with the sequence number that it then gets. */
export interface Transfer {
  readonly subnet: Subnet;
  readonly src: number;
  readonly dst: number;
  readonly ttl: number;
  readonly key: DeviceKey;
  /** AID of the key, or undefined for a device key. */
  readonly aid: number | undefined;
  /** Access payload, 1..380 octets (376 with the long TransMIC). */
  readonly payload: Uint8Array;
  /** The Label UUID where `dst` is virtual. */
  readonly label?: Uint8Array | undefined;
  /** TransMIC of 64 bits; makes the message segmented. */
  readonly longMic?: boolean;
  /** Ends the sending of segments that are of no use any more: the message was answered. `onEnd` is not called. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called once, when its first PDU was passed to the bearer, never inside the call that sends. */
  readonly onStart?: (() => void) | undefined;
  /** Called once: with undefined when the message was acknowledged (or sent, where nobody acknowledges), else with the error. */
  readonly onEnd?: ((error: Error | undefined) => void) | undefined;
  /** The listener of `signal` until the message has ended; Segmentation sets it. */
  onAbort?: () => void;
}

/** AKF and AID of the PDUs of a message. */
export function accessType({ aid }: Transfer): number {
  return aid === undefined ? 0 : 0x40 | aid;
}

/** Throws TransportError "cancelled" for a message that has waited until its AppKey was deleted or replaced. */
export function checkKey({ aid, key }: Transfer): void {
  if (aid !== undefined && key.closed)
    throw new TransportError("cancelled", "the message's AppKey was deleted");
}

/** Sends the segments of messages. */
export interface SegmentOutlet {
  readonly clock: Clock;
  readonly sar: Pick<SarStates, "sarTransmitter">;
  /** Segments are sent after its `backlog`. */
  readonly network: Pick<Network, "backlog">;
  /** Sends one segment. False where that cannot be done: the message fails. */
  sendSegment(message: SegmentedMessage, segment: number): boolean;
  messageEnded(message: SegmentedMessage, result: SenderResult | "store"): void;
}

/** Runs the segment sender of one message: its timer and its segments. */
export class SegmentedMessage {
  /** SegN: the number of the last segment. */
  readonly lastSegment: number;
  readonly #outlet: SegmentOutlet;
  #state: SenderState = { phase: "ended" };
  readonly #timer: Timer<SegmentedMessage>;
  /** Whether a segment was sent: the first has the number that the message was encrypted with. */
  begun = false;

  /** `upper`: its upper transport PDU, made with SEQ `firstSeq`. */
  constructor(
    outlet: SegmentOutlet,
    readonly transfer: Transfer,
    readonly upper: Uint8Array,
    readonly firstSeq: number,
    readonly ivIndex: number,
  ) {
    this.#outlet = outlet;
    this.lastSegment = Math.ceil(upper.length / accessSegmentLength) - 1;
    this.#timer = new Timer(outlet.clock, SegmentedMessage.#timerDue, this);
  }

  get dst(): number {
    return this.transfer.dst;
  }

  get seqZero(): number {
    return this.firstSeq & 0x1fff;
  }

  /**
   * Milliseconds that repeats of a segment wait at least: to a neighbour, which acknowledges the
   * message when it has all of them, until the others were sent.
   */
  get repeatAfter(): number {
    const state = this.#state;
    if (state.phase === "ended" || state.relays !== 0) return 0;
    return openSegments(state) * segmentInterval(this.#outlet.sar.sarTransmitter, 0);
  }

  /** `relays`: on the path to its destination; -1: not known. */
  start(relays: number): void {
    const { dst, ttl } = this.transfer;
    const { sarTransmitter } = this.#outlet.sar;
    const how = { segN: this.lastSegment, unicast: isUnicast(dst), ttl, relays };
    this.take(startSender(how, sarTransmitter));
  }

  acknowledge(bits: number): void {
    const { sarTransmitter } = this.#outlet.sar;
    this.take(sender(this.#state, { type: "acknowledgment", bits }, sarTransmitter));
  }

  /** Stops; the outlet is not called any longer. */
  close(): void {
    this.#state = { phase: "ended" };
    this.#timer.stop();
  }

  private take({ state, effects }: SenderStep): void {
    this.#state = state;
    for (const effect of effects) {
      switch (effect.type) {
        case "send":
          if (this.#outlet.sendSegment(this, effect.segment)) break;
          this.close();
          this.#outlet.messageEnded(this, "store");
          return;
        case "schedule":
          this.#timer.start(effect.delay + this.#outlet.network.backlog);
          break;
        case "end":
          this.#timer.stop();
          this.#outlet.messageEnded(this, effect.result);
          break;
      }
    }
  }

  static #timerDue(message: SegmentedMessage): void {
    const { sarTransmitter } = message.#outlet.sar;
    message.take(sender(message.#state, { type: "timer" }, sarTransmitter));
  }
}
