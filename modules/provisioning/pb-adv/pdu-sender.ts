import { putUint32BE } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import { Timer } from "../../base/timer.js";
import { AdType } from "../../bearer/ad-type.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { Transmission } from "../../bearer/send-request.js";
import { Priority } from "../../bearer/send-request.js";
import type { Clock } from "../../host/clock.js";
import { pbAdvHeader } from "./generic-pdu.js";
import type { PbAdvTiming } from "./timing.js";

/** Kinds of PDUs of which one each may be queued: a segment has its number, 0 or more, as its kind. */
export const PduKind = frozen({ control: -1, acknowledgement: -2 });

/** A generic provisioning PDU to be sent. */
export interface OutgoingPdu {
  /** Transaction Number; 0 for link control. */
  readonly transaction: number;
  readonly pdu: Uint8Array;
  /** Not before this time of the clock, in ms. */
  readonly notBefore: number;
  /** Number of advertising events. */
  readonly transmissions: number;
  /** Milliseconds between the advertising events; default: that of the timing. */
  readonly interval?: number;
  /** Called after the last advertising event, or when the bearer has no room for the PDU. */
  readonly onEnd: () => void;
}

export interface PduSenderOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  readonly linkId: number;
}

/** A PDU that is queued or being sent. */
interface Pending {
  readonly sender: PduSender;
  readonly kind: number;
  readonly outgoing: OutgoingPdu;
  /** Of the bearer; 0 until the PDU was handed to it. */
  transmission: Transmission;
  /** Until `notBefore` and the gap behind the PDU before. Created where it has to wait. */
  timer: Timer<Pending> | undefined;
}

/** Sends the generic provisioning PDUs of one link: each at its time, with a gap between two of them. */
export class PduSender {
  readonly #options: PduSenderOptions;
  /** Least milliseconds from the end of one PDU to the next; 0: no gap, and several may be sent at a time. */
  readonly #gap: number;
  /** Milliseconds between the advertising events of one PDU. */
  readonly #interval: number;
  /** In the order of `send`. */
  readonly #pending: Pending[] = [];
  /** Time of the clock before which no PDU may be sent, in ms. */
  #freeFrom = -Infinity;

  constructor(options: PduSenderOptions, timing: PbAdvTiming) {
    this.#options = options;
    this.#gap = timing.delay.low;
    this.#interval = timing.interval;
  }

  /** Whether a PDU of this kind is still to be sent, or on the air. */
  has(kind: number): boolean {
    for (const pending of this.#pending) if (pending.kind === kind) return true;
    return false;
  }

  /** Queues a PDU. It replaces a PDU of the same kind that is not completely sent. */
  send(kind: number, outgoing: OutgoingPdu): void {
    this.cancel(kind);
    const pending: Pending = {
      sender: this,
      kind,
      outgoing,
      transmission: 0,
      timer: undefined,
    };
    this.#pending.push(pending);
    // The caller is deep in the stack, and so is the radio: sent from the run queue.
    this.#options.bearer.queue.post(PduSender.#sendPosted, this, pending);
  }

  static #sendPosted(sender: PduSender, pending: Pending): void {
    if (sender.#pending.includes(pending)) sender.sendIfDue(pending);
  }

  /** Cancels the PDU of this kind that is not completely sent; its `onEnd` is not called. */
  cancel(kind: number): void {
    for (const pending of this.#pending)
      if (pending.kind === kind) {
        this.forget(pending);
        return;
      }
  }

  /** Cancels all segments that are not completely sent. */
  cancelSegments(): void {
    for (let i = this.#pending.length; i-- > 0;) {
      const pending = this.#pending[i];
      if (pending !== undefined && pending.kind >= 0) this.forget(pending);
    }
  }

  /** Cancels everything. */
  close(): void {
    for (const pending of this.#pending.splice(0)) this.stop(pending);
  }

  private sendIfDue(pending: Pending): void {
    const { clock } = this.#options;
    const { outgoing } = pending;
    // With a gap, the end of the PDU that is being sent calls again for the others.
    if (pending.transmission !== 0 || (this.#gap > 0 && this.onAir())) return;
    const wait = Math.max(outgoing.notBefore, this.#freeFrom) - clock.now();
    if (wait > 0) {
      pending.timer ??= new Timer(clock, PduSender.#sendDue, pending);
      pending.timer.start(wait);
    } else this.handToBearer(pending);
  }

  static #sendDue(pending: Pending): void {
    pending.sender.sendIfDue(pending);
  }

  private handToBearer(pending: Pending): void {
    const { bearer, linkId } = this.#options;
    const { outgoing } = pending;
    const payload = new Uint8Array(pbAdvHeader + outgoing.pdu.length);
    putUint32BE(payload, 0, linkId);
    payload[4] = outgoing.transaction;
    payload.set(outgoing.pdu, pbAdvHeader);
    pending.transmission = bearer.send({
      type: AdType.provisioning,
      payload,
      priority: Priority.provisioning,
      transmissions: outgoing.transmissions,
      interval: outgoing.interval ?? this.#interval,
      onEnd: () => {
        this.remove(pending);
        this.ended();
        outgoing.onEnd();
      },
    });
  }

  private onAir(): boolean {
    for (const { transmission } of this.#pending) if (transmission !== 0) return true;
    return false;
  }

  private forget(pending: Pending): void {
    const wasOnAir = pending.transmission !== 0;
    this.remove(pending);
    this.stop(pending);
    if (wasOnAir) this.ended();
  }

  private stop({ timer, transmission }: Pending): void {
    timer?.stop();
    this.#options.bearer.cancel(transmission);
  }

  private remove(pending: Pending): void {
    const at = this.#pending.indexOf(pending);
    if (at >= 0) this.#pending.splice(at, 1);
  }

  private ended(): void {
    if (this.#gap === 0) return;
    this.#freeFrom = this.#options.clock.now() + this.#gap;
    for (const pending of [...this.#pending]) this.sendIfDue(pending);
  }
}
