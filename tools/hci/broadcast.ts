import type { AdvertisingHandle } from "../../modules/host/radio.js";
import type { AdvertisedPacket } from "../air/packet.js";
import type { Station } from "../air/station.js";

/** Sends one packet repeatedly for one advertiser of a controller. */
export class Broadcast {
  readonly #station: Station;
  #handle: AdvertisingHandle | undefined;

  constructor(station: Station) {
    this.#station = station;
  }

  get isOn(): boolean {
    return this.#handle !== undefined;
  }

  /**
   * Starts or restarts. `events`: number of events after which `done` is called; 0: no limit,
   * until `stop`.
   */
  start(packet: AdvertisedPacket, interval: number, events: number, done: () => void): void {
    this.stop();
    const most = events === 0 ? Number.MAX_SAFE_INTEGER : events;
    this.#handle = this.#station.send(packet, most, interval, done);
  }

  /** Replaces the packet from the next event on. */
  replace(packet: AdvertisedPacket): void {
    if (this.#handle !== undefined) this.#station.replace(this.#handle, packet);
  }

  /** Number of events sent since the last start; 0 if it has ended after its limit. */
  stop(): number {
    const handle = this.#handle;
    this.#handle = undefined;
    return handle === undefined ? 0 : this.#station.stop(handle);
  }
}
