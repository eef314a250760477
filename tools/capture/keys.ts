import { readFileSync } from "node:fs";
import { toHex } from "../../modules/base/bytes.js";
import { writePrivate } from "../private-file.js";

/** The keys file of a capture: JSON, octets as hexadecimal digits. */
export interface KeysFile {
  readonly about: string;
  /** IV Indexes in use during the run, 8 digits each. */
  readonly ivIndexes: readonly string[];
  /** NetKeys, 32 digits each. */
  readonly netKeys: readonly string[];
  /** AppKeys, 32 digits each. */
  readonly appKeys: readonly string[];
  /** Device keys with the primary unicast address of their node, 4 digits. */
  readonly deviceKeys: readonly { readonly address: string; readonly key: string }[];
  /** Label UUIDs of virtual addresses, 32 digits each. */
  readonly labels: readonly string[];
}

const ABOUT =
  "Keys of the Bluetooth Mesh network in the capture of the same name, in hexadecimal. " +
  "tshark takes them as its tables btmesh_nw_keys (a row for each combination of NetKey, AppKey " +
  "and IV Index), btmesh_dev_keys and btmesh_label_uuids; see Preferences, Protocols, BT Mesh.";

/** Path of a capture's keys file: `.keys.json` instead of `.pcapng`. */
export function keysPath(capturePath: string): string {
  return `${capturePath.replace(/\.pcapng$/, "")}.keys.json`;
}

/** Collects the keys of a run, to decrypt its capture. Each key is stored once. */
export class CaptureKeys {
  readonly #ivIndexes = new Set<string>();
  readonly #netKeys = new Set<string>();
  readonly #appKeys = new Set<string>();
  readonly #deviceKeys = new Map<string, { address: string; key: string }>();
  readonly #labels = new Set<string>();

  addIvIndex(ivIndex: number): void {
    this.#ivIndexes.add(digits(ivIndex, 8));
  }

  addNetKey(key: Uint8Array): void {
    this.#netKeys.add(octets("key", key));
  }

  addAppKey(key: Uint8Array): void {
    this.#appKeys.add(octets("key", key));
  }

  /** Adds a device key. `address`: the primary unicast address of the node. */
  addDeviceKey(address: number, key: Uint8Array): void {
    const row = { address: digits(address, 4), key: octets("key", key) };
    this.#deviceKeys.set(`${row.address} ${row.key}`, row);
  }

  /** Adds the label UUID of a virtual address. */
  addLabel(label: Uint8Array): void {
    this.#labels.add(octets("label", label));
  }

  toJSON(): KeysFile {
    return {
      about: ABOUT,
      ivIndexes: [...this.#ivIndexes],
      netKeys: [...this.#netKeys],
      appKeys: [...this.#appKeys],
      deviceKeys: [...this.#deviceKeys.values()],
      labels: [...this.#labels],
    };
  }

  /** Replaces the file. Only its owner can read it. */
  write(path: string): void {
    writePrivate(path, `${JSON.stringify(this, undefined, 2)}\n`);
  }
}

export function readKeys(path: string): KeysFile {
  return JSON.parse(readFileSync(path, "utf8")) as KeysFile;
}

function octets(name: string, bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError(`${name}: 16 octets`);
  return toHex(bytes);
}

function digits(value: number, count: number): string {
  return value.toString(16).padStart(count, "0");
}
