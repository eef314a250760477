import type { AdvertisedPacket } from "./packet.js";
import { CHANNELS } from "./parameters.js";
import type { PacketChance } from "./propagation.js";
import type { Station } from "./station.js";

/** A packet that is on the air, or that may overlap another one. */
export interface Flight {
  /** Sequence number of the packet. */
  readonly id: number;
  readonly chance: PacketChance;
  readonly event: number;
  readonly station: Station;
  readonly packet: AdvertisedPacket;
  /** Index of the channel in CHANNELS. */
  readonly channelIndex: number;
  readonly start: number;
  readonly end: number;
  /** The packets on its channel that overlap it in time, in the order of `id`. */
  readonly others: Flight[];
}

/**
 * Milliseconds after its end from which a packet cannot overlap one whose reception is not
 * determined yet.
 */
const FORGOTTEN = 5;

/** The latest packets of each channel, and which of them overlap. */
export class Flights {
  readonly #channels: readonly Flight[][] = CHANNELS.map(() => []);

  add(flight: Flight): void {
    const flights = this.#channels[flight.channelIndex]!;
    for (const other of flights) {
      if (other.start >= flight.end || other.end <= flight.start) continue;
      flight.others.push(other);
      other.others.push(flight);
    }
    flights.push(flight);
  }

  /** Removes packets that ended long before `now`; none of the remaining ones overlaps them. */
  forget(channelIndex: number, now: number): void {
    const flights = this.#channels[channelIndex]!;
    let stale = 0;
    while (stale < flights.length && flights[stale]!.end < now - FORGOTTEN) stale++;
    if (stale === 0) return;
    for (const flight of flights.splice(0, stale)) {
      for (const { others } of flight.others) others.splice(others.indexOf(flight), 1);
      flight.others.length = 0;
    }
  }
}
