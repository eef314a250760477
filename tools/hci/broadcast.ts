import type { AdvertisingHandle } from "../../modules/host/radio.js";
import type { AdvertisedPacket } from "../air/packet.js";
import type { Station } from "../air/station.js";

/** What one advertiser of a controller has on the air: nothing, or one packet again and again. */
export class Broadcast {
  readonly #station: Station;
  #handle: AdvertisingHandle | undefined;

  constructor(station: Station) {
    this.#station = station;
  }

  get isOn(): boolean {
    return this.#handle !== undefined;
  }

  /** Starts, or restarts. `events`: after so many `done` is called; 0: it goes on until `stop`. */
  start(packet: AdvertisedPacket, interval: number, events: number, done: () => void): void {
    this.stop();
    const most = events === 0 ? Number.MAX_SAFE_INTEGER : events;
    this.#handle = this.#station.send(packet, most, interval, done);
  }

  /** What is sent from the next event on. */
  replace(packet: AdvertisedPacket): void {
    if (this.#handle !== undefined) this.#station.replace(this.#handle, packet);
  }

  /** How many events were sent since the last start; 0 where it has ended by itself. */
  stop(): number {
    const handle = this.#handle;
    this.#handle = undefined;
    return handle === undefined ? 0 : this.#station.stop(handle);
  }
}
