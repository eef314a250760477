import Net from "net";
import WiFiModule from "wifi";
import { fromHex } from "../../modules/base/bytes.js";
import { frozen } from "../../modules/base/frozen.js";
import type { Clock } from "../../modules/host/clock.js";
import {
  type Wifi,
  type WifiAccessPoint,
  WifiAuth,
  type WifiConnection,
  type WifiFailure,
  type WifiNetwork,
  type WifiScanOptions,
} from "../../modules/host/wifi.js";

interface ScanItem {
  readonly ssid: string;
  readonly rssi: number;
  readonly channel: number;
  readonly authentication: string;
  /** The simulator has none. */
  readonly bssid?: ArrayBuffer;
}

/** The module `wifi` as it is; its declaration lags behind. */
interface WifiModule {
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
  new (options: undefined, callback: (message: string, reason?: number) => void): { close(): void };
}

function wifiModule(): WifiModule {
  return WiFiModule as unknown as WifiModule;
}

/** What the second argument of "disconnect" is where the passphrase was refused. */
const passwordRejected = -1;

/** Milliseconds from being let in to having an address at most. */
const addressTimeout = 10_000;

/** How Moddable's scan names what an access point wants. */
const auths: Readonly<Record<string, number>> = frozen({
  none: WifiAuth.open,
  wep: WifiAuth.wep,
  wpa_psk: WifiAuth.wpaPsk,
  wpa2_psk: WifiAuth.wpa2Psk,
  // Moddable's name for all that is newer, too
  wpa_wpa2_psk: WifiAuth.wpaWpa2Psk,
});

/** SSIDs and passphrases are texts there: octets that are no UTF-8 cannot be told. */
function text(octets: Uint8Array): string {
  return String.fromArrayBuffer(octets.slice().buffer);
}

/** "24:6f:28:0a:bc:de" */
function addressOf(value: string): Uint8Array {
  return fromHex(value.split(":").join(""));
}

/** Wi-Fi on Moddable's modules `wifi` and `net`. The period of a scan is the driver's own. */
export class ModdableWifi implements Wifi {
  readonly #clock: Clock;
  readonly #module = wifiModule();
  readonly #station: { close(): void };
  #observer: ((state: WifiConnection | WifiFailure) => void) | undefined;
  #network: WifiNetwork | undefined;
  #scanned: ((accessPoints: readonly WifiAccessPoint[] | undefined) => void) | undefined;
  #known: readonly WifiAccessPoint[] = [];
  #connected = false;
  #timer: number | undefined;

  constructor(options: { readonly clock: Clock }) {
    this.#clock = options.clock;
    this.#module.mode = this.#module.Mode.station;
    this.#station = new this.#module(undefined, (message, reason) =>
      this.#changed(message, reason),
    );
  }

  get address(): Uint8Array {
    return addressOf(Net.get("MAC"));
  }

  scan(
    { passive = false, channel }: WifiScanOptions,
    done: (accessPoints: readonly WifiAccessPoint[] | undefined) => void,
  ): () => void {
    if (this.#scanned) this.#module.scan();
    this.#scanned = done;
    const found: WifiAccessPoint[] = [];
    const options = { active: !passive, ...(channel !== undefined && { channel }) };
    try {
      this.#module.scan(options, (item) => {
        if (this.#scanned !== done) return;
        if (item) {
          found.push({
            ssid: new Uint8Array(ArrayBuffer.fromString(item.ssid)),
            bssid: new Uint8Array(item.bssid ?? new ArrayBuffer(6)),
            channel: item.channel,
            rssi: item.rssi,
            auth: auths[item.authentication] ?? WifiAuth.wpaWpa2Psk,
          });
          return;
        }
        this.#scanned = undefined;
        this.#known = found;
        done(found);
      });
    } catch {
      // the driver is busy, with joining for instance
      this.#clock.schedule(() => {
        if (this.#scanned !== done) return;
        this.#scanned = undefined;
        done(undefined);
      }, 0);
    }
    return () => {
      if (this.#scanned !== done) return;
      this.#scanned = undefined;
      this.#module.scan();
    };
  }

  observe(onChange: ((state: WifiConnection | WifiFailure) => void) | undefined): void {
    this.#observer = onChange;
  }

  connect(network: WifiNetwork): void {
    this.disconnect();
    this.#network = network;
    const { ssid, passphrase, bssid } = network;
    this.#module.connect({
      ssid: text(ssid),
      ...(passphrase.length > 0 && { password: text(passphrase) }),
      ...(bssid && { bssid: bssid.slice().buffer }),
    });
  }

  disconnect(): void {
    this.#stopTimer();
    if (this.#network) this.#module.disconnect();
    this.#network = undefined;
    this.#connected = false;
  }

  close(): void {
    this.disconnect();
    this.#observer = undefined;
    if (this.#scanned) this.#module.scan();
    this.#scanned = undefined;
    this.#station.close();
  }

  #changed(message: string, reason: number | undefined): void {
    // what comes after `disconnect` is about the network before
    if (!this.#network) return;
    if (message === this.#module.connected) {
      this.#stopTimer();
      this.#timer = this.#clock.schedule(() => this.#lost("lost"), addressTimeout);
    } else if (message === this.#module.gotIP) this.#joined(this.#network);
    else if (message === this.#module.lostIP) this.#lost("lost");
    else if (message === this.#module.disconnected)
      this.#lost(
        this.#connected ? "lost" : reason === passwordRejected ? "authentication" : "not-found",
      );
  }

  #joined(network: WifiNetwork): void {
    this.#stopTimer();
    this.#connected = true;
    const bssid = addressOf(Net.get("BSSID"));
    const known = this.#known.find((one) => one.bssid.every((octet, i) => octet === bssid[i]));
    this.#observer?.({
      ssid: network.ssid,
      bssid,
      channel: known?.channel ?? 0,
      rssi: Net.get("RSSI"),
      auth: known?.auth ?? (network.passphrase.length > 0 ? WifiAuth.wpa2Psk : WifiAuth.open),
      address: Net.get("IP"),
    });
  }

  #lost(why: WifiFailure): void {
    this.#stopTimer();
    this.#connected = false;
    this.#observer?.(why);
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) this.#clock.cancel(this.#timer);
    this.#timer = undefined;
  }
}
