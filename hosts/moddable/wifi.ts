import { fromHex } from "../../modules/base/bytes.js";
import { frozen } from "../../modules/base/frozen.js";
import { defer, Timer } from "../../modules/base/timer.js";
import type { Clock } from "../../modules/host/clock.js";
import {
  type Wifi,
  type WifiAccessPoint,
  WifiAuth,
  type WifiConnection,
  type WifiFailure,
  type WifiNetwork,
  type WifiOwnAccessPoint,
  type WifiScanOptions,
} from "../../modules/host/wifi.js";
import { octetText } from "../native/octet-text.js";
import { SeenAccessPoints } from "./seen-access-points.js";
import { failureOf } from "./wifi-failure.js";

interface ScanItem {
  /** The octets of the SSID, in a text that may not be valid UTF-8. */
  readonly ssid: string;
  readonly rssi: number;
  readonly channel: number;
  readonly authentication: string;
  /** The BSSID; missing in the simulator. */
  readonly bssid?: ArrayBuffer;
}

/** The module `wifi` as it is implemented: Moddable's declaration of it is out of date. */
export interface WifiModule {
  readonly Mode: { readonly station: number };
  readonly connected: string;
  readonly gotIP: string;
  readonly lostIP: string;
  readonly disconnected: string;
  mode: number;
  /** Starts a scan; without arguments, cancels it. */
  scan(
    options?: { readonly channel?: number; readonly active?: boolean },
    callback?: (item: ScanItem | null | undefined) => void,
  ): void;
  connect(options: {
    readonly ssid: string;
    readonly password?: string;
    readonly bssid?: ArrayBuffer;
  }): void;
  disconnect(): void;
  /** Starts an access point. `station`: the station stays connected. */
  accessPoint(options: {
    readonly ssid: string;
    readonly password?: string;
    readonly max: number;
    readonly station: boolean;
  }): void;
  new (options: undefined, callback: (message: string, reason?: number) => void): { close(): void };
}

/** The part of the module `net` with the station's addresses. */
export interface NetModule {
  get(what: "BSSID" | "IP" | "MAC"): string;
  get(what: "RSSI"): number;
}

export interface ModdableWifiOptions {
  readonly clock: Clock;
  /** Moddable's modules `wifi` and `net`. */
  readonly wifi: WifiModule;
  readonly net: NetModule;
  /** The latest reason for a disconnection, a `wifi_err_reason_t`; 0 when it is not known. */
  readonly reason?: () => number;
}

/** Second argument of "disconnect" when the passphrase was refused. */
const passwordRejected = -1;

/** ASSOC_LEAVE: the station itself has left another network to join this one. */
const ownLeave = 8;

/** Milliseconds from the association to an IP address, at most. */
const addressTimeout = 10_000;

/** WifiAuth of an access point by its name in the results of Moddable's scan. */
const auths: Readonly<Record<string, number>> = frozen({
  none: WifiAuth.open,
  wep: WifiAuth.wep,
  wpa_psk: WifiAuth.wpaPsk,
  wpa2_psk: WifiAuth.wpa2Psk,
  // Moddable uses this name for all newer kinds too
  wpa_wpa2_psk: WifiAuth.wpaWpa2Psk,
});

/** Stations that the device's own access point accepts at a time. */
const mostStations = 2;

/** False with a zero octet in SSID or passphrase: the driver treats it as the end of the text. */
function isJoinable({ ssid, passphrase }: WifiNetwork): boolean {
  return !ssid.includes(0) && !passphrase.includes(0);
}

/** The octets of an address such as "24:6f:28:0a:bc:de". */
function addressOf(value: string): Uint8Array {
  return fromHex(value.split(":").join(""));
}

/**
 * Wi-Fi on Moddable's modules `wifi` and `net`. SSIDs and passphrases are octets and pass through
 * the modules, which have text arguments, unchanged. The driver sets the duration of a scan.
 */
export class ModdableWifi implements Wifi {
  readonly #options: ModdableWifiOptions;
  readonly #station: { close(): void };
  #observer: ((state: WifiConnection | WifiFailure) => void) | undefined;
  #network: WifiNetwork | undefined;
  #scanned: ((succeeded: boolean) => void) | undefined;
  #connected = false;
  readonly #seen = new SeenAccessPoints();
  /** Runs from an association until the station has an IP address. */
  readonly #addressTimer: Timer<ModdableWifi>;

  constructor(options: ModdableWifiOptions) {
    const { wifi } = options;
    this.#options = options;
    this.#addressTimer = new Timer(options.clock, ModdableWifi.#noAddress, this);
    wifi.mode = wifi.Mode.station;
    this.#station = new wifi(undefined, (message, reason) => this.#changed(message, reason));
  }

  get address(): Uint8Array {
    return addressOf(this.#options.net.get("MAC"));
  }

  scan(
    { passive = false, channel }: WifiScanOptions,
    found: (accessPoint: WifiAccessPoint) => void,
    done: (succeeded: boolean) => void,
  ): () => void {
    const { clock, wifi } = this.#options;
    if (this.#scanned) wifi.scan();
    this.#scanned = done;
    const end = (succeeded: boolean): void => {
      if (this.#scanned !== done) return;
      this.#scanned = undefined;
      done(succeeded);
    };
    this.#seen.begin();
    try {
      wifi.scan({ active: !passive, ...(channel !== undefined && { channel }) }, (item) => {
        if (!item) end(true);
        else if (this.#scanned === done) found(this.#read(item));
      });
    } catch {
      // the driver is busy, for instance with joining a network
      defer(clock, end, false);
    }
    return () => {
      if (this.#scanned !== done) return;
      this.#scanned = undefined;
      wifi.scan();
    };
  }

  observe(onChange: ((state: WifiConnection | WifiFailure) => void) | undefined): void {
    this.#observer = onChange;
  }

  connect(network: WifiNetwork): void {
    this.disconnect();
    this.#network = network;
    const { clock, wifi } = this.#options;
    const { ssid, passphrase, bssid } = network;
    try {
      if (!isJoinable(network)) throw new RangeError("a zero in the SSID or the passphrase");
      wifi.connect({
        ssid: octetText(ssid),
        ...(passphrase.length > 0 && { password: octetText(passphrase) }),
        ...(bssid && { bssid: bssid.slice().buffer }),
      });
    } catch {
      // not an exception: that would end a device with such stored credentials at each boot
      defer(clock, () => {
        if (this.#network === network) this.#lost("not-found");
      });
    }
  }

  disconnect(): void {
    this.#addressTimer.stop();
    if (this.#network) this.#options.wifi.disconnect();
    this.#network = undefined;
    this.#connected = false;
  }

  serve(accessPoint: WifiOwnAccessPoint | undefined): void {
    const { wifi } = this.#options;
    if (!accessPoint) {
      wifi.mode = wifi.Mode.station;
      return;
    }
    const { ssid, passphrase } = accessPoint;
    wifi.accessPoint({
      ssid: octetText(ssid),
      ...(passphrase.length > 0 && { password: octetText(passphrase) }),
      max: mostStations,
      station: true,
    });
  }

  close(): void {
    this.disconnect();
    this.#observer = undefined;
    if (this.#scanned) this.#options.wifi.scan();
    this.#scanned = undefined;
    this.#station.close();
  }

  #read({ ssid, bssid = new ArrayBuffer(6), channel, rssi, authentication }: ScanItem) {
    const auth = auths[authentication] ?? WifiAuth.wpaWpa2Psk;
    const address = new Uint8Array(bssid);
    this.#seen.add(address, channel, auth);
    return {
      ssid: new Uint8Array(ArrayBuffer.fromString(ssid)),
      bssid: address,
      channel,
      rssi,
      auth,
    };
  }

  #changed(message: string, detail: number | undefined): void {
    const { wifi } = this.#options;
    // an event after `disconnect` belongs to the previous network
    if (!this.#network) return;
    if (message === wifi.connected) this.#addressTimer.start(addressTimeout);
    else if (message === wifi.gotIP) this.#joined(this.#network);
    else if (message === wifi.lostIP) this.#lost("lost");
    else if (message === wifi.disconnected) this.#left(detail);
  }

  #left(detail: number | undefined): void {
    const reason = this.#options.reason?.() ?? 0;
    if (this.#connected) this.#lost("lost");
    else if (reason === ownLeave) return;
    else if (reason !== 0) this.#lost(failureOf(reason));
    else this.#lost(detail === passwordRejected ? "authentication" : "not-found");
  }

  #joined(network: WifiNetwork): void {
    this.#addressTimer.stop();
    this.#connected = true;
    const { net } = this.#options;
    const bssid = addressOf(net.get("BSSID"));
    const seen = this.#seen.find(bssid);
    this.#observer?.({
      ssid: network.ssid,
      bssid,
      channel: seen?.channel ?? 0,
      rssi: net.get("RSSI"),
      auth: seen?.auth ?? (network.passphrase.length > 0 ? WifiAuth.wpa2Psk : WifiAuth.open),
      address: net.get("IP"),
    });
  }

  #lost(why: WifiFailure): void {
    this.#addressTimer.stop();
    this.#connected = false;
    this.#observer?.(why);
  }

  static #noAddress(wifi: ModdableWifi): void {
    wifi.#lost("lost");
  }
}
