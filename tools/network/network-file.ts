import { existsSync, readFileSync } from "node:fs";
import { type AirModel, airModels, type AirParameters } from "../air/model.js";
import { writePrivate } from "../private-file.js";

/** What one machine of a simulated network has in its store, by key, in hexadecimal. */
export type StoredRecords = Readonly<Record<string, string>>;

export interface StoredDevice {
  /** 32 hexadecimal digits. */
  readonly uuid: string;
  /** Elements of its firmware. */
  readonly elements: number;
  readonly records: StoredRecords;
}

/** A simulated network between two commands. */
export interface NetworkFile {
  readonly version: 1;
  readonly seed: string;
  /** Part of the packets that get lost beside what the radio model loses, 0..1. */
  readonly loss: number;
  /** Default: the usual one. */
  readonly air?: AirModel;
  /** Where the air differs from its model. */
  readonly airParameters?: Partial<AirParameters>;
  /** Commands so far: each has chance of its own. */
  readonly runs: number;
  readonly provisioner: StoredRecords;
  /** In a line, the first next to the provisioner. */
  readonly devices: readonly StoredDevice[];
}

/** How a network begins. */
export interface NewNetwork {
  readonly nodes: number;
  readonly seed: string;
  readonly loss: number;
  readonly air: AirModel;
  readonly airParameters: Partial<AirParameters>;
}

function newNetwork({ nodes, ...settings }: NewNetwork): NetworkFile {
  const devices = Array.from({ length: nodes }, (_, i) => ({
    uuid: `d0${"0".repeat(26)}${(i + 1).toString(16).padStart(4, "0")}`,
    elements: 1,
    records: {},
  }));
  return { version: 1, ...settings, runs: 0, provisioner: {}, devices };
}

/** The network in a file, or a new one where there is none. Throws Error for a file that is something else. */
export function readNetwork(path: string, fresh: NewNetwork): NetworkFile {
  if (!existsSync(path)) return newNetwork(fresh);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`${path} is not JSON`);
  }
  if (!isNetwork(content)) throw new Error(`${path} is no network of this program`);
  return content;
}

/** Replaces the file as a whole; nobody but its owner can read its keys. */
export function writeNetwork(path: string, network: NetworkFile): void {
  writePrivate(path, `${JSON.stringify(network, undefined, 2)}\n`);
}

function isNetwork(content: unknown): content is NetworkFile {
  if (typeof content !== "object" || content === null) return false;
  const { air, airParameters, devices, loss, provisioner, runs, seed, version } =
    content as Partial<NetworkFile>;
  return (
    version === 1 &&
    typeof seed === "string" &&
    typeof loss === "number" &&
    (air === undefined || airModels.includes(air)) &&
    (airParameters === undefined ||
      (typeof airParameters === "object" && airParameters !== null)) &&
    typeof runs === "number" &&
    isRecords(provisioner) &&
    Array.isArray(devices) &&
    devices.every(
      (device: Partial<StoredDevice>) =>
        typeof device.uuid === "string" &&
        /^[0-9a-f]{32}$/.test(device.uuid) &&
        typeof device.elements === "number" &&
        isRecords(device.records),
    )
  );
}

function isRecords(records: unknown): records is StoredRecords {
  return (
    typeof records === "object" &&
    records !== null &&
    Object.values(records).every(
      (value) => typeof value === "string" && /^([0-9a-f]{2})*$/.test(value),
    )
  );
}
