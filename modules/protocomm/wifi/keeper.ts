import { development } from "../../base/development.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import { joinDelay } from "./station.js";
import type { Wifi, WifiConnection, WifiFailure, WifiNetwork } from "../../host/wifi.js";

/** Options of a StationKeeper. */
export interface StationKeeperOptions {
  /** Timers between the attempts. */
  readonly clock: Clock;
  /** Wi-Fi station of the host. */
  readonly wifi: Wifi;
  /** Network to stay connected to. */
  readonly network: WifiNetwork;
  /** Its connection, if the station is already connected. */
  readonly connection?: WifiConnection;
  /** `failures`: attempts in a row that failed, 0 where it is connected, or was until now. */
  readonly onChange?: (state: WifiConnection | WifiFailure, failures: number) => void;
}

/** Connects to a network, and reconnects without a limit of attempts whenever the connection is lost. */
export class StationKeeper {
  readonly #options: Omit<StationKeeperOptions, "connection">;
  readonly #join: Timer<StationKeeper>;
  #failures = 0;
  #connection: WifiConnection | undefined;

  constructor(options: StationKeeperOptions) {
    development.options?.("StationKeeper", options);
    const { connection, ...kept } = options;
    const { clock, wifi, network } = kept;
    this.#options = kept;
    this.#join = new Timer(clock, StationKeeper.#joinAgain, this);
    this.#connection = connection;
    wifi.observe((state) => this.#changed(state));
    if (!connection) wifi.connect(network);
  }

  /** The connection; undefined while there is none. */
  get connection(): WifiConnection | undefined {
    return this.#connection;
  }

  /** Leaves the network. */
  close(): void {
    const { wifi } = this.#options;
    this.#join.stop();
    wifi.observe(undefined);
    wifi.disconnect();
    this.#connection = undefined;
  }

  #changed(state: WifiConnection | WifiFailure): void {
    const { onChange } = this.#options;
    if (typeof state === "string") {
      this.#failures = this.#connection ? 0 : this.#failures + 1;
      this.#connection = undefined;
      const delay = joinDelay(Math.max(0, this.#failures - 1));
      this.#join.start(delay);
    } else {
      this.#connection = state;
      this.#failures = 0;
    }
    onChange?.(state, this.#failures);
  }

  static #joinAgain(keeper: StationKeeper): void {
    const { network, wifi } = keeper.#options;
    wifi.connect(network);
  }
}
