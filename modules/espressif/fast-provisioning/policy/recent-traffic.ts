import { getUint32BE } from "../../../base/bytes.js";
import type { AdvertisingBearer } from "../../../bearer/advertising-bearer.js";
import type { Clock } from "../../../host/clock.js";
import type { PduTimes } from "../../../host/radio.js";

const capacity = 64;
/** Link ID (4), transaction number (1), then the generic PDU. Mesh Protocol 1.1 §5.2.1. */
const controlOffset = 5;
const linkClose = 0x0b;

/** The PB-ADV links whose PDUs a node received lately, its own included: a measure of the load of the air. */
export class RecentLinks {
  readonly #ids = new Uint32Array(capacity);
  readonly #times = new Float64Array(capacity).fill(-Infinity);
  /** Index of the latest link: successive PDUs are often of the same one. */
  #last = 0;

  /** A PB-ADV PDU was received: it begins at `start`. */
  received(data: Uint8Array, start: number, now: number): void {
    const linkId = getUint32BE(data, start);
    if (data[start + controlOffset] === linkClose) this.closed(linkId);
    else this.heard(linkId, now);
  }

  /** A PDU of this link was received. */
  heard(linkId: number, now: number): void {
    if (this.#ids[this.#last] !== linkId) this.#last = this.#slotFor(linkId);
    this.#ids[this.#last] = linkId;
    this.#times[this.#last] = now;
  }

  /** The link was closed. */
  closed(linkId: number): void {
    for (let i = 0; i < capacity; i++) if (this.#ids[i] === linkId) this.#times[i] = -Infinity;
  }

  /** Number of links with a PDU since `time`, ms; 64 at most. */
  countSince(time: number): number {
    let count = 0;
    for (let i = 0; i < capacity; i++) if (this.#times[i]! >= time) count++;
    return count;
  }

  /** Index of a known link, else of the one whose last PDU is the oldest. */
  #slotFor(linkId: number): number {
    let oldest = 0;
    for (let i = 0; i < capacity; i++) {
      if (this.#ids[i] === linkId && this.#times[i] !== -Infinity) return i;
      if (this.#times[i]! < this.#times[oldest]!) oldest = i;
    }
    return oldest;
  }
}

/** Most PDUs whose times are kept. */
const mostPdus = 1024;

/** The times of the last network PDUs, in JavaScript: for radios that keep none. */
export class RecentPdus implements PduTimes {
  readonly #clock: Clock;
  readonly #onClose: (() => void) | undefined;
  /** Times of reception, ms, a ring buffer; the oldest is at `#next`. */
  readonly #times: Float64Array;
  #next = 0;
  #closed = false;

  /** `count`: number of PDUs whose times are kept. Throws RangeError for one out of range. */
  constructor(clock: Clock, count: number, onClose?: () => void) {
    if (!(Number.isInteger(count) && count >= 1 && count <= mostPdus))
      throw new RangeError(`count ${count}: a whole number from 1 to ${mostPdus}`);
    this.#clock = clock;
    this.#onClose = onClose;
    this.#times = new Float64Array(count).fill(-Infinity);
  }

  /** A PDU has come. */
  heard(): void {
    this.#times[this.#next] = this.#clock.now();
    this.#next = (this.#next + 1) % this.#times.length;
  }

  get age(): number {
    return this.#closed ? Infinity : this.#clock.now() - this.#times[this.#next]!;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose?.();
  }
}

/**
 * The times of the last `count` network PDUs that a bearer receives: its radio's, which call nobody,
 * or in JavaScript where it keeps none. Then the bearer gets every PDU.
 */
export function pduTimes(
  bearer: Pick<AdvertisingBearer, "onNetworkPdu" | "pduTimes">,
  clock: Clock,
  count: number,
): PduTimes {
  const kept = bearer.pduTimes(count);
  if (kept) return kept;
  const times = new RecentPdus(clock, count, () => unsubscribe());
  const unsubscribe = bearer.onNetworkPdu(() => times.heard());
  return times;
}
