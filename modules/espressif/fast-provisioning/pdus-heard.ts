/** The network PDUs that a node heard lately: how much of the air the messages of others take. */
export class PdusHeard {
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
