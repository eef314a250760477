import type { Flight } from "./flights.js";
import type { AdvertisedPacket } from "./packet.js";
import { CHANNELS, type Channel } from "./parameters.js";
import type { Station } from "./station.js";

/** One packet on one channel, with the stations that received it. */
export interface AirPacket {
  /** Number of the advertising event, from 1; the packets of one event have the same number. */
  readonly event: number;
  /** Milliseconds at which the packet began. */
  readonly start: number;
  /** Milliseconds at which the packet ended. */
  readonly end: number;
  /** Station that sent it. */
  readonly station: Station;
  /** The ideal air has one packet per event, on channel 37. */
  readonly channel: Channel;
  /** The packet as the station advertised it. */
  readonly packet: AdvertisedPacket;
  /** The AD structures of the packet. */
  readonly data: Uint8Array;
  /** Stations that received it, in the order in which they joined. */
  readonly heardBy: readonly Station[];
}

/** The packet of a flight, for listeners: most do not ask which stations received it. */
export class FlightPacket implements AirPacket {
  readonly event: number;
  readonly start: number;
  readonly end: number;
  readonly station: Station;
  readonly channel: Channel;
  readonly packet: AdvertisedPacket;
  readonly data: Uint8Array;
  readonly #indices: readonly number[];
  readonly #stations: readonly (Station | undefined)[];
  #heardBy: readonly Station[] | undefined;

  /** `indices`: of those that received it. `stations`: all by their indices; what it has is not replaced. */
  constructor(
    { channelIndex, end, event, packet, start, station }: Flight,
    indices: readonly number[],
    stations: readonly (Station | undefined)[],
  ) {
    this.event = event;
    this.start = start;
    this.end = end;
    this.station = station;
    this.channel = CHANNELS[channelIndex]!;
    this.packet = packet;
    this.data = packet.data;
    this.#indices = indices;
    this.#stations = stations;
  }

  get heardBy(): readonly Station[] {
    return (this.#heardBy ??= this.#indices.map((index) => this.#stations[index]!));
  }
}
