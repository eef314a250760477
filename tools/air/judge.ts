import type { Flight } from "./flights.js";
import { CAPTURE_RATIO, SENSITIVITY } from "./parameters.js";
import type { Interference } from "./interference.js";
import { distance, type Propagation, type Site } from "./propagation.js";
import type { Receivers } from "./receivers.js";
import type { CounterColumns } from "./counter-columns.js";

/** Rule for packets that overlap on a channel. */
export type Capture =
  /**
   * A receiver synchronizes to the first audible packet, and receives it if it is 8 dB above the
   * sum of the others.
   */
  | "lock"
  /** All audible packets that overlap are lost. */
  | "none"
  /** A packet 8 dB above the sum of the others is received, whichever was first. */
  | "any";

/** The stations that received a packet, in the order in which they joined. */
export interface Heard {
  /** Their indices. */
  readonly indices: number[];
  /** RSSI in whole dBm, in a controller's range, for each of `indices`. */
  readonly rssi: number[];
}

export interface JudgeOptions {
  readonly receivers: Receivers;
  readonly counters: CounterColumns;
  readonly propagation: Propagation;
  readonly interference: Interference;
  readonly capture: Capture;
  /** Share of packets that each receiver loses at random, in addition to all other effects. */
  readonly lossRate: number;
  /** Metres beyond which nothing is received. */
  readonly range: number;
}

/** More than the rounding error of sums of powers, dB. */
const ROUNDING = 1e-6;

/** By how many dB the sum of `count` equal powers exceeds one of them. */
const TEN_LOG = Array.from({ length: 33 }, (_, count) =>
  count < 32 ? 10 * Math.log10(count) : Infinity,
);

/** Decides which stations receive a packet, on all airs but the ideal one. */
export class Judge {
  readonly #receivers: Receivers;
  readonly #counters: CounterColumns;
  readonly #propagation: Propagation;
  readonly #interference: Interference;
  readonly #capture: Capture;
  readonly #lossRate: number;
  readonly #range: number;
  /** Received powers of one packet at its receivers; reused for the next packet. */
  #powers = new Float64Array(0);
  /** The same of the strongest packet that overlaps it. */
  #others = new Float64Array(0);
  /**
   * For one receiver: whether it had synchronized to a packet. Cached, because overlapping
   * packets are evaluated repeatedly.
   */
  readonly #held = new Map<Flight, boolean>();

  constructor(options: JudgeOptions) {
    this.#receivers = options.receivers;
    this.#counters = options.counters;
    this.#propagation = options.propagation;
    this.#interference = options.interference;
    this.#capture = options.capture;
    this.#lossRate = options.lossRate;
    this.#range = options.range;
  }

  /** The receptions of a packet. To be called when no further packet can overlap it. */
  hear(flight: Flight): Heard {
    const receivers = this.#receivers;
    const counters = this.#counters;
    const { chance, start, end, channelIndex, others } = flight;
    const audible = this.#audible(flight);
    // Of those that cannot hear the packet, nobody asks what else they hear.
    const strongest = this.#strongest(audible, others);
    const powers = this.#powers;
    const struck = this.#interference.strikes(channelIndex, start, end);
    // What was received goes to the front of `audible` and of `powers`.
    let count = 0;
    for (let i = 0; i < audible.length; i++) {
      const index = audible[i]!;
      const rssi = powers[i]!;
      if (receivers.sendsDuring(index, start, end)) counters.halfDuplex[index]!++;
      else if (receivers.share(index)?.servesDuring(start, end)) counters.connected[index]!++;
      else if (receivers.isDeaf(index, start)) counters.deaf[index]!++;
      else if (receivers.isAway(index, start, end)) counters.away[index]!++;
      else if (receivers.recovers(index, start)) counters.recovering[index]!++;
      else if (struck) counters.interfered[index]!++;
      else if (others.length > 0 && this.#collides(flight, rssi, strongest[i]!, index))
        counters.collisions[index]!++;
      else if (this.#propagation.isLost(chance, index, this.#lossRate)) counters.lost[index]!++;
      else {
        receivers.receives(index, end);
        audible[count] = index;
        powers[count++] = rssi;
      }
    }
    return heardOf(audible, powers, count);
  }

  /**
   * The listening stations at which a packet is strong enough, whose powers are in the same places
   * of `#powers`; it is counted at the others.
   */
  #audible(flight: Flight): Int32Array {
    const { chance, start, end, channelIndex, station: sender } = flight;
    const listening = this.#receivers.listening(channelIndex, start, end);
    if (this.#powers.length < listening.length)
      this.#powers = new Float64Array(2 * listening.length);
    const powers = this.#powers.fill(-Infinity, 0, listening.length);
    this.#propagation.raise(sender, sender.txPower, chance, listening, powers);
    const { tooWeak } = this.#counters;
    let count = 0;
    for (let i = 0; i < listening.length; i++) {
      const index = listening[i]!;
      if (index === sender.index || this.#isBeyond(sender, index)) continue;
      let rssi = powers[i]!;
      // The path loss has not been computed yet.
      if (Number.isNaN(rssi)) rssi = this.#power(flight, index);
      if (rssi < SENSITIVITY) {
        tooWeak[index]!++;
        continue;
      }
      listening[count] = index;
      powers[count++] = rssi;
    }
    return listening.subarray(0, count);
  }

  /** Whether a station is out of the range of the options. */
  #isBeyond(sender: Site, index: number): boolean {
    if (this.#range === Infinity) return false;
    return distance(this.#receivers.at(index)!.position, sender.position) > this.#range;
  }

  #power({ chance, station }: Flight, receiver: number): number {
    const loss = this.#propagation.loss(station, this.#receivers.at(receiver)!);
    return station.txPower - loss + this.#propagation.fading(chance, receiver);
  }

  /**
   * dBm of the strongest of `others` at each of `listening`; NaN also at stations that sent one
   * of them.
   */
  #strongest(listening: Int32Array, others: readonly Flight[]): Float64Array {
    if (this.#others.length < listening.length)
      this.#others = new Float64Array(2 * listening.length);
    const powers = this.#others.fill(-Infinity, 0, listening.length);
    for (const { station, chance } of others) {
      this.#propagation.raise(station, station.txPower, chance, listening, powers);
      const itself = listening.indexOf(station.index);
      if (itself >= 0) powers[itself] = NaN;
    }
    return powers;
  }

  /**
   * Whether a packet is lost in a collision. `strongest`: dBm of the strongest overlapping
   * packet, or NaN.
   */
  #collides(flight: Flight, rssi: number, strongest: number, receiver: number): boolean {
    const { others } = flight;
    if (Number.isNaN(strongest)) strongest = this.#strongestAt(receiver, others);
    const margin = rssi - strongest;
    if (margin < CAPTURE_RATIO - ROUNDING) return true;
    if (this.#capture === "none" && strongest >= SENSITIVITY) return true;
    if (this.#capture === "lock") {
      this.#held.clear();
      for (const other of others)
        if (
          isEarlier(other, flight) &&
          other.station.index !== receiver &&
          this.#holds(receiver, other)
        )
          return true;
    }
    // If all packets were as strong as the strongest, the sum would be this. The exact sum needs
    // powers of ten and is computed only if the upper bound does not decide.
    const most = TEN_LOG[Math.min(others.length, TEN_LOG.length - 1)]!;
    if (margin - most > CAPTURE_RATIO + ROUNDING) return false;
    return rssi - this.#sum(flight, receiver) < CAPTURE_RATIO;
  }

  #strongestAt(receiver: number, others: readonly Flight[]): number {
    let strongest = -Infinity;
    for (const other of others) {
      if (other.station.index === receiver) continue; // its own packet: half duplex, not a collision
      strongest = Math.max(strongest, this.#power(other, receiver));
    }
    return strongest;
  }

  /** dBm of the sum of all packets that overlap a flight at a receiver. */
  #sum(flight: Flight, receiver: number): number {
    let milliwatts = 0;
    for (const other of flight.others)
      if (other.station.index !== receiver) milliwatts += 10 ** (this.#power(other, receiver) / 10);
    return 10 * Math.log10(milliwatts);
  }

  /**
   * Whether the receiver had synchronized to this packet: it was listening, not receiving another
   * one, and the power was sufficient.
   */
  #holds(receiver: number, flight: Flight): boolean {
    const known = this.#held.get(flight);
    if (known !== undefined) return known;
    const holds = this.#takesUp(receiver, flight);
    this.#held.set(flight, holds);
    return holds;
  }

  #takesUp(receiver: number, flight: Flight): boolean {
    const { channelIndex, start } = flight;
    const index = receiver;
    const receivers = this.#receivers;
    if (!receivers.hasScannedSince(index, start)) return false;
    if (!receivers.listens(index, channelIndex, start, start)) return false;
    if (receivers.sendsDuring(index, start, start) || receivers.isDeaf(index, start)) return false;
    if (receivers.share(index)?.servesDuring(start, start)) return false;
    if (receivers.isAway(index, start, start) || receivers.recovers(index, start)) return false;
    if (this.#power(flight, receiver) < SENSITIVITY) return false;
    for (const other of flight.others)
      if (
        isEarlier(other, flight) &&
        other.station.index !== receiver &&
        this.#holds(receiver, other)
      )
        return false;
    return true;
  }
}

/** The first `count` receptions, in arrays that need not grow. */
function heardOf(audible: Int32Array, powers: Float64Array, count: number): Heard {
  const indices = new Array<number>(count);
  const rssi = new Array<number>(count);
  for (let i = 0; i < count; i++) {
    indices[i] = audible[i]!;
    rssi[i] = reported(powers[i]!);
  }
  return { indices, rssi };
}

function isEarlier(a: Flight, b: Flight): boolean {
  return a.start < b.start || (a.start === b.start && a.id < b.id);
}

/** The RSSI that a controller reports for a power in dBm. */
export function reported(rssi: number): number {
  return Math.max(-127, Math.min(20, Math.round(rssi)));
}
