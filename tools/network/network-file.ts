import { existsSync, readFileSync } from "node:fs";
import { type AirModel, airModels, type AirParameters } from "../air/model.js";
import { writePrivate } from "../private-file.js";

/** The store of one simulated machine: records by key, in hexadecimal digits. */
export type StoredRecords = Readonly<Record<string, string>>;

export interface StoredDevice {
  /** 32 hexadecimal digits. */
  readonly uuid: string;
  /** Number of elements of its firmware. */
  readonly elements: number;
  readonly records: StoredRecords;
}

/** A simulated network as it is stored between two commands. */
export interface NetworkFile {
  readonly version: 1;
  readonly seed: string;
  /** Share of packets lost in addition to the losses of the radio model, 0..1. */
  readonly loss: number;
  /** Model of the air. Default: the simulation's default air. */
  readonly air?: AirModel;
  /** Parameters of the air that differ from the model. */
  readonly airParameters?: Partial<AirParameters>;
  /** Number of commands until now; each command has its own random values. */
  readonly runs: number;
  readonly provisioner: StoredRecords;
  /** The devices in a line, the first one next to the provisioner. */
  readonly devices: readonly StoredDevice[];
}

/** Options of a new network. */
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

/**
 * Reads the network from a file, or creates one if there is no file. Throws Error for a file with
 * other content.
 */
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

/** Replaces the file as a whole. Only its owner can read the keys in it. */
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
