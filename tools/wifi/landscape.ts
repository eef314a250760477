import { equalBytes } from "../../modules/base/bytes.js";
import { checkOptionsOf } from "../../modules/checks/check-options.js";
import type { Clock, TimerHandle } from "../../modules/host/clock.js";
import {
  type Wifi,
  type WifiAccessPoint,
  WifiAuth,
  type WifiConnection,
  type WifiFailure,
  type WifiNetwork,
  type WifiScanOptions,
} from "../../modules/host/wifi.js";

/** An access point of a landscape. */
export interface SimulatedAccessPoint extends WifiAccessPoint {
  /** Passphrase, 8..63 octets; empty for an open network. */
  readonly passphrase: Uint8Array;
  /** Whether it refuses every station. */
  readonly refuses?: boolean;
  /** Whether it accepts stations without assigning them an address. */
  readonly noAddress?: boolean;
  /** Milliseconds until it answers a station's request. Default 600. */
  readonly delay?: number;
  /** Milliseconds from the joining of a station until it disappears. */
  readonly vanishesAfter?: number;
}

const defaultDelay = 600;
const defaultPeriod = 120;
const channels = 13;
/** Milliseconds after the association without an address, after which joining has failed. */
const addressTimeout = 5000;

/** Simulated access points, for simulated stations. */
export class WifiLandscape {
  readonly clock: Clock;
  #accessPoints: readonly SimulatedAccessPoint[];
  readonly #stations = new Set<SimulatedStation>();

  constructor(options: {
    readonly clock: Clock;
    readonly accessPoints: readonly SimulatedAccessPoint[];
  }) {
    checkOptionsOf("WifiLandscape", options, [
      { clock: "object", accessPoints: "array" },
      ["clock", "accessPoints"],
    ]);
    this.clock = options.clock;
    this.#accessPoints = options.accessPoints;
  }

  /** The current access points. */
  get accessPoints(): readonly SimulatedAccessPoint[] {
    return this.#accessPoints;
  }

  /** Replaces the access points; stations whose access point is removed are disconnected. */
  change(accessPoints: readonly SimulatedAccessPoint[]): void {
    this.#accessPoints = accessPoints;
    for (const station of this.#stations) station.landscapeChanged();
  }

  /** Creates a station. `address`: its MAC address, 6 octets. */
  station(address: Uint8Array): SimulatedStation {
    const station = new SimulatedStation(this, address, () => this.#stations.delete(station));
    this.#stations.add(station);
    return station;
  }
}

/** A Wi-Fi station among simulated access points. */
export class SimulatedStation implements Wifi {
  readonly address: Uint8Array;
  readonly #landscape: WifiLandscape;
  readonly #leave: () => void;
  readonly #timers = new Set<TimerHandle>();
  #observer: ((state: WifiConnection | WifiFailure) => void) | undefined;
  #scan: TimerHandle | undefined;
  #joined: SimulatedAccessPoint | undefined;

  /** Called by WifiLandscape. */
  constructor(landscape: WifiLandscape, address: Uint8Array, leave: () => void) {
    this.#landscape = landscape;
    this.address = address;
    this.#leave = leave;
  }

  scan(
    { channel, period = defaultPeriod }: WifiScanOptions,
    found: (accessPoint: WifiAccessPoint) => void,
    done: (succeeded: boolean) => void,
  ): () => void {
    const { clock } = this.#landscape;
    if (this.#scan !== undefined) clock.cancel(this.#scan);
    const timer = clock.schedule(
      () => {
        this.#scan = undefined;
        for (const one of this.#landscape.accessPoints) {
          if (channel !== undefined && one.channel !== channel) continue;
          const { ssid, bssid, rssi, auth } = one;
          found({ ssid, bssid, channel: one.channel, rssi, auth });
        }
        done(true);
      },
      period * (channel === undefined ? channels : 1),
    );
    this.#scan = timer;
    return () => clock.cancel(timer);
  }

  observe(onChange: ((state: WifiConnection | WifiFailure) => void) | undefined): void {
    this.#observer = onChange;
  }

  connect(network: WifiNetwork): void {
    this.disconnect();
    const [found] = this.#landscape.accessPoints
      .filter(
        ({ ssid, bssid }) =>
          equalBytes(ssid, network.ssid) && (!network.bssid || equalBytes(bssid, network.bssid)),
      )
      .sort((a, b) => b.rssi - a.rssi);
    if (!found) {
      this.#later(defaultPeriod * channels, () => this.#observer?.("not-found"));
      return;
    }
    this.#later(found.delay ?? defaultDelay, () => this.#knock(found, network));
  }

  disconnect(): void {
    for (const timer of this.#timers) this.#landscape.clock.cancel(timer);
    this.#timers.clear();
    this.#joined = undefined;
  }

  /** Removes the station from the landscape. */
  close(): void {
    this.disconnect();
    this.#observer = undefined;
    if (this.#scan !== undefined) this.#landscape.clock.cancel(this.#scan);
    this.#leave();
  }

  /** Called by the landscape when its access points have changed. */
  landscapeChanged(): void {
    if (!this.#joined || this.#landscape.accessPoints.includes(this.#joined)) return;
    this.disconnect();
    this.#later(0, () => this.#observer?.("lost"));
  }

  #knock(found: SimulatedAccessPoint, network: WifiNetwork): void {
    if (!this.#landscape.accessPoints.includes(found)) this.#observer?.("not-found");
    else if (
      found.refuses ||
      (found.auth !== WifiAuth.open && !equalBytes(found.passphrase, network.passphrase))
    )
      this.#observer?.("authentication");
    else if (found.noAddress) this.#later(addressTimeout, () => this.#observer?.("lost"));
    else this.#join(found);
  }

  #join(found: SimulatedAccessPoint): void {
    const { ssid, bssid, channel, rssi, auth, vanishesAfter } = found;
    this.#joined = found;
    if (vanishesAfter !== undefined)
      this.#later(vanishesAfter, () =>
        this.#landscape.change(this.#landscape.accessPoints.filter((other) => other !== found)),
      );
    const address = `192.168.1.${2 + ((this.address[5] ?? 0) % 250)}`;
    this.#observer?.({ ssid, bssid, channel, rssi, auth, address });
  }

  #later(delay: number, action: () => void): void {
    const timer = this.#landscape.clock.schedule(() => {
      this.#timers.delete(timer);
      action();
    }, delay);
    this.#timers.add(timer);
  }
}
