/** Reports that are admitted at a time: the segments of more of them are lost to each other. */
const maxReports = 4;

/** Milliseconds, about, that a report takes. */
const reportTime = 300;

/** Milliseconds after which the place of an admitted report is another one's, should it not have come. */
const admissionTime = 1000;

/** Milliseconds for which the place of a reporter in the queue is kept after its wait: its next query may be lost. */
const placeTime = 2000;

/**
 * Which reporters may send a report to a collector now, and how long the others wait. A reporter
 * asks with a query, which is short; reports of a whole network at the same time would fill the air
 * with segments that nobody receives. Times are milliseconds of the same clock.
 */
export class ReportAdmission {
  /** Addresses of the reporters that were admitted, and when their places end. */
  readonly #admitted = new Map<number, number>();
  /** Addresses of the reporters that wait, in the order in which they asked first, and when their places end. */
  readonly #waiting = new Map<number, number>();

  /** The reporter at `src` asks: the milliseconds after which it shall ask again; 0: it is admitted. */
  ask(src: number, now: number): number {
    this.#expire(now);
    const places = maxReports - this.#admitted.size;
    if (this.#admitted.has(src) || places > 0) {
      this.#waiting.delete(src);
      this.#admitted.set(src, now + admissionTime);
      return 0;
    }
    let place = 1;
    for (const other of this.#waiting.keys()) {
      if (other === src) break;
      place++;
    }
    const wait = this.#time(place);
    this.#waiting.set(src, now + wait + placeTime);
    return wait;
  }

  /** Milliseconds for which a reporter whose report has come lets the waiting ones go first; 0: there are none. */
  courtesy(now: number): number {
    this.#expire(now);
    return this.#time(this.#waiting.size);
  }

  /** The report of `src` has come. */
  over(src: number): void {
    this.#admitted.delete(src);
  }

  /** Until so many reports have come. */
  #time(reports: number): number {
    return (reports * reportTime) / maxReports;
  }

  #expire(now: number): void {
    for (const places of [this.#admitted, this.#waiting])
      for (const [src, end] of places) if (end < now) places.delete(src);
  }
}
