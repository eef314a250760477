import type { AirParameters, Part } from "./model.js";
import { CHANNELS, TURNAROUND } from "./parameters.js";
import type { Station } from "./station.js";

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
  readonly #interval: number;
  readonly #window: number;
  readonly #switch: number;
  /** All channels in turn. */
  readonly #cycle: number;
  readonly #recovery: number;
  readonly #duty: Part | undefined;
  readonly #gap: Part | undefined;
  /** By their index; a place is empty once its station has left. */
  readonly #stations: (Station | undefined)[] = [];
  #phase = new Float64Array(0);
  /** Infinity for one that does not scan. */
  #scansSince = new Float64Array(0);
  // The two latest events of each station's own: not more than two can be near one packet.
  #ownStart = new Float64Array(0);
  #ownEnd = new Float64Array(0);
  #earlierStart = new Float64Array(0);
  #earlierEnd = new Float64Array(0);
  /** How long each is deaf after an event of its own. */
  #deafness = new Float64Array(0);
  /** When the two latest packets that each received ended. */
  #received = new Float64Array(0);
  #receivedBefore = new Float64Array(0);
  /** Where each is in the turns of Wi-Fi on its radio, as a share of a turn. */
  #turn = new Float64Array(0);
  #found = new Int32Array(0);
  /** In the order of joining. */
  #joined: readonly Station[] = [];
  /** Who may listen to the first channel, by the step of the cycle. */
  readonly #lists: (Int32Array | undefined)[] = [];

  constructor(parameters: AirParameters) {
    const { recovery, scanDuty, scanGap, scanInterval, scanSwitch, scanWindow } = parameters;
    this.#interval = scanInterval;
    this.#window = scanWindow;
    this.#switch = scanSwitch;
    this.#cycle = scanInterval * CHANNELS.length;
    this.#recovery = recovery;
    this.#duty = scanDuty;
    this.#gap = scanGap;
  }

  /** Takes a station in. `joined`: all of them, in the order of joining. */
  join(station: Station, joined: readonly Station[]): void {
    const { index } = station;
    if (index >= this.#phase.length) this.#grow(2 * (index + 1));
    this.#stations[index] = station;
    this.#phase[index] = station.scanPhase * this.#cycle;
    this.#deafness[index] = station.deafness;
    this.#received[index] = this.#receivedBefore[index] = -Infinity;
    this.#turn[index] = station.wifiPhase;
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

  /** Notes the end of a packet that a station has received. */
  receives(index: number, end: number): void {
    this.#receivedBefore[index] = this.#received[index]!;
    this.#received[index] = end;
  }

  /**
   * Indices of all stations, in the order of joining, that listen to a channel from
   * `start` to `end`, their own events aside. The next call writes over them.
   */
  listening(channelIndex: number, start: number, end: number): Int32Array {
    const shifted = start - channelIndex * this.#interval;
    const inCycle = shifted - Math.floor(shifted / this.#cycle) * this.#cycle;
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
    const turn = Math.floor(position / this.#interval);
    // `%` of numbers this large would be a call.
    if (turn - CHANNELS.length * Math.floor(turn / CHANNELS.length) !== channelIndex) return false;
    const offset = position - turn * this.#interval;
    return offset >= this.#switch && offset + (end - start) <= this.#window;
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

  /** Whether a station is still deaf at `start` after an event of its own that ended before. */
  isDeaf(index: number, start: number): boolean {
    const end = this.#ownStart[index]! <= start ? this.#ownEnd[index]! : this.#earlierEnd[index]!;
    return start < end + this.#deafness[index]!;
  }

  /** Whether at `start` a station's receiver is not ready again after a packet that ended before. */
  recovers(index: number, start: number): boolean {
    const latest = this.#received[index]!;
    const end = start >= latest ? latest : this.#receivedBefore[index]!;
    return start >= end && start < end + this.#recovery;
  }

  /** Whether something else on a station has its radio at any instant from `start` to `end`. */
  isAway(index: number, start: number, end: number): boolean {
    const duty = this.#duty;
    const gap = this.#gap;
    if (duty === undefined && gap === undefined) return false;
    const phase = this.#turn[index]!;
    if (duty !== undefined) {
      const at = inTurn(start, duty[1], phase);
      if (at + (end - start) > duty[0]) return true;
    }
    if (gap === undefined) return false;
    const at = inTurn(start, gap[1], phase);
    return at < gap[0] || at + (end - start) > gap[1];
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
      const ahead = (begin + scanPhase * this.#cycle - least) % this.#cycle;
      if (ahead <= this.#interval + STEP + 2 * ROUNDING) indices.push(index);
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
    this.#deafness = grown(this.#deafness);
    this.#received = grown(this.#received);
    this.#receivedBefore = grown(this.#receivedBefore);
    this.#turn = grown(this.#turn);
  }
}

/** Milliseconds since a turn of `every` began, which did so a share `phase` of it before 0. */
function inTurn(time: number, every: number, phase: number): number {
  const at = time + phase * every;
  return at - every * Math.floor(at / every);
}
