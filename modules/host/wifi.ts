/** How an access point authenticates a station; the numbers are those of ESP-IDF's `wifi_auth_mode_t`. */
export const WifiAuth = Object.freeze({
  open: 0,
  wep: 1,
  wpaPsk: 2,
  wpa2Psk: 3,
  wpaWpa2Psk: 4,
  wpa2Enterprise: 5,
  wpa3Psk: 6,
  wpa2Wpa3Psk: 7,
});

/** An access point, as a scan found it. */
export interface WifiAccessPoint {
  /** 0..32 octets; empty if it is hidden. */
  readonly ssid: Uint8Array;
  /** 6 octets. */
  readonly bssid: Uint8Array;
  /** Primary channel, 1..14. */
  readonly channel: number;
  /** dBm. */
  readonly rssi: number;
  /** A WifiAuth. */
  readonly auth: number;
}

/** How to scan. */
export interface WifiScanOptions {
  /** Listens for beacons in place of sending probe requests. Default false. */
  readonly passive?: boolean;
  /** The one channel to scan; default all. */
  readonly channel?: number;
  /** Milliseconds on each channel. Default 120. */
  readonly period?: number;
}

/** The network that a station joins. */
export interface WifiNetwork {
  /** 1..32 octets. */
  readonly ssid: Uint8Array;
  /** 0..63 octets; empty for an open network. */
  readonly passphrase: Uint8Array;
  /** 6 octets: this access point only. */
  readonly bssid?: Uint8Array;
}

/** A station that is connected and has an address. */
export interface WifiConnection extends WifiAccessPoint {
  /** IPv4, as "192.168.4.2". */
  readonly address: string;
}

/** An access point of the device itself (SoftAP). */
export interface WifiOwnAccessPoint {
  /** 1..32 octets. */
  readonly ssid: Uint8Array;
  /** 8..63 octets; none for an open one. */
  readonly passphrase: Uint8Array;
}

/** Reason for a missing connection. */
export type WifiFailure =
  /** The access point refused: most often a wrong passphrase. */
  | "authentication"
  /** No access point of that name. */
  | "not-found"
  /** The connection was lost, or the station got no address. */
  | "lost";

/** A Wi-Fi station. Callbacks come later, never inside a call. */
export interface Wifi {
  /** The station's MAC address, 6 octets. */
  readonly address: Uint8Array;
  /**
   * Looks for access points: `found` is called for each, as it is read from the
   * driver, so that no list of all of them is kept; then `done`, with whether it
   * succeeded. One scan at a time, another replaces it. Returns a function that ends
   * the scan: then neither is called any longer.
   */
  scan(
    options: WifiScanOptions,
    found: (accessPoint: WifiAccessPoint) => void,
    done: (succeeded: boolean) => void,
  ): () => void;
  /** `onChange` is called, from now on, when the station is connected, fails to connect, or loses the connection. */
  observe(onChange: ((state: WifiConnection | WifiFailure) => void) | undefined): void;
  /**
   * Tries once to join a network, and leaves the one it is in. Never throws: what the
   * driver refuses is reported as a failure.
   */
  connect(network: WifiNetwork): void;
  /** Leaves the network, or stops joining it; `onChange` is not called. */
  disconnect(): void;
  /**
   * Starts an access point of its own beside the station, or stops it where
   * `accessPoint` is undefined. Absent where the machine has none. Throws Error
   * where the driver does not take it.
   */
  serve?(accessPoint: WifiOwnAccessPoint | undefined): void;
  /** Leaves the network and stops scanning. */
  close(): void;
}
