import { SeededRandom } from "../../hosts/node/seeded-random.js";
import type { GroupPlace, PacketGroup } from "../../hosts/xs/packet-group.js";
import { AdType } from "../../modules/bearer/ad-type.js";
import type { Clock } from "../../modules/host/clock.js";
import { LinkWatch } from "./gatt/link-watch.js";
import { Flights, type Flight } from "./flights.js";
import { Judge, reported, type Capture, type Heard } from "./judge.js";
import { Interference } from "./interference.js";
import { airParameters, type AirModel, type AirParameters } from "./model.js";
import { type AirPacket, FlightPacket } from "./air-packet.js";
import type { AdvertisedPacket } from "./packet.js";
import {
  CHANNEL_GAP,
  CHANNELS,
  SENSITIVITY,
  TURNAROUND,
  airtime,
  eventTime,
} from "./parameters.js";
import { DataCopies } from "./data-copies.js";
import { distance, meanLoss, Propagation, type Wall } from "./propagation.js";
import { Receivers } from "./receivers.js";
import { Station, type Medium } from "./station.js";
import type { StationOptions } from "./station-options.js";
import { addColumns, ColumnCounters, growColumns, noColumns } from "./counter-columns.js";
import { FilterTable } from "./filter-table.js";
import { PacketKind } from "../../modules/host/radio.js";
import { Reception } from "./reception.js";
import { addCounters, noCounters, type StationCounters } from "./station-counters.js";
import { checkAirOptions } from "./option-kinds.js";

export type { AirPacket } from "./air-packet.js";
export type { Capture } from "./judge.js";

/** Options of a VirtualAir. Default of each parameter: that of the model. */
export interface VirtualAirOptions extends Partial<AirParameters> {
  /** Clock of the simulation. */
  readonly clock: Clock;
  /** Seed of all random numbers: the same seed and the same calls give the same run. */
  readonly seed: number | string;
  /** Default "ideal": no loss, no collisions, each event heard once. */
  readonly model?: AirModel;
  /** What happens to overlapping packets; not on the ideal air. Default "lock". */
  readonly capture?: Capture;
  /**
   * Metres beyond which no packet is received. Default: none; all models except "ideal" have a
   * receiver sensitivity.
   */
  readonly range?: number;
  /** Walls that attenuate packets. Default: none. */
  readonly walls?: readonly Wall[];
}

/** Called with each packet when the stations that received it are determined. */
export type AirListener = (packet: AirPacket) => void;

/**
 * Legacy advertising between stations, as a discrete-event simulation in the time of the given
 * clock. The same seed and the same calls give the same run.
 */
export class VirtualAir {
  /** Clock of the simulation. */
  readonly clock: Clock;
  /** Name of the model. */
  readonly model: AirModel;
  /** Rule by which a packet survives a collision. */
  readonly capture: Capture;
  /** Parameters of the model with the options applied. */
  readonly parameters: AirParameters;
  /** What its connections carry. @internal */
  readonly links = new LinkWatch();
  /** Walls, which attenuate packets. */
  readonly walls: readonly Wall[];
  readonly #range: number;
  readonly #random: SeededRandom;
  readonly #propagation: Propagation;
  readonly #stations: Station[] = [];
  /**
   * Index of each station name. A station that is attached again under its name gets the same
   * random values.
   */
  readonly #indices = new Map<string, number>();
  readonly #present = new Map<string, Station>();
  readonly #medium: Medium;
  readonly #departed: StationCounters = noCounters();
  readonly #listeners = new Set<AirListener>();
  readonly #counters = noColumns();
  readonly #filters = new FilterTable();
  readonly #reception = new Reception();
  /** Receivers that take a packet in one call. */
  #group: PacketGroup | undefined;
  readonly #worked = (index: number): void => this.#reception.worked(index, this.clock.now());
  readonly #receivers: Receivers;
  readonly #flights = new Flights();
  readonly #judge: Judge;
  #links = 0;
  #lastFlight = 0;
  #lastEvent = 0;

  /** Throws RangeError for parameters that are out of range. */
  constructor(options: VirtualAirOptions) {
    checkAirOptions(options);
    const {
      clock,
      seed,
      model = "ideal",
      capture = "lock",
      range = Infinity,
      walls = [],
    } = options;
    if (!(range >= 0)) throw new RangeError("range: 0 or more metres");
    const parameters = airParameters(model, options);
    this.clock = clock;
    this.model = model;
    this.capture = capture;
    this.parameters = parameters;
    this.#range = range;
    this.walls = walls;
    this.#random = new SeededRandom(seed);
    this.#receivers = new Receivers(parameters);
    this.#propagation = new Propagation({
      walls,
      parameters,
      random: this.#random.fork("propagation"),
    });
    this.#judge = new Judge({
      receivers: this.#receivers,
      counters: this.#counters,
      propagation: this.#propagation,
      interference: new Interference({
        rate: parameters.interference,
        burst: parameters.burst,
        random: this.#random.fork("interference"),
      }),
      capture,
      lossRate: parameters.lossRate,
      range,
    });
    this.#medium = {
      clock,
      transmit: (from, packet) => this.#transmit(from, packet),
      scans: (station, since) => this.#receivers.scans(station, since),
      moved: (station) => this.#propagation.moved(station),
      detach: (station) => this.#detach(station),
      copies: new DataCopies(),
      filters: this.#filters,
      reception: this.#reception,
      counters: (index) => this.#countersOf(index),
      grouped: (index, place) => this.#grouped(index, place),
      shares: (station, share) => this.#receivers.shared(station, share),
    };
  }

  /** The attached stations, in the order in which they joined. */
  get stations(): readonly Station[] {
    return this.#stations;
  }

  /** Number of advertising events until now. */
  get events(): number {
    return this.#lastEvent;
  }

  /** Sums of the counters of all stations, including those that left. */
  totals(): StationCounters {
    const totals = { ...this.#departed };
    addColumns(totals, this.#counters);
    return totals;
  }

  /**
   * Adds a station. Throws RangeError for a name that is in use, and for options out of range.
   */
  attach(options: StationOptions): Station {
    const { name } = options;
    if (this.#present.has(name)) throw new RangeError(`name: "${name}" is taken`);
    const random = this.#random.fork(`station ${name}`);
    const index = this.#indices.get(name) ?? this.#indices.size;
    const { deafness, hostCost, hostQueue, receiveDelay, sendDelay } = this.parameters;
    const station = new Station(this.#medium, index, random, {
      deafness,
      hostCost,
      receiveDelay,
      sendDelay,
      ...options,
      hostQueue,
    });
    this.#indices.set(name, index);
    this.#present.set(name, station);
    this.#propagation.moved(station);
    this.#stations.push(station);
    this.#receivers.join(station, this.#stations);
    return station;
  }

  /** Whether one station can receive packets of another, without random effects. */
  reaches(from: Station, to: Station): boolean {
    if (!this.#isPresent(from) || !this.#isPresent(to)) return false;
    if (distance(from.position, to.position) > this.#range) return false;
    if (this.model === "ideal") return true;
    return from.txPower - meanLoss(from, to, this.walls, this.parameters) >= SENSITIVITY;
  }

  /** RSSI in dBm of one station at another, without fading. */
  strength(from: Station, to: Station): number {
    return from.txPower - this.#propagation.loss(from, to);
  }

  /** Random numbers of the next connection on this air. */
  linkRandom(): SeededRandom {
    return this.#random.fork(`link ${++this.#links}`);
  }

  /** Whether one station receives a packet that another sends in a connection. */
  receives(from: Station, to: Station, random: SeededRandom): boolean {
    const { fading, lossRate } = this.parameters;
    if (!this.#isPresent(from) || !this.#isPresent(to)) return false;
    if (distance(from.position, to.position) > this.#range) return false;
    if (lossRate > 0 && random.next() < lossRate) return false;
    if (this.model === "ideal") return true;
    const faded = fading > 0 ? fading * random.nextNormal() : 0;
    return this.strength(from, to) + faded >= SENSITIVITY;
  }

  /**
   * Calls `listener` for each packet when it is known which stations received it. Returns a
   * function that ends this.
   */
  onPacket(listener: AirListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Closes every station. */
  close(): void {
    for (const station of [...this.#stations]) station.close();
    this.#listeners.clear();
  }

  #countersOf(index: number): ColumnCounters {
    if (index >= this.#counters.heard.length) growColumns(this.#counters, 2 * (index + 1));
    return new ColumnCounters(this.#counters, index);
  }

  /** All stations of a simulation have the same group: others are handed their packets one by one. */
  #grouped(index: number, place: GroupPlace | undefined): void {
    this.#group ??= place?.group;
    this.#reception.setPlace(index, place && place.group === this.#group ? place.place : -1);
  }

  #isPresent(station: Station): boolean {
    return this.#present.get(station.name) === station;
  }

  #detach(station: Station): void {
    this.#present.delete(station.name);
    this.#stations.splice(this.#stations.indexOf(station), 1);
    this.#receivers.leave(station, this.#stations);
    addCounters(this.#departed, station.counters);
  }

  #transmit(station: Station, packet: AdvertisedPacket): void {
    const event = ++this.#lastEvent;
    const duration = airtime(packet.data.length);
    const now = this.clock.now();
    this.#receivers.sends(station, now, now + eventTime(packet.data.length));
    const ideal = this.model === "ideal";
    for (let channelIndex = 0; channelIndex < CHANNELS.length; channelIndex++) {
      const start = now + channelIndex * (duration + CHANNEL_GAP);
      const end = start + duration;
      const id = ++this.#lastFlight;
      const chance = this.#propagation.packet(id);
      const flight: Flight = {
        id,
        chance,
        event,
        station,
        packet,
        channelIndex,
        start,
        end,
        others: [],
      };
      if (ideal) {
        this.clock.schedule(() => this.#finish(flight, this.#hearIdeal(flight)), duration);
        return;
      }
      this.#flights.add(flight);
      // Judged after the turnaround time: a receiver that starts to send right after the packet
      // was already deaf during it.
      this.clock.schedule(
        () => {
          this.#flights.forget(channelIndex, this.clock.now());
          this.#finish(flight, this.#judge.hear(flight));
        },
        end + TURNAROUND - now,
      );
    }
  }

  #hearIdeal({ chance, station: sender, end }: Flight): Heard {
    const heard: Heard = { indices: [], rssi: [] };
    for (const station of this.#stations) {
      const { index } = station;
      if (station === sender || !this.#receivers.hasScannedSince(index, end)) continue;
      if (this.#range < Infinity && distance(station.position, sender.position) > this.#range)
        continue;
      if (this.#propagation.isLost(chance, index, this.parameters.lossRate)) {
        this.#counters.lost[index]!++;
        continue;
      }
      heard.indices.push(index);
      heard.rssi.push(reported(sender.txPower - this.#propagation.loss(sender, station)));
    }
    return heard;
  }

  #finish(flight: Flight, heard: Heard): void {
    const { indices } = heard;
    if (indices.length > 0) this.#schedule(flight, heard);
    if (this.#listeners.size === 0) return;
    const packet = new FlightPacket(flight, indices, this.#receivers.stations);
    for (const listener of this.#listeners) listener(packet);
  }

  #schedule({ packet, end }: Flight, heard: Heard): void {
    // One timer for all stations with the same delay.
    for (const [delay, group] of this.#byDelay(heard)) {
      const wait = end + delay - this.clock.now();
      if (wait <= 0) this.#deliver(packet, group);
      else this.clock.schedule(() => this.#deliver(packet, group), wait);
    }
  }

  /**
   * Groups the receptions by the delay of their stations, in the order of each group's first
   * station.
   */
  #byDelay(heard: Heard): Iterable<[delay: number, part: Heard]> {
    const { indices, rssi } = heard;
    const reception = this.#reception;
    const delay = reception.latency(indices[0]!);
    if (indices.every((index) => reception.latency(index) === delay)) return [[delay, heard]];
    const parts = new Map<number, Heard>();
    indices.forEach((index, i) => {
      const latency = reception.latency(index);
      let part = parts.get(latency);
      if (!part) parts.set(latency, (part = { indices: [], rssi: [] }));
      part.indices.push(index);
      part.rssi.push(rssi[i]!);
    });
    return parts;
  }

  #deliver(packet: AdvertisedPacket, { indices, rssi }: Heard): void {
    const now = this.clock.now();
    const filters = this.#filters;
    const reception = this.#reception;
    const receivers = this.#receivers;
    // What all stations take in the same way is dropped here where their filters drop it.
    const sifted =
      packet.kind === PacketKind.nonConnectable && !packet.extended && filters.begin(packet.data);
    const { heard } = this.#counters;
    const group = sifted ? this.#groupFor(packet) : undefined;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      if (!sifted || !reception.isIdle(index, now)) {
        // A station may have left meanwhile.
        receivers.at(index)?.arrive(packet, rssi[i]!, now);
      } else if (reception.takes(index, now)) {
        heard[index]!++;
        const filter = reception.filter(index);
        if (filters.dropsIt(filter)) continue;
        if (group && reception.place(index) >= 0) {
          group.add(reception.place(index), rssi[i]!, index);
          if (group.full) this.#handUp(group, packet);
          continue;
        }
        if (group) this.#handUp(group, packet);
        if (filters.spares(filter, packet.data, rssi[i]!, packet.address))
          reception.worked(index, now);
        else receivers.at(index)!.handUp(packet, rssi[i]!, now);
      }
    }
    if (group) this.#handUp(group, packet);
  }

  /** The group that can take a packet now. Of PB-ADV PDUs the filters of the stations ask each host. */
  #groupFor({ data }: AdvertisedPacket): PacketGroup | undefined {
    return this.#group?.busy === false && data[1] !== AdType.provisioning ? this.#group : undefined;
  }

  #handUp(group: PacketGroup, { address, data, kind }: AdvertisedPacket): void {
    group.handUp(data, kind, address, this.#worked);
  }
}
