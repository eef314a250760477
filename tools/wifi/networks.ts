import { readFileSync } from "node:fs";
import { fromHex } from "../../modules/base/bytes.js";
import { utf8Bytes } from "../../modules/base/utf8.js";
import { WifiAuth } from "../../modules/host/wifi.js";
import type { SimulatedAccessPoint } from "./landscape.js";

/** WifiAuth values by their names in a file. */
const auths: Readonly<Record<string, number>> = {
  open: WifiAuth.open,
  wep: WifiAuth.wep,
  wpa: WifiAuth.wpaPsk,
  wpa2: WifiAuth.wpa2Psk,
  "wpa/wpa2": WifiAuth.wpaWpa2Psk,
  "wpa2-enterprise": WifiAuth.wpa2Enterprise,
  wpa3: WifiAuth.wpa3Psk,
  "wpa2/wpa3": WifiAuth.wpa2Wpa3Psk,
};

export const authName = (auth: number): string =>
  Object.keys(auths).find((name) => auths[name] === auth) ?? String(auth);

/** An access point as described in a file. */
interface Entry {
  readonly ssid?: string;
  /** The octets of a name that is not UTF-8, as hexadecimal digits. */
  readonly ssidHex?: string;
  readonly passphrase?: string;
  readonly passphraseHex?: string;
  readonly bssid?: string;
  readonly channel?: number;
  readonly rssi?: number;
  readonly auth?: string;
  readonly refuses?: boolean;
  readonly noAddress?: boolean;
  readonly delay?: number;
  readonly vanishesAfter?: number;
}

function octetsOf(text: unknown, hex: string | undefined): Uint8Array | undefined {
  if (hex !== undefined) return fromHex(hex);
  return typeof text === "string" ? utf8Bytes(text) : undefined;
}

function accessPoint(entry: Entry, index: number): SimulatedAccessPoint {
  const { channel = 1 + ((5 * index) % 13), rssi = Math.max(-95, -40 - 6 * index), bssid } = entry;
  const ssid = octetsOf(entry.ssid, entry.ssidHex);
  const passphrase = octetsOf(entry.passphrase, entry.passphraseHex) ?? new Uint8Array(0);
  const { auth = passphrase.length === 0 ? "open" : "wpa2" } = entry;
  if (!ssid) throw new Error(`access point ${index + 1} has no "ssid"`);
  if (ssid.length > 32) throw new Error(`access point ${index + 1}: "ssid" has at most 32 octets`);
  if (!(Number.isInteger(rssi) && rssi >= -127 && rssi <= 0))
    throw new Error(`access point ${index + 1}: "rssi" is a whole number of dBm, -127 to 0`);
  const number = auths[auth];
  if (number === undefined)
    throw new Error(`"auth" of access point ${index + 1}: one of ${Object.keys(auths).join(", ")}`);
  const { refuses, noAddress, delay, vanishesAfter } = entry;
  return {
    ssid,
    passphrase,
    bssid: bssid
      ? Uint8Array.from(bssid.split(":"), (octet) => parseInt(octet, 16))
      : Uint8Array.of(2, 0, 0, 0, (index + 1) >> 8, index + 1),
    channel,
    rssi,
    auth: number,
    ...(refuses && { refuses }),
    ...(noAddress && { noAddress }),
    ...(delay !== undefined && { delay }),
    ...(vanishesAfter !== undefined && { vanishesAfter }),
  };
}

/** The default access points, if no file is given. */
export const defaultNetworks: readonly Entry[] = [
  { ssid: "home", passphrase: "correct horse" },
  { ssid: "guests" },
  { ssid: "neighbours", passphrase: "unknown to us", auth: "wpa2/wpa3" },
  { ssid: "closed door", passphrase: "correct horse", refuses: true },
];

/**
 * Makes access points of the content of a JSON file. Throws Error with the reason for invalid
 * content.
 */
export function networks(entries: unknown): SimulatedAccessPoint[] {
  if (!Array.isArray(entries)) throw new Error("an array of access points is needed");
  return (entries as Entry[]).map(accessPoint);
}

export function readNetworks(file: string): SimulatedAccessPoint[] {
  try {
    return networks(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}
