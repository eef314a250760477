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
  /** The octets of the SSID, in a text that need not be UTF-8. */
  readonly ssid: string;
  readonly rssi: number;
  readonly channel: number;
  readonly authentication: string;
  /** The simulator has none. */
  readonly bssid?: ArrayBuffer;
}

/** The module `wifi` as it is; its declaration lags behind. */
export interface WifiModule {
  readonly Mode: { readonly station: number };
  readonly connected: string;
  readonly gotIP: string;
  readonly lostIP: string;
  readonly disconnected: string;
  mode: number;
  /** Without arguments a scan is given up. */
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
  /** `station`: beside the station, which keeps its network. */
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
  /** Why the station was disconnected last, a `wifi_err_reason_t`; 0 where that is not known. */
  readonly reason?: () => number;
}

/** What the second argument of "disconnect" is where the passphrase was refused. */
const passwordRejected = -1;

/** ASSOC_LEAVE: the station itself left another network, to join this one. */
const ownLeave = 8;

/** Milliseconds from association to an address at most. */
const addressTimeout = 10_000;

/** Authentication of an access point by its name in Moddable's scan. */
const auths: Readonly<Record<string, number>> = frozen({
  none: WifiAuth.open,
  wep: WifiAuth.wep,
  wpa_psk: WifiAuth.wpaPsk,
  wpa2_psk: WifiAuth.wpa2Psk,
  // Moddable's name for all that is newer, too
  wpa_wpa2_psk: WifiAuth.wpaWpa2Psk,
});

/** Stations that the access point of our own has at a time. */
const mostStations = 2;

/** The driver ends an SSID and a passphrase at a zero octet: one with a zero in it cannot be joined. */
function isJoinable({ ssid, passphrase }: WifiNetwork): boolean {
  return !ssid.includes(0) && !passphrase.includes(0);
}

/** "24:6f:28:0a:bc:de" */
function addressOf(value: string): Uint8Array {
  return fromHex(value.split(":").join(""));
}

/**
 * Wi-Fi on Moddable's modules `wifi` and `net`. They take texts; SSIDs and passphrases
 * are octets, which go through them as they are. The period of a scan is the driver's own.
 */
export class ModdableWifi implements Wifi {
  readonly #options: ModdableWifiOptions;
  readonly #station: { close(): void };
  #observer: ((state: WifiConnection | WifiFailure) => void) | undefined;
  #network: WifiNetwork | undefined;
  #scanned: ((succeeded: boolean) => void) | undefined;
  #connected = false;
  readonly #seen = new SeenAccessPoints();
  /** From an association to its address. */
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
      // the driver is busy, with joining for instance
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
      // reported as a failure: an exception would end a device with such stored credentials at each boot
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
    // an event after `disconnect` is about the previous network
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
