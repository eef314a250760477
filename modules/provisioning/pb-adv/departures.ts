import { putUint32BE } from "../../base/bytes.js";
import { frozen } from "../../base/frozen.js";
import { Timers } from "../../base/timers.js";
import { AdType } from "../../bearer/ad-type.js";
import type { AdvertisingBearer, Transmission } from "../../bearer/advertising-bearer.js";
import { Priority } from "../../bearer/queue.js";
import type { Clock } from "../../host/clock.js";
import { pbAdvHeader } from "./generic-pdu.js";

/** What may wait to be sent at the same time, one of each: a segment by its number, or one of these. */
export const DepartureKind = frozen({ control: -1, acknowledgement: -2 });

/** A generic provisioning PDU to be sent. */
export interface Departure {
  /** 0 of link control. */
  readonly transaction: number;
  readonly pdu: Uint8Array;
  /** Not before this time of the clock, in ms. */
  readonly notBefore: number;
  /** Advertising events. */
  readonly transmissions: number;
  /** Called when the last event has ended, or when there was no room for it. */
  readonly onEnd: () => void;
}

/** Sends the generic provisioning PDUs of one link, each in its time, and none right behind another. */
export class Departures {
  readonly #bearer: AdvertisingBearer;
  readonly #clock: Clock;
  readonly #linkId: number;
  readonly #timers: Timers<number>;
  readonly #waiting = new Map<number, Departure>();
  readonly #onAir = new Map<number, Transmission>();
  /** No PDU begins before. */
  #freeFrom = -Infinity;
  /** Milliseconds from the end of one PDU to the next at least; 0: they may follow at once. */
  readonly #gap: number;
  /** Milliseconds between the events of one PDU. */
  readonly #interval: number;

  constructor(options: {
    readonly bearer: AdvertisingBearer;
    readonly clock: Clock;
    readonly linkId: number;
    readonly gap: number;
    readonly interval: number;
  }) {
    this.#bearer = options.bearer;
    this.#clock = options.clock;
    this.#linkId = options.linkId;
    this.#timers = new Timers(options.clock);
    this.#gap = options.gap;
    this.#interval = options.interval;
  }

  /** Whether a PDU of this kind is still to be sent, or on the air. */
  has(kind: number): boolean {
    return this.#waiting.has(kind) || this.#onAir.has(kind);
  }

  /** Takes the place of what is not sent yet of its kind. */
  send(kind: number, departure: Departure): void {
    this.cancel(kind);
    this.#waiting.set(kind, departure);
    this.#leave(kind);
  }

  /** Forgets what is not sent yet of this kind; its `onEnd` is not called. */
  cancel(kind: number): void {
    this.#timers.stop(kind);
    this.#waiting.delete(kind);
    const transmission = this.#onAir.get(kind);
    if (transmission === undefined) return;
    this.#onAir.delete(kind);
    this.#bearer.cancel(transmission);
    this.#ended();
  }

  /** Forgets all segments that are not sent yet. */
  cancelSegments(): void {
    for (const kind of [...this.#waiting.keys(), ...this.#onAir.keys()])
      if (kind >= 0) this.cancel(kind);
  }

  /** Forgets everything. */
  close(): void {
    this.#timers.stopAll();
    this.#waiting.clear();
    for (const transmission of this.#onAir.values()) this.#bearer.cancel(transmission);
    this.#onAir.clear();
  }

  #leave(kind: number): void {
    const departure = this.#waiting.get(kind);
    // What is on the air lets the others leave when it has ended.
    if (departure === undefined || (this.#gap > 0 && this.#onAir.size > 0)) return;
    const wait = Math.max(departure.notBefore, this.#freeFrom) - this.#clock.now();
    if (wait > 0) {
      this.#timers.start(kind, wait, () => this.#leave(kind));
      return;
    }
    this.#waiting.delete(kind);
    const payload = new Uint8Array(pbAdvHeader + departure.pdu.length);
    putUint32BE(payload, 0, this.#linkId);
    payload[4] = departure.transaction;
    payload.set(departure.pdu, pbAdvHeader);
    const transmission: Transmission = this.#bearer.send({
      type: AdType.provisioning,
      payload,
      priority: Priority.provisioning,
      transmissions: departure.transmissions,
      interval: this.#interval,
      onEnd: () => {
        this.#onAir.delete(kind);
        this.#ended();
        departure.onEnd();
      },
    });
    this.#onAir.set(kind, transmission);
  }

  #ended(): void {
    if (this.#gap === 0) return;
    this.#freeFrom = this.#clock.now() + this.#gap;
    for (const kind of [...this.#waiting.keys()]) this.#leave(kind);
  }
}
