import { CHANNELS, SCAN_SWITCH, SCAN_WINDOW, TURNAROUND } from "./parameters.js";
import type { Station } from "./station.js";

/** All channels in turn. */
const CYCLE = SCAN_WINDOW * CHANNELS.length;
/** Milliseconds of the cycle that share a list of who may listen. */
const STEP = 1;
/** More than times are rounded by, and next to nothing of a step. */
const ROUNDING = 0.001;

/**
 * When each station can receive. Every packet asks this of every station, so it
 * is kept in columns by the station's index, and the stations in lists by the
 * part of the scan cycle that they are in.
 */
export class Receivers {
  /** By their index; a place is empty once its station has left. */
  readonly #stations: (Station | undefined)[] = [];
  #phase = new Float64Array(0);
  /** Infinity for one that does not scan. */
  #scansSince = new Float64Array(0);
  // The two latest events of each station's own: no more can be near one packet.
  #ownStart = new Float64Array(0);
  #ownEnd = new Float64Array(0);
  #earlierStart = new Float64Array(0);
  #earlierEnd = new Float64Array(0);
  #found = new Int32Array(0);
  /** In the order of joining. */
  #joined: readonly Station[] = [];
  /** Who may listen to the first channel, by the step of the cycle. */
  readonly #lists: (Int32Array | undefined)[] = [];

  /** Takes a station in. `joined`: all of them, in the order of joining. */
  join(station: Station, joined: readonly Station[]): void {
    const { index } = station;
    if (index >= this.#phase.length) this.#grow(2 * (index + 1));
    this.#stations[index] = station;
    this.#phase[index] = station.scanPhase;
    this.#scansSince[index] = Infinity;
    this.#ownStart[index] = this.#ownEnd[index] = -Infinity;
    this.#earlierStart[index] = this.#earlierEnd[index] = -Infinity;
    this.#listAnew(joined);
  }

  leave(station: Station, joined: readonly Station[]): void {
    this.#stations[station.index] = undefined;
    this.#scansSince[station.index] = Infinity;
    this.#listAnew(joined);
  }

  /** The station at `index`, while it is there. */
  at(index: number): Station | undefined {
    return this.#stations[index];
  }

  /** Notes that a station has been scanning from `since` on; Infinity: that it does not. */
  scans(station: Station, since: number): void {
    this.#scansSince[station.index] = since;
  }

  /** Notes an event of a station's own. */
  sends(station: Station, start: number, end: number): void {
    const { index } = station;
    this.#earlierStart[index] = this.#ownStart[index]!;
    this.#earlierEnd[index] = this.#ownEnd[index]!;
    this.#ownStart[index] = start;
    this.#ownEnd[index] = end;
  }

  /**
   * Indices of all stations, in the order of joining, that listen to a channel from
   * `start` to `end`, their own events aside. The next call writes over them.
   */
  listening(channelIndex: number, start: number, end: number): Int32Array {
    const shifted = start - channelIndex * SCAN_WINDOW;
    const inCycle = shifted - Math.floor(shifted / CYCLE) * CYCLE;
    const step = Math.floor(inCycle / STEP);
    const candidates = (this.#lists[step] ??= this.#list(step * STEP));
    const found = this.#found;
    let count = 0;
    for (let i = 0; i < candidates.length; i++) {
      const index = candidates[i]!;
      if (this.#scansSince[index]! > start) continue;
      if (this.listens(index, channelIndex, start, end)) found[count++] = index;
    }
    return found.subarray(0, count);
  }

  /** Whether a station has been scanning, on whatever channel, since `time`. */
  hasScannedSince(index: number, time: number): boolean {
    return this.#scansSince[index]! <= time;
  }

  /** Whether a station's scanner is on a channel from `start` to `end` without a change. */
  listens(index: number, channelIndex: number, start: number, end: number): boolean {
    const position = start + this.#phase[index]!;
    const window = Math.floor(position / SCAN_WINDOW);
    // `%` of numbers this large would be a call.
    if (window - CHANNELS.length * Math.floor(window / CHANNELS.length) !== channelIndex)
      return false;
    const offset = position - window * SCAN_WINDOW;
    return offset >= SCAN_SWITCH && offset + (end - start) <= SCAN_WINDOW;
  }

  /** Whether an event of its own makes a station deaf at any instant from `start` to `end`. */
  sendsDuring(index: number, start: number, end: number): boolean {
    const before = start - TURNAROUND;
    const after = end + TURNAROUND;
    return (
      (this.#ownStart[index]! < after && this.#ownEnd[index]! > before) ||
      (this.#earlierStart[index]! < after && this.#earlierEnd[index]! > before)
    );
  }

  #listAnew(joined: readonly Station[]): void {
    this.#joined = joined;
    this.#lists.length = 0;
  }

  /** Those whose first window has an instant of the step from `begin` on, rounding included. */
  #list(begin: number): Int32Array {
    const least = -STEP - ROUNDING;
    const indices: number[] = [];
    for (const { index, scanPhase } of this.#joined) {
      const ahead = (begin + scanPhase - least) % CYCLE;
      if (ahead <= SCAN_WINDOW + STEP + 2 * ROUNDING) indices.push(index);
    }
    return Int32Array.from(indices);
  }

  #grow(length: number): void {
    const grown = (column: Float64Array) => {
      const longer = new Float64Array(length);
      longer.set(column);
      return longer;
    };
    this.#found = new Int32Array(length);
    this.#phase = grown(this.#phase);
    this.#scansSince = grown(this.#scansSince);
    this.#ownStart = grown(this.#ownStart);
    this.#ownEnd = grown(this.#ownEnd);
    this.#earlierStart = grown(this.#earlierStart);
    this.#earlierEnd = grown(this.#earlierEnd);
  }
}
