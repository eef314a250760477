import { development } from "../../base/development.js";
import { concatBytes } from "../../base/bytes.js";
import type { Records } from "../../base/records.js";
import type { WifiNetwork } from "../../host/wifi.js";

/** The record: three fields, each with its length before: SSID, passphrase, BSSID. */
const key = "wifi";

/** The network that a device was provisioned with. The passphrase is kept in clear, as Wi-Fi needs it. */
export class StoredNetwork {
  readonly #records: Records;

  constructor(options: { readonly records: Records }) {
    development.options?.("StoredNetwork", options);
    this.#records = options.records;
  }

  /**
   * The network, or undefined if there is none; a malformed record is moved to "bad.<key>"
   * (`Records`).
   */
  read(): WifiNetwork | undefined {
    const record = this.#records.read(key);
    if (!record) return undefined;
    const fields: Uint8Array[] = [];
    for (let at = 0; at < record.length; at += 1 + record[at]!)
      fields.push(record.slice(at + 1, at + 1 + record[at]!));
    const [ssid, passphrase, bssid] = fields;
    if (ssid && passphrase && bssid && isNetwork(ssid, passphrase, bssid) && fields.length === 3)
      return bssid.length > 0 ? { ssid, passphrase, bssid } : { ssid, passphrase };
    this.#records.setAside(key, "content");
    return undefined;
  }

  /** Stores the network. False if the medium failed. */
  write({ ssid, passphrase, bssid }: WifiNetwork): boolean {
    const address = bssid ?? new Uint8Array(0);
    const length = (field: Uint8Array) => Uint8Array.of(field.length);
    const named = concatBytes(length(ssid), ssid, length(passphrase), passphrase);
    return this.#records.write(key, concatBytes(named, length(address), address));
  }

  /** Removes the network. */
  forget(): void {
    this.#records.delete(key);
  }
}

/** Whether the lengths are such as a network has. */
export function isNetwork(ssid: Uint8Array, passphrase: Uint8Array, bssid: Uint8Array): boolean {
  return (
    ssid.length >= 1 &&
    ssid.length <= 32 &&
    passphrase.length <= 63 &&
    (bssid.length === 0 || bssid.length === 6)
  );
}
