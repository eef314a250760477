import type { Clock } from "../host/clock.js";
import {
  FollowedPhase,
  type SegmentFollower,
  type SegmentProgress,
} from "../host/segment-follower.js";
import { isUnicast } from "../network/address.js";
import type { Network } from "../network/network.js";
import type { NetworkInterface } from "../network/network-interface.js";
import type { SecurityCredentials } from "../network/security-credentials.js";
import { Deadline } from "./deadline.js";
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
  /** Takes segments that change no more than a SegmentProgress has. Both or none of the two. */
  follower: SegmentFollower | undefined;
  progress: SegmentProgress | undefined;
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
  /** The greater, the later the message had its latest segment. */
  used = 0;
  readonly #options: ReassembledMessageOptions;
  readonly #segmentLength: number;
  #state: ReceiverState;
  #buffer: Uint8Array | undefined;
  #length: number;
  readonly #acknowledgment: Deadline<ReassembledMessage>;
  /** Undefined where the message is over: it takes as much memory as all else. */
  #discard: Deadline<ReassembledMessage> | undefined;
  /** Its number at the follower; -1: it is not followed. */
  #place = -1;

  constructor(identity: MessageIdentity, options: ReassembledMessageOptions) {
    const { control, dst, segN } = identity;
    this.identity = identity;
    this.#options = options;
    this.#segmentLength = control ? controlSegmentLength : accessSegmentLength;
    this.#length = this.#segmentLength * (segN + 1);
    this.#buffer = new Uint8Array(this.#length);
    this.#state = startReceiver({ segN, unicast: isUnicast(dst) });
    const { clock } = options;
    this.#acknowledgment = new Deadline(clock, ReassembledMessage.#acknowledgmentDue, this);
    this.#discard = new Deadline(clock, ReassembledMessage.#discardDue, this);
  }

  /** Whether all segments were received, or the message was discarded: its place may be used again. */
  get over(): boolean {
    return this.#state.phase !== "receiving";
  }

  /** The whole message was received before: its segments are acknowledged, and not kept. */
  completed(): void {
    const { dst, segN } = this.identity;
    this.endDiscard();
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

  /** Learns what the follower has done since. `use`: the message had a segment just now. */
  refresh(use: boolean): void {
    const { clock, follower, progress } = this.#options;
    if (this.#place < 0 || follower === undefined || progress === undefined) return;
    progress.now = clock.now();
    follower.readMessage(this.#place, progress, use);
    this.used = progress.used;
    this.highestSeq = progress.highestSeq;
    const state = this.#state;
    if (state.phase !== "receiving") return;
    const { received, repeats } = progress;
    if (received === state.received && repeats === state.repeats) return;
    this.#state = { ...state, received, repeats };
    this.#length = progress.length;
    if (received === state.received) return;
    if (state.acknowledging) this.#acknowledgment.due = progress.acknowledgmentDue;
    if (this.#discard) this.#discard.due = progress.discardDue;
  }

  /** Takes the segment `bytes[start..end)`, whose header is `header`. */
  take(header: Readonly<SegmentHeader>, bytes: Uint8Array, start: number, end: number): void {
    this.step({ type: "segment", segO: header.segO }, () => {
      const at = header.segO * this.#segmentLength;
      const from = segmentPayload(start);
      this.#buffer?.set(bytes.subarray(from, end), at);
      if (header.segO === header.segN) this.#length = at + end - from;
    });
  }

  /** Stops, and leaves the follower; no callback is called any longer. */
  close(): void {
    this.stop();
    if (this.#place >= 0) this.#options.follower?.endMessage(this.#place);
    this.#place = -1;
  }

  private stop(): void {
    this.#state = { phase: "discarded" };
    this.#buffer = undefined;
    this.#acknowledgment.stop();
    this.endDiscard();
  }

  private endDiscard(): void {
    this.#discard?.stop();
    this.#discard = undefined;
  }

  static #acknowledgmentDue(message: ReassembledMessage): void {
    message.refresh(false);
    if (message.#acknowledgment.reached()) message.step({ type: "acknowledgment-timer" });
    else message.tell();
  }

  static #discardDue(message: ReassembledMessage): void {
    message.refresh(false);
    if (message.#discard?.reached()) message.step({ type: "discard-timer" });
    else message.tell();
  }

  /** Tells the follower what was changed here. */
  private tell(): void {
    const { clock, follower, progress } = this.#options;
    if (follower === undefined || progress === undefined) return;
    const state = this.#state;
    progress.now = clock.now();
    if (state.phase === "receiving") {
      progress.phase = FollowedPhase.receiving;
      progress.received = state.received;
      progress.repeats = state.repeats;
    } else {
      const answered = state.phase === "complete" && state.unicast && !state.quiet;
      progress.phase = answered ? FollowedPhase.answered : FollowedPhase.ignored;
    }
    progress.highestSeq = this.highestSeq;
    progress.length = this.#length;
    progress.acknowledgmentArmed = this.#acknowledgment.armed;
    progress.acknowledgmentDue = this.#acknowledgment.due;
    progress.discardArmed = this.#discard?.armed ?? Infinity;
    progress.discardDue = this.#discard?.due ?? Infinity;
    if (this.#place >= 0) follower.writeMessage(this.#place, progress);
    else this.#place = follower.beginMessage(this.identity, this.#buffer, progress);
  }

  private step(event: ReceiverEvent, keep?: () => void): void {
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
          this.#acknowledgment.start(effect.delay + network.backlog);
          break;
        case "schedule-discard":
          this.#discard?.start(effect.delay);
          break;
        case "complete": {
          this.endDiscard();
          const buffer = this.#buffer!;
          this.#buffer = undefined;
          user.completed(this, buffer.subarray(0, this.#length));
          break;
        }
        case "discard":
          this.stop();
          user.discarded(this.#length);
          break;
      }
    }
    this.tell();
  }
}
