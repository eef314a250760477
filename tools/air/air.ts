import { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { Clock } from "../../modules/host/clock.js";
import {
  CAPTURE_RATIO,
  CHANNEL_GAP,
  CHANNELS,
  FADING,
  SENSITIVITY,
  SHADOWING,
  TURNAROUND,
  airtime,
  type Channel,
} from "./parameters.js";
import type { AdvertisedPacket } from "./packet.js";
import { distance, meanLoss, Propagation, type Wall } from "./propagation.js";
import {
  addCounters,
  noCounters,
  Station,
  type Span,
  type StationCounters,
  type StationOptions,
} from "./station.js";

/** What happens when packets overlap on a channel. */
export type Capture =
  /** A receiver holds the earlier audible packet, and gets it if it is 8 dB above the rest. */
  | "lock"
  /** Overlapping audible packets are all lost. */
  | "none"
  /** A packet 8 dB above the rest is received, whichever came first. */
  | "any";

export interface VirtualAirOptions {
  readonly clock: Clock;
  /** The whole run follows from it. */
  readonly seed: number | string;
  /** Default "ideal": no loss, no collisions, each event heard once. */
  readonly model?: "ideal" | "realistic";
  /** Share of packets that a receiver misses for no other reason, 0..1. Default 0, realistic 0.02. */
  readonly lossRate?: number;
  /** Realistic air only. Default "lock". */
  readonly capture?: Capture;
  /** Metres beyond which nothing is heard. Default: none on the ideal air; the realistic one has its sensitivity. */
  readonly range?: number;
  readonly walls?: readonly Wall[];
  /** Realistic air only: dB of standard deviation, for a pair of stations. Default 4. */
  readonly shadowing?: number;
  /** Realistic air only: dB of standard deviation, for a packet at a receiver. Default 2. */
  readonly fading?: number;
  /** Milliseconds from hearing a packet to the station's receiver. Default 0, realistic 1.5. */
  readonly receiveDelay?: number;
  /** Milliseconds from `advertise` to the first event. Default 0, realistic 0.3-1. */
  readonly sendDelay?: Span;
}

/** One packet on one channel, with what became of it. */
export interface AirPacket {
  /** Counts the advertising events of this air from 1; the packets of one event share it. */
  readonly event: number;
  /** Milliseconds at which the packet began and ended. */
  readonly start: number;
  readonly end: number;
  readonly station: Station;
  /** The ideal air has one packet an event, on 37. */
  readonly channel: Channel;
  readonly packet: AdvertisedPacket;
  /** AD structures: those of the packet. */
  readonly data: Uint8Array;
  /** Who received it, in the order in which the stations joined. */
  readonly heardBy: readonly Station[];
}

export type AirListener = (packet: AirPacket) => void;

/** A packet while it is on the air. */
interface Flight {
  /** Counts packets: chance hangs on it. */
  readonly id: number;
  readonly event: number;
  readonly station: Station;
  readonly channel: Channel;
  readonly packet: AdvertisedPacket;
  readonly start: number;
  readonly end: number;
}

interface Reception {
  readonly station: Station;
  readonly rssi: number;
}

/** A flight that ended this long ago, in milliseconds, overlaps nothing that is still to be judged. */
const FORGOTTEN = 5;

/**
 * Legacy advertising between stations, as a discrete-event model in the time of
 * the clock it is given. The same seed and the same calls give the same run.
 */
export class VirtualAir {
  readonly clock: Clock;
  readonly model: "ideal" | "realistic";
  readonly capture: Capture;
  readonly #lossRate: number;
  readonly #range: number;
  readonly #walls: readonly Wall[];
  readonly #receiveDelay: number;
  readonly #sendDelay: Span;
  readonly #random: SeededRandom;
  readonly #propagation: Propagation;
  readonly #stations: Station[] = [];
  /** One that comes back under its name is the same device in the same place of chance. */
  readonly #indices = new Map<string, number>();
  readonly #departed: StationCounters = noCounters();
  readonly #listeners = new Set<AirListener>();
  /** Latest flights, a list for each channel. */
  readonly #flights: readonly Flight[][] = CHANNELS.map(() => []);
  /** One array for each length that packets are handed up in. */
  readonly #scratch: Uint8Array[] = [];
  #lastFlight = 0;
  #lastEvent = 0;

  constructor(options: VirtualAirOptions) {
    const { clock, seed, model = "ideal", capture = "lock", walls = [] } = options;
    const realistic = model === "realistic";
    const { lossRate = realistic ? 0.02 : 0, range = Infinity } = options;
    const { receiveDelay = realistic ? 1.5 : 0 } = options;
    const { sendDelay = realistic ? ([0.3, 1] as const) : ([0, 0] as const) } = options;
    const { shadowing = SHADOWING, fading = FADING } = options;
    if (!(shadowing >= 0)) throw new RangeError("shadowing: 0 or more dB");
    if (!(fading >= 0)) throw new RangeError("fading: 0 or more dB");
    if (!(lossRate >= 0 && lossRate <= 1)) throw new RangeError("lossRate: 0..1");
    if (!(range >= 0)) throw new RangeError("range: 0 or more metres");
    if (!(receiveDelay >= 0)) throw new RangeError("receiveDelay: 0 or more ms");
    this.clock = clock;
    this.model = model;
    this.capture = capture;
    this.#lossRate = lossRate;
    this.#range = range;
    this.#walls = walls;
    this.#receiveDelay = receiveDelay;
    this.#sendDelay = sendDelay;
    this.#random = new SeededRandom(seed);
    this.#propagation = new Propagation({
      walls,
      shadowing,
      fading,
      random: this.#random.fork("propagation"),
    });
  }

  /** The stations on the air, in the order in which they joined. */
  get stations(): readonly Station[] {
    return this.#stations;
  }

  /** Advertising events so far. */
  get events(): number {
    return this.#lastEvent;
  }

  /** What all stations counted, those that left as well. */
  totals(): StationCounters {
    const totals = { ...this.#departed };
    for (const { counters } of this.#stations) addCounters(totals, counters);
    return totals;
  }

  /** Adds a station. Throws RangeError for a name that is taken, and for options out of range. */
  attach(options: StationOptions): Station {
    const { name, receiveDelay = this.#receiveDelay, sendDelay = this.#sendDelay } = options;
    if (this.#stations.some((other) => other.name === name))
      throw new RangeError(`name: "${name}" is taken`);
    if (!(receiveDelay >= 0)) throw new RangeError("receiveDelay: 0 or more ms");
    const medium = {
      clock: this.clock,
      transmit: (from: Station, packet: AdvertisedPacket) => this.#transmit(from, packet),
      moved: (moved: Station) => this.#propagation.moved(moved),
      detach: (left: Station) => this.#detach(left),
    };
    const random = this.#random.fork(`station ${name}`);
    const index = this.#indices.get(name) ?? this.#indices.size;
    const station = new Station(medium, index, random, { ...options, receiveDelay, sendDelay });
    this.#indices.set(name, index);
    this.#propagation.moved(station);
    this.#stations.push(station);
    return station;
  }

  /** Whether one station hears another at all, chance aside. */
  reaches(from: Station, to: Station): boolean {
    if (!this.#stations.includes(from) || !this.#stations.includes(to)) return false;
    if (distance(from.position, to.position) > this.#range) return false;
    if (this.model === "ideal") return true;
    return from.txPower - meanLoss(from, to, this.#walls) >= SENSITIVITY;
  }

  /** Calls `listener` for each packet once its fate is known. Answers what ends that. */
  onPacket(listener: AirListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Closes every station. */
  close(): void {
    for (const station of [...this.#stations]) station.close();
    this.#listeners.clear();
  }

  #detach(station: Station): void {
    this.#stations.splice(this.#stations.indexOf(station), 1);
    addCounters(this.#departed, station.counters);
  }

  #transmit(station: Station, packet: AdvertisedPacket): void {
    const event = ++this.#lastEvent;
    const duration = airtime(packet.data.length);
    const now = this.clock.now();
    const ideal = this.model === "ideal";
    for (const [i, channel] of CHANNELS.entries()) {
      const start = now + i * (duration + CHANNEL_GAP);
      const end = start + duration;
      const flight = { id: ++this.#lastFlight, event, station, channel, packet, start, end };
      if (ideal) {
        this.clock.schedule(() => this.#finish(flight, this.#hearIdeal(flight)), duration);
        return;
      }
      this.#flights[i]!.push(flight);
      // A receiver that starts to send right after the packet was already deaf.
      this.clock.schedule(
        () => this.#finish(flight, this.#hearRealistic(flight, this.#overlapping(i, flight))),
        end + TURNAROUND - now,
      );
    }
  }

  #hearIdeal(flight: Flight): Reception[] {
    const heard: Reception[] = [];
    for (const station of this.#stations) {
      if (station === flight.station || !station.scansSince(flight.end)) continue;
      if (distance(station.position, flight.station.position) > this.#range) continue;
      if (this.#propagation.isLost(flight.id, station, this.#lossRate)) {
        station.counters.lost++;
        continue;
      }
      const rssi = flight.station.txPower - meanLoss(flight.station, station, this.#walls);
      heard.push({ station, rssi });
    }
    return heard;
  }

  #hearRealistic(flight: Flight, others: readonly Flight[]): Reception[] {
    const heard: Reception[] = [];
    const { start, end, channel } = flight;
    for (const station of this.#stations) {
      if (station === flight.station || !station.scansSince(start)) continue;
      if (!station.listens(channel, start, end)) continue;
      if (distance(station.position, flight.station.position) > this.#range) continue;
      const rssi = this.#power(flight, station);
      const { counters } = station;
      if (rssi < SENSITIVITY) counters.tooWeak++;
      else if (station.sendsDuring(start, end)) counters.halfDuplex++;
      else if (others.length > 0 && this.#collides(flight, rssi, others, station))
        counters.collisions++;
      else if (this.#propagation.isLost(flight.id, station, this.#lossRate)) counters.lost++;
      else heard.push({ station, rssi });
    }
    return heard;
  }

  #power(flight: Flight, receiver: Station): number {
    const loss = this.#propagation.loss(flight.station, receiver);
    return flight.station.txPower - loss + this.#propagation.fading(flight.id, receiver);
  }

  #collides(flight: Flight, rssi: number, others: readonly Flight[], receiver: Station): boolean {
    let interference = 0;
    for (const other of others) {
      if (other.station === receiver) continue; // that is half duplex, not a collision
      const power = this.#power(other, receiver);
      if (this.capture === "none" && power >= SENSITIVITY) return true;
      if (this.capture === "lock" && isEarlier(other, flight) && this.#holds(receiver, other))
        return true;
      interference += 10 ** (power / 10);
    }
    return rssi - 10 * Math.log10(interference) < CAPTURE_RATIO;
  }

  /** Whether the receiver had taken up this packet: it was listening, free, and could hear it. */
  #holds(receiver: Station, flight: Flight): boolean {
    const { channel, start } = flight;
    if (!receiver.scansSince(start) || !receiver.listens(channel, start, start)) return false;
    if (receiver.sendsDuring(start, start)) return false;
    if (this.#power(flight, receiver) < SENSITIVITY) return false;
    for (const other of this.#overlapping(CHANNELS.indexOf(channel), flight))
      if (isEarlier(other, flight) && other.station !== receiver && this.#holds(receiver, other))
        return false;
    return true;
  }

  /** The other flights on the channel (37 is 0) that share an instant with this one. */
  #overlapping(channel: number, flight: Flight): Flight[] {
    const flights = this.#flights[channel]!;
    const now = this.clock.now();
    let stale = 0;
    while (stale < flights.length && flights[stale]!.end < now - FORGOTTEN) stale++;
    if (stale > 0) flights.splice(0, stale);
    const overlapping: Flight[] = [];
    for (const other of flights)
      if (other !== flight && other.start < flight.end && other.end > flight.start)
        overlapping.push(other);
    return overlapping;
  }

  #finish(flight: Flight, heard: readonly Reception[]): void {
    if (heard.length > 0) this.#schedule(flight, heard);
    if (this.#listeners.size === 0) return;
    const { event, start, end, station, channel, packet } = flight;
    const { data } = packet;
    const heardBy = heard.map((reception) => reception.station);
    for (const listener of this.#listeners)
      listener({ event, start, end, station, channel, packet, data, heardBy });
  }

  #schedule(flight: Flight, heard: readonly Reception[]): void {
    // Stations with the same delay are served by one timer.
    const byDelay = new Map<number, Reception[]>();
    for (const reception of heard) {
      const { receiveDelay } = reception.station;
      const group = byDelay.get(receiveDelay);
      if (group) group.push(reception);
      else byDelay.set(receiveDelay, [reception]);
    }
    for (const [delay, group] of byDelay) {
      const wait = flight.end + delay - this.clock.now();
      if (wait <= 0) this.#deliver(flight, group);
      else this.clock.schedule(() => this.#deliver(flight, group), wait);
    }
  }

  #deliver(flight: Flight, receptions: readonly Reception[]): void {
    const { packet } = flight;
    const { length } = packet.data;
    const scratch = (this.#scratch[length] ??= new Uint8Array(length));
    for (const { station, rssi } of receptions) {
      // A fresh copy for each: what one does with it is not seen by the next.
      scratch.set(packet.data);
      station.deliver(packet, scratch, Math.max(-127, Math.min(20, Math.round(rssi))));
    }
  }
}

function isEarlier(a: Flight, b: Flight): boolean {
  return a.start < b.start || (a.start === b.start && a.id < b.id);
}
