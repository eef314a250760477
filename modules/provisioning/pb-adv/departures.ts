import { putUint32BE } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import { Timer } from "../../base/timer.js";
import { AdType } from "../../bearer/ad-type.js";
import type { AdvertisingBearer, Transmission } from "../../bearer/advertising-bearer.js";
import { Priority } from "../../bearer/send-request.js";
import type { Clock } from "../../host/clock.js";
import { pbAdvHeader } from "./generic-pdu.js";
import type { PbAdvTiming } from "./timing.js";

/** What may wait to be sent at the same time, one of each: a segment by its number, or one of these. */
export const DepartureKind = frozen({ control: -1, acknowledgement: -2 });

/** A generic provisioning PDU to be sent. */
export interface Departure {
  /** 0 of link control. */
  readonly transaction: number;
  readonly pdu: Uint8Array;
  /** Not before this time of the clock, in ms. */
  readonly notBefore: number;
  /** Advertising events, and milliseconds between them where that is not the timing's `interval`. */
  readonly transmissions: number;
  readonly interval?: number;
  /** Called when the last event has ended, or when there was no room for it. */
  readonly onEnd: () => void;
}

export interface DeparturesOptions {
  readonly bearer: AdvertisingBearer;
  readonly clock: Clock;
  readonly linkId: number;
}

/** A departure on its way. */
interface Pending {
  readonly departures: Departures;
  readonly kind: number;
  readonly departure: Departure;
  /** Not 0 once the bearer has it. */
  transmission: Transmission;
  /** Until it may be sent. Made where it has to wait. */
  timer: Timer<Pending> | undefined;
}

/** Sends the generic provisioning PDUs of one link, each in its time, and none right behind another. */
export class Departures {
  readonly #options: DeparturesOptions;
  /** Milliseconds from the end of one PDU to the next at least; 0: they may follow at once. */
  readonly #gap: number;
  /** Milliseconds between the events of one PDU. */
  readonly #interval: number;
  /** In the order in which they came. */
  readonly #pending: Pending[] = [];
  /** No PDU begins before. */
  #freeFrom = -Infinity;

  constructor(options: DeparturesOptions, timing: PbAdvTiming) {
    this.#options = options;
    this.#gap = timing.delay.low;
    this.#interval = timing.interval;
  }

  /** Whether a PDU of this kind is still to be sent, or on the air. */
  has(kind: number): boolean {
    for (const pending of this.#pending) if (pending.kind === kind) return true;
    return false;
  }

  /** Takes the place of what is not sent yet of its kind. */
  send(kind: number, departure: Departure): void {
    this.cancel(kind);
    const pending: Pending = {
      departures: this,
      kind,
      departure,
      transmission: 0,
      timer: undefined,
    };
    this.#pending.push(pending);
    // Who sends is as deep in the stack as can be, and it is still far to the radio.
    this.#options.bearer.queue.post(Departures.#leavePosted, this, pending);
  }

  static #leavePosted(departures: Departures, pending: Pending): void {
    if (departures.#pending.includes(pending)) departures.#leave(pending);
  }

  /** Forgets what is not sent yet of this kind; its `onEnd` is not called. */
  cancel(kind: number): void {
    for (const pending of this.#pending)
      if (pending.kind === kind) {
        this.#forget(pending);
        return;
      }
  }

  /** Forgets all segments that are not sent yet. */
  cancelSegments(): void {
    for (let i = this.#pending.length; i-- > 0;) {
      const pending = this.#pending[i];
      if (pending !== undefined && pending.kind >= 0) this.#forget(pending);
    }
  }

  /** Forgets everything. */
  close(): void {
    for (const pending of this.#pending.splice(0)) this.#stop(pending);
  }

  #leave(pending: Pending): void {
    const { clock } = this.#options;
    const { departure } = pending;
    // What is on the air lets the others leave when it has ended.
    if (pending.transmission !== 0 || (this.#gap > 0 && this.#onAir())) return;
    const wait = Math.max(departure.notBefore, this.#freeFrom) - clock.now();
    if (wait > 0) {
      pending.timer ??= new Timer(clock, Departures.#leaveDue, pending);
      pending.timer.start(wait);
    } else this.#hand(pending);
  }

  static #leaveDue(pending: Pending): void {
    pending.departures.#leave(pending);
  }

  #hand(pending: Pending): void {
    const { bearer, linkId } = this.#options;
    const { departure } = pending;
    const payload = new Uint8Array(pbAdvHeader + departure.pdu.length);
    putUint32BE(payload, 0, linkId);
    payload[4] = departure.transaction;
    payload.set(departure.pdu, pbAdvHeader);
    pending.transmission = bearer.send({
      type: AdType.provisioning,
      payload,
      priority: Priority.provisioning,
      transmissions: departure.transmissions,
      interval: departure.interval ?? this.#interval,
      onEnd: () => {
        this.#remove(pending);
        this.#ended();
        departure.onEnd();
      },
    });
  }

  #onAir(): boolean {
    for (const { transmission } of this.#pending) if (transmission !== 0) return true;
    return false;
  }

  #forget(pending: Pending): void {
    const wasOnAir = pending.transmission !== 0;
    this.#remove(pending);
    this.#stop(pending);
    if (wasOnAir) this.#ended();
  }

  #stop({ timer, transmission }: Pending): void {
    timer?.stop();
    this.#options.bearer.cancel(transmission);
  }

  #remove(pending: Pending): void {
    const at = this.#pending.indexOf(pending);
    if (at >= 0) this.#pending.splice(at, 1);
  }

  #ended(): void {
    if (this.#gap === 0) return;
    this.#freeFrom = this.#options.clock.now() + this.#gap;
    for (const pending of [...this.#pending]) this.#leave(pending);
  }
}
