import type { AdvertisedPacket } from "./packet.js";
import { CHANNELS } from "./parameters.js";
import type { PacketChance } from "./propagation.js";
import type { Station } from "./station.js";

/** A packet while it is on the air, or may still be in the way of another. */
export interface Flight {
  /** Counts packets. */
  readonly id: number;
  readonly chance: PacketChance;
  readonly event: number;
  readonly station: Station;
  readonly packet: AdvertisedPacket;
  /** The channel's place in CHANNELS. */
  readonly channelIndex: number;
  readonly start: number;
  readonly end: number;
  /** The flights on its channel that share an instant with it, in the order of `id`. */
  readonly others: Flight[];
}

/** A flight that ended this long ago, in milliseconds, overlaps nothing that is still to be judged. */
const FORGOTTEN = 5;

/** The latest flights of each channel, and which of them overlap. */
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

  /** Drops what is long over on a channel; no flight that is left has it among its others. */
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
