const capacity = 64;

/** The PB-ADV links whose PDUs a node received lately, its own included: a measure of the load of the air. */
export class RecentLinks {
  readonly #ids = new Uint32Array(capacity);
  readonly #times = new Float64Array(capacity).fill(-Infinity);
  /** Index of the latest link: successive PDUs are often of the same one. */
  #last = 0;

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

/** The times of the last network PDUs that a node received: a measure of the load of the air. */
export class RecentPdus {
  /** Times of reception, ms, a ring buffer; the oldest is at `#next`. */
  readonly #times: Float64Array;
  #next = 0;

  /** `count`: number of PDUs whose times are kept. */
  constructor(count: number) {
    this.#times = new Float64Array(count).fill(-Infinity);
  }

  heard(now: number): void {
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
  }

  /** Time of the oldest of the last `count` PDUs, ms; -Infinity if there were fewer. */
  get oldest(): number {
    return this.#times[this.#next]!;
  }
}
