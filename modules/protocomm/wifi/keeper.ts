import { Timers } from "../../base/timers.js";
import type { Clock } from "../../host/clock.js";
import type { Wifi, WifiConnection, WifiFailure, WifiNetwork } from "../../host/wifi.js";

export interface StationKeeperOptions {
  readonly clock: Clock;
  readonly wifi: Wifi;
  readonly network: WifiNetwork;
  /** Where the station is connected already. */
  readonly connection?: WifiConnection;
  readonly onChange?: (state: WifiConnection | WifiFailure) => void;
}

/** Milliseconds to the next attempt: from the first, doubled each time, to the longest. */
const firstDelay = 1000;
const longestDelay = 60_000;

/** Joins a network, and joins it again whenever it is lost. */
export class StationKeeper {
  readonly #options: Omit<StationKeeperOptions, "connection">;
  readonly #timers: Timers<"join">;
  #delay = firstDelay;
  #connection: WifiConnection | undefined;

  constructor(options: StationKeeperOptions) {
    const { connection, ...kept } = options;
    const { clock, wifi, network } = kept;
    this.#options = kept;
    this.#timers = new Timers(clock);
    this.#connection = connection;
    wifi.observe((state) => this.#changed(state));
    if (!connection) wifi.connect(network);
  }

  get connection(): WifiConnection | undefined {
    return this.#connection;
  }

  /** Leaves the network. */
  close(): void {
    const { wifi } = this.#options;
    this.#timers.stopAll();
    wifi.observe(undefined);
    wifi.disconnect();
    this.#connection = undefined;
  }

  #changed(state: WifiConnection | WifiFailure): void {
    const { wifi, network, onChange } = this.#options;
    if (typeof state === "string") {
      this.#connection = undefined;
      this.#timers.start("join", this.#delay, () => wifi.connect(network));
      this.#delay = Math.min(longestDelay, 2 * this.#delay);
    } else {
      this.#connection = state;
      this.#delay = firstDelay;
    }
    onChange?.(state);
  }
}
