const capacity = 64;

/** The PB-ADV links whose PDUs a node heard lately, its own as well: how busy the air around it is. */
export class RecentLinks {
  readonly #ids = new Uint32Array(capacity);
  readonly #times = new Float64Array(capacity).fill(-Infinity);
  /** The place that was used last: PDUs of a link come in a row. */
  #last = 0;

  /** A PDU of this link came. */
  heard(linkId: number, now: number): void {
    if (this.#ids[this.#last] !== linkId) this.#last = this.#slotFor(linkId);
    this.#ids[this.#last] = linkId;
    this.#times[this.#last] = now;
  }

  /** The link was closed. */
  closed(linkId: number): void {
    for (let i = 0; i < capacity; i++) if (this.#ids[i] === linkId) this.#times[i] = -Infinity;
  }

  /** Distinct links heard since `time`, 64 at most. */
  countSince(time: number): number {
    let count = 0;
    for (let i = 0; i < capacity; i++) if (this.#times[i]! >= time) count++;
    return count;
  }

  /** The place of a link that is known, else that of the one not heard for longest. */
  #slotFor(linkId: number): number {
    let oldest = 0;
    for (let i = 0; i < capacity; i++) {
      if (this.#ids[i] === linkId && this.#times[i] !== -Infinity) return i;
      if (this.#times[i]! < this.#times[oldest]!) oldest = i;
    }
    return oldest;
  }
}

/** The network PDUs that a node heard lately: how much of the air the messages of others take. */
export class RecentPdus {
  /** When they came, ms; from `#next` on, the oldest first. */
  readonly #times: Float64Array;
  #next = 0;

  /** `count`: so far back it remembers. */
  constructor(count: number) {
    this.#times = new Float64Array(count).fill(-Infinity);
  }

  heard(now: number): void {
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
  }

  /** When the one came that is `count` back, ms; -Infinity where there were not so many. */
  get oldest(): number {
    return this.#times[this.#next]!;
  }
}
