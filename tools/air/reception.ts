import { grown } from "./counter-columns.js";

/** More than the rounding error of times, ms. */
const ROUNDING = 1e-6;
/** The same for sums of few times, ms. */
const COST_ROUNDING = 1e-9;

/**
 * Whether the hosts of all stations take packets, in columns by the stations' indices: it is asked
 * for each packet at each station that received it.
 */
export class Reception {
  /** Milliseconds from which packets are handed up; Infinity for a station that does not scan. */
  #from = new Float64Array(0);
  /** From a packet's end to its receiver, ms. */
  #latency = new Float64Array(0);
  /** Milliseconds that the host needs for a packet. */
  #cost = new Float64Array(0);
  /** The end of the latest packet's processing. */
  #done = new Float64Array(0);
  /** Number of packets that wait for the host. */
  #waiting = new Float64Array(0);
  /** Index of the filter of each station. */
  #filters = new Int32Array(0);
  /** The place of each station's receiver in the group of the air; -1: it is not in the group. */
  #places = new Int32Array(0);

  /** Adds a station, which does not scan and whose host is idle. */
  join(index: number, latency: number, cost: number, filter: number): void {
    if (index >= this.#from.length) this.#grow(2 * (index + 1));
    this.#from[index] = Infinity;
    this.#latency[index] = latency;
    this.#cost[index] = cost;
    this.#done[index] = -Infinity;
    this.#waiting[index] = 0;
    this.#filters[index] = filter;
    this.#places[index] = -1;
  }

  /** Sets the place of the station's receiver in the group of the air; -1: none. */
  setPlace(index: number, place: number): void {
    this.#places[index] = place;
  }

  /** The place of the station's receiver in the group of the air; -1: it is not in the group. */
  place(index: number): number {
    return this.#places[index]!;
  }

  /** Packets that ended before `since` are not handed up; Infinity: none is. */
  scansSince(index: number, since: number): void {
    this.#from[index] = since + this.#latency[index]! - ROUNDING;
  }

  latency(index: number): number {
    return this.#latency[index]!;
  }

  /** Index of the station's filter. */
  filter(index: number): number {
    return this.#filters[index]!;
  }

  /** Whether a packet that arrives now is handed up. */
  takes(index: number, now: number): boolean {
    return now >= this.#from[index]!;
  }

  /** Whether the host would have processed a packet that arrives now. */
  isIdle(index: number, now: number): boolean {
    return (
      this.#waiting[index] === 0 && this.#done[index]! + this.#cost[index]! <= now + COST_ROUNDING
    );
  }

  /** Milliseconds at which the host is idle again. */
  idleAt(index: number): number {
    return this.#done[index]! + this.#cost[index]!;
  }

  /** The host has processed a packet at `now`. */
  worked(index: number, now: number): void {
    if (this.#cost[index]! > 0) this.#done[index] = now;
  }

  /** So many packets wait for the host. */
  waits(index: number, count: number): void {
    this.#waiting[index] = count;
  }

  #grow(length: number): void {
    this.#from = grown(this.#from, length);
    this.#latency = grown(this.#latency, length);
    this.#cost = grown(this.#cost, length);
    this.#done = grown(this.#done, length);
    this.#waiting = grown(this.#waiting, length);
    const longer = (numbers: Int32Array) => {
      const column = new Int32Array(length);
      column.set(numbers);
      return column;
    };
    this.#filters = longer(this.#filters);
    this.#places = longer(this.#places);
  }
}
