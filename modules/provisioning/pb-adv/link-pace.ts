import type { Clock } from "../../host/clock.js";
import type { Random } from "../../host/random.js";
import type { AcknowledgementRules, AcknowledgementTimer } from "./acknowledger.js";
import { observe, retransmissionDelay, type ResponseTimes } from "./response-time.js";
import { backoffDelay, calmTiming, drawDelay, type PbAdvTiming } from "./timing.js";

/** Milliseconds until the acknowledgment of a PDU without an answer yet is repeated, unless the peer sends its next PDU. */
const againAfter = 120;

/** Milliseconds from an acknowledgment to the next one to a peer that has the answer and sends no next PDU; doubled each time. */
const reminderAfter = 500;
const mostReminders = 4000;

/** Milliseconds that a peer needs at most for each segment that it sends again. */
const restAfter = 80;

/** PDUs in a row that are lost before a link calms down: usually, and where the radio is known to receive early. */
const patience = 3;
const longPatience = 8;

/** A PDU received again within this time (ms) is the same event, on another channel. */
const sameEvent = 10;

/** When the PDUs of a link are due, by its timing and the PDUs received on it. Times are those of the clock, in ms. */
export class LinkPace {
  readonly #clock: Clock;
  readonly #random: Random;
  #timing: PbAdvTiming;
  /** When the PDU that is answered was received: the random delay counts from there. */
  #heard = -Infinity;
  /** When the delays of the PDU that is being sent started. */
  #begun = 0;
  /** When the peer's last segment was received, and whether the one before was received in the same event. */
  #segment = -Infinity;
  #sameEvent = false;
  /** When the last acknowledgment was sent, and when the last segment of this side's PDU was. */
  #acknowledged = -Infinity;
  #tried = 0;
  /** When the first Link Open, or Link Ack, was sent; undefined once it was answered or sent again. */
  #linkSent: number | undefined;
  /** Link control PDUs that were sent. */
  #controls = 0;
  #responses: ResponseTimes | undefined;
  /** PDUs in a row, of either side, that had to be sent again. */
  #losses = 0;

  constructor(options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly timing: PbAdvTiming;
  }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#timing = options.timing;
  }

  get timing(): PbAdvTiming {
    return this.#timing;
  }

  /** Advertising events of a segment or Link Open that is sent now. */
  get transmissions(): number {
    const { lightLoad, reception, transmissions } = this.#timing;
    if (!lightLoad || !reception || reception.linksHeard >= lightLoad.links) return transmissions;
    return lightLoad.transmissions;
  }

  /** The rules by which the peer's transactions are acknowledged. */
  get rules(): AcknowledgementRules {
    return this.#timing;
  }

  /** Whether PDUs have no delay: then several may be passed to the radio at once. */
  get immediate(): boolean {
    return this.#timing.delay.high === 0;
  }

  /** A PDU was received that is answered, or after which this side may send. */
  hear(): void {
    this.#heard = this.#clock.now();
  }

  /** Any PDU was received: the first one after Link Open or Link Ack gives the response time of the peer. */
  hearAny(): void {
    if (this.#linkSent === undefined) return;
    this.answered(this.#clock.now() - this.#linkSent);
    this.#linkSent = undefined;
  }

  /** A segment of the peer was received. */
  hearSegment(): void {
    const now = this.#clock.now();
    this.#sameEvent = now - this.#segment < sameEvent;
    this.#segment = now;
  }

  /** That segment had been received before. */
  hearAgain(): void {
    if (!this.#sameEvent) this.calmDown();
  }

  /** Link Open or Link Ack is about to be sent; if it was sent before, it was lost. */
  openAgain(): void {
    if (this.#controls > 0) this.calmDown();
  }

  controlSent(): void {
    this.#linkSent = this.#controls++ === 0 ? this.#clock.now() : undefined;
  }

  /** When a PDU is due that is sent for a PDU which was just received, or for the user of the link. */
  due(): number {
    return this.#clock.now() + this.delay();
  }

  /** A PDU begins: the delays of an answer count from the PDU that it answers. */
  begin(): void {
    this.#begun = Math.max(this.#heard, this.#clock.now() - this.#timing.delay.high);
  }

  /** When a segment of it is due; the wait for another try contains the delay. */
  segmentDue(tries: number): number {
    return tries === 0 ? this.#begun + this.delay() : 0;
  }

  /** The last segment was sent: milliseconds to the next try. */
  tried(tries: number): number {
    this.#tried = this.#clock.now();
    return retransmissionDelay(this.#timing, this.#responses, tries, this.#random);
  }

  /** A PDU of this side is sent again. */
  retry(): void {
    this.calmDown();
  }

  /** It is acknowledged; `first`: it was sent once, otherwise the response time is ambiguous. */
  delivered(first: boolean): void {
    const now = this.#clock.now();
    if (first) this.answered(now - this.#tried);
    this.#heard = now;
  }

  /** The same for one that the peer's next PDU acknowledges. */
  answeredByNext(): void {
    this.#losses = 0;
    this.#timing.reception?.answered(this.#clock.now() - this.#tried);
  }

  /** A PDU of the peer is complete. */
  received(): void {
    this.#heard = this.#acknowledged = this.#clock.now();
  }

  acknowledgementSent(): void {
    this.#acknowledged = this.#clock.now();
  }

  /** A PDU of the peer was received again: whether that is to be acknowledged. */
  repeated(): boolean {
    const since = this.#clock.now() - this.#acknowledged;
    if (since < this.#timing.acknowledgementGap) return false;
    this.hearAgain();
    return true;
  }

  /** Milliseconds to the next Link Open. */
  linkOpenWait(tries: number): number {
    return backoffDelay(this.#timing.linkOpen, tries, this.#random);
  }

  /** Milliseconds to an acknowledgement; `count` as in the effect that asks for it. */
  acknowledgementWait(timer: AcknowledgementTimer, count: number): number {
    switch (timer) {
      case "lead":
        return this.#timing.answerLead;
      case "again":
        return againAfter;
      case "reminder":
        return Math.min(mostReminders, reminderAfter * 2 ** Math.max(0, count - 2));
      case "rest":
        return restAfter * count;
    }
  }

  /** A PDU that was sent once is acknowledged after so many milliseconds. */
  private answered(time: number): void {
    this.#losses = 0;
    this.#responses = observe(this.#responses, time);
    this.#timing.reception?.answered(time);
  }

  private delay(): number {
    return this.immediate ? 0 : drawDelay(this.#timing.delay, this.#random);
  }

  /**
   * A PDU of a link without delays was lost. After some in a row it uses the delays of the
   * specification: the peer's radio may receive nothing right after an event of its own. Where the radios
   * are known to, PDUs are lost to the load of the air, for which delays are no cure.
   */
  private calmDown(): void {
    const { calmsDown, reception } = this.#timing;
    if (calmsDown && ++this.#losses >= (reception?.shown === true ? longPatience : patience))
      this.#timing = calmTiming(this.#timing);
  }
}
