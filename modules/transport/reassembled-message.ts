import { Timer } from "../base/timer.js";
import type { Clock } from "../host/clock.js";
import { isUnicast } from "../network/address.js";
import type { Network } from "../network/network.js";
import type { NetworkInterface } from "../network/network-interface.js";
import type { SecurityCredentials } from "../network/security-credentials.js";
import {
  accessSegmentLength,
  controlSegmentLength,
  type SegmentHeader,
  segmentPayload,
} from "./lower-transport-pdu.js";
import type { SarStates } from "./sar-configuration.js";
import {
  completedReceiver,
  receiver,
  type ReceiverEvent,
  type ReceiverState,
  startReceiver,
} from "./segment-receiver.js";

/** Identifies a segmented message, with what its acknowledgment needs. */
export interface MessageIdentity {
  readonly src: number;
  readonly dst: number;
  readonly ivIndex: number;
  /** SEQ of the first segment: SeqAuth without the IV Index. */
  readonly seq: number;
  readonly control: boolean;
  readonly ttl: number;
  readonly credentials: SecurityCredentials;
  readonly interface: NetworkInterface;
  /** Type octet, SZMIC, SegN of its first segment to arrive; the others must agree. */
  readonly type: number;
  readonly longMic: boolean;
  readonly segN: number;
}

/** Shared by all messages: created once, as each closure takes a dozen slots of memory. */
export interface ReassembledMessageOptions {
  readonly clock: Clock;
  readonly sar: Pick<SarStates, "sarReceiver">;
  /** Within its `backlog` further acknowledgments would only wait behind the first. */
  readonly network: Pick<Network, "backlog">;
  readonly user: ReassembledMessageUser;
}

/** Owner of the reassembly of messages. */
export interface ReassembledMessageUser {
  acknowledge(message: ReassembledMessage, bits: number): void;
  completed(message: ReassembledMessage, bytes: Uint8Array): void;
  /** The discard timer has expired: no segment was received for too long. */
  discarded(octets: number): void;
}

/** Reassembly of one segmented message: its buffer, its timers, its acknowledgments. */
export class ReassembledMessage {
  readonly identity: MessageIdentity;
  /** The highest SEQ of its segments so far. */
  highestSeq = 0;
  readonly #options: ReassembledMessageOptions;
  readonly #segmentLength: number;
  #state: ReceiverState;
  #buffer: Uint8Array | undefined;
  #length: number;
  readonly #acknowledgmentTimer: Timer<ReassembledMessage>;
  readonly #discardTimer: Timer<ReassembledMessage>;

  constructor(identity: MessageIdentity, options: ReassembledMessageOptions) {
    const { control, dst, segN } = identity;
    this.identity = identity;
    this.#options = options;
    this.#segmentLength = control ? controlSegmentLength : accessSegmentLength;
    this.#length = this.#segmentLength * (segN + 1);
    this.#buffer = new Uint8Array(this.#length);
    this.#state = startReceiver({ segN, unicast: isUnicast(dst) });
    const { clock } = options;
    this.#acknowledgmentTimer = new Timer(clock, ReassembledMessage.#acknowledgmentDue, this);
    this.#discardTimer = new Timer(clock, ReassembledMessage.#discardDue, this);
  }

  /** Whether all segments were received, or the message was discarded: its place may be used again. */
  get over(): boolean {
    return this.#state.phase !== "receiving";
  }

  /** The whole message was received before: its segments are acknowledged, and not kept. */
  completed(): void {
    const { dst, segN } = this.identity;
    this.#buffer = undefined;
    this.#state = completedReceiver({ segN, unicast: isUnicast(dst) });
  }

  /** Whether a segment's header belongs to this message. */
  agrees(header: Readonly<SegmentHeader>, control: boolean): boolean {
    const { type, longMic, segN } = this.identity;
    return (
      header.type === type &&
      header.longMic === longMic &&
      header.segN === segN &&
      control === this.identity.control
    );
  }

  /** Takes the segment `bytes[start..end)`, whose header is `header`. */
  take(header: Readonly<SegmentHeader>, bytes: Uint8Array, start: number, end: number): void {
    this.#step({ type: "segment", segO: header.segO }, () => {
      const at = header.segO * this.#segmentLength;
      const from = segmentPayload(start);
      this.#buffer?.set(bytes.subarray(from, end), at);
      if (header.segO === header.segN) this.#length = at + end - from;
    });
  }

  /** Stops; no callback is called any longer. */
  close(): void {
    this.#state = { phase: "discarded" };
    this.#buffer = undefined;
    this.#acknowledgmentTimer.stop();
    this.#discardTimer.stop();
  }

  static #acknowledgmentDue(message: ReassembledMessage): void {
    message.#step({ type: "acknowledgment-timer" });
  }

  static #discardDue(message: ReassembledMessage): void {
    message.#step({ type: "discard-timer" });
  }

  #step(event: ReceiverEvent, keep?: () => void): void {
    const { network, sar, user } = this.#options;
    const { state, effects } = receiver(this.#state, event, sar.sarReceiver);
    this.#state = state;
    for (const effect of effects) {
      switch (effect.type) {
        case "keep":
          keep?.();
          break;
        case "acknowledge":
          user.acknowledge(this, effect.bits);
          break;
        case "schedule-acknowledgment":
          this.#acknowledgmentTimer.start(effect.delay + network.backlog);
          break;
        case "schedule-discard":
          this.#discardTimer.start(effect.delay);
          break;
        case "complete": {
          this.#discardTimer.stop();
          const buffer = this.#buffer!;
          this.#buffer = undefined;
          user.completed(this, buffer.subarray(0, this.#length));
          break;
        }
        case "discard":
          this.close();
          user.discarded(this.#length);
          break;
      }
    }
  }
}
