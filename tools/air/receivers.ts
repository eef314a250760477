import type { AirParameters, Part } from "./model.js";
import { CHANNELS, TURNAROUND } from "./parameters.js";
import { grown } from "./counter-columns.js";
import type { RadioShare } from "./gatt/radio-share.js";
import type { Station } from "./station.js";

/** Milliseconds of the scan cycle that have one list of possible listeners. */
const STEP = 1;
/** More than the rounding error of times, and much less than a step; in steps. */
const ROUNDING = 0.001;

/**
 * When each station can receive. This is evaluated for every packet and every station, so the
 * data is stored in arrays by the station's index, and stations are listed by the part of the
 * scan cycle in which they listen.
 */
export class Receivers {
  readonly #interval: number;
  readonly #window: number;
  readonly #switch: number;
  /** Milliseconds of a scan cycle over all channels. */
  readonly #cycle: number;
  readonly #recovery: number;
  readonly #duty: Part | undefined;
  readonly #gap: Part | undefined;
  /** Stations by index; undefined after a station has left. */
  #stations: (Station | undefined)[] = [];
  /** What connections take of the radios, by index; no entry until one has had a connection. */
  readonly #shares: (RadioShare | undefined)[] = [];
  #phase = new Float64Array(0);
  /** Start of each station's scanning, by index; Infinity if it does not scan. */
  #scansSince = new Float64Array(0);
  // The two latest advertising events of each station: no more than two can be near one packet.
  #ownStart = new Float64Array(0);
  #ownEnd = new Float64Array(0);
  #earlierStart = new Float64Array(0);
  #earlierEnd = new Float64Array(0);
  /** Milliseconds for which each station is deaf after an advertising event of its own. */
  #deafness = new Float64Array(0);
  /** Ends of the two latest packets that each station received. */
  #received = new Float64Array(0);
  #receivedBefore = new Float64Array(0);
  /** Phase of each station's Wi-Fi period, as a share of the period. */
  #turn = new Float64Array(0);
  #found = new Int32Array(0);
  /** All stations, in the order in which they joined. */
  #joined: readonly Station[] = [];
  /** Stations that may listen to the first channel, by step of the cycle. */
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

  /** Adds a station. `joined`: all stations, in the order in which they joined. */
  join(station: Station, joined: readonly Station[]): void {
    const { index } = station;
    if (index >= this.#phase.length) this.#grow(2 * (index + 1));
    this.#replace(index, station);
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
    this.#replace(station.index, undefined);
    if (this.#shares.length > station.index) this.#shares[station.index] = undefined;
    this.#scansSince[station.index] = Infinity;
    this.#listAnew(joined);
  }

  /** All by their indices, with undefined after one has left. What the array has is not replaced: another array is made. */
  get stations(): readonly (Station | undefined)[] {
    return this.#stations;
  }

  #replace(index: number, station: Station | undefined): void {
    // Who has the array asks for the stations that were in it then.
    if (index < this.#stations.length) this.#stations = this.#stations.slice();
    this.#stations[index] = station;
  }

  /** The station at `index`; undefined after it has left. */
  at(index: number): Station | undefined {
    return this.#stations[index];
  }

  /** Records what connections take of a station's radio. */
  shared(station: Station, share: RadioShare | undefined): void {
    this.#shares[station.index] = share;
  }

  /** What connections take of a station's radio. */
  share(index: number): RadioShare | undefined {
    return this.#shares.length > index ? this.#shares[index] : undefined;
  }

  /** Records that a station scans since a time; Infinity: that it does not scan. */
  scans(station: Station, since: number): void {
    this.#scansSince[station.index] = since;
  }

  /** Records an advertising event of a station. */
  sends(station: Station, start: number, end: number): void {
    const { index } = station;
    this.#earlierStart[index] = this.#ownStart[index]!;
    this.#earlierEnd[index] = this.#ownEnd[index]!;
    this.#ownStart[index] = start;
    this.#ownEnd[index] = end;
  }

  /** Records the end of a packet that a station received. */
  receives(index: number, end: number): void {
    this.#receivedBefore[index] = this.#received[index]!;
    this.#received[index] = end;
  }

  /**
   * Indices of all stations that listen to a channel from `start` to `end`, in the order in which
   * they joined; their own advertising events are not considered. The array is overwritten by the
   * next call.
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

  /** Whether a station has been scanning, on any channel, since `time`. */
  hasScannedSince(index: number, time: number): boolean {
    return this.#scansSince[index]! <= time;
  }

  /** Whether a station's scanner stays on a channel from `start` to `end`. */
  listens(index: number, channelIndex: number, start: number, end: number): boolean {
    const position = start + this.#phase[index]!;
    const turn = Math.floor(position / this.#interval);
    // `%` is slower here: for numbers of this size it is compiled to a function call.
    if (turn - CHANNELS.length * Math.floor(turn / CHANNELS.length) !== channelIndex) return false;
    const offset = position - turn * this.#interval;
    return offset >= this.#switch && offset + (end - start) <= this.#window;
  }

  /** Whether an advertising event of its own overlaps `start` to `end`. */
  sendsDuring(index: number, start: number, end: number): boolean {
    const before = start - TURNAROUND;
    const after = end + TURNAROUND;
    return (
      (this.#ownStart[index]! < after && this.#ownEnd[index]! > before) ||
      (this.#earlierStart[index]! < after && this.#earlierEnd[index]! > before)
    );
  }

  /**
   * Whether at `start` a station is deaf after an event of its own, advertising or connection, that
   * ended before.
   */
  isDeaf(index: number, start: number): boolean {
    const share = this.share(index);
    if (share?.servedWithin(this.#deafness[index]!, start) === true) return true;
    const end = this.#ownStart[index]! <= start ? this.#ownEnd[index]! : this.#earlierEnd[index]!;
    return start < end + this.#deafness[index]!;
  }

  /** Whether at `start` a station's receiver is not ready after a packet that ended before. */
  recovers(index: number, start: number): boolean {
    const latest = this.#received[index]!;
    const end = start >= latest ? latest : this.#receivedBefore[index]!;
    return start >= end && start < end + this.#recovery;
  }

  /**
   * Whether another user of the station's radio, such as Wi-Fi, has it at any time from `start`
   * to `end`.
   */
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

  /**
   * Stations whose window on the first channel overlaps the step from `begin` on, rounding
   * included.
   */
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
    this.#found = new Int32Array(length);
    this.#phase = grown(this.#phase, length);
    this.#scansSince = grown(this.#scansSince, length);
    this.#ownStart = grown(this.#ownStart, length);
    this.#ownEnd = grown(this.#ownEnd, length);
    this.#earlierStart = grown(this.#earlierStart, length);
    this.#earlierEnd = grown(this.#earlierEnd, length);
    this.#deafness = grown(this.#deafness, length);
    this.#received = grown(this.#received, length);
    this.#receivedBefore = grown(this.#receivedBefore, length);
    this.#turn = grown(this.#turn, length);
  }
}

/**
 * Milliseconds since the current period of `every` began; a period began `phase` (a share of it)
 * before time 0.
 */
function inTurn(time: number, every: number, phase: number): number {
  const at = time + phase * every;
  return at - every * Math.floor(at / every);
}
