import { existsSync, readFileSync } from "node:fs";
import type { AirModel, AirParameters } from "../air/model.js";
import type { Position } from "../air/propagation.js";
import { writePrivate } from "../private-file.js";
import { networkFault } from "./network-fault.js";

/** The store of one simulated machine: records by key, in hexadecimal digits. */
export type StoredRecords = Readonly<Record<string, string>>;

export interface StoredDevice {
  /** 32 hexadecimal digits. */
  readonly uuid: string;
  /** Number of elements of its firmware. */
  readonly elements: number;
  readonly records: StoredRecords;
  /** Name in `xs-mesh shell`. Default: by its place. */
  readonly name?: string;
  /**
   * Firmware of a device of `xs-mesh shell`: a path relative to this file, or `shellLight`.
   * Default: that of the devices of `xs-mesh scan`.
   */
  readonly firmware?: string;
  /** Metres. Default: in a line with the others. */
  readonly position?: Position;
  /** Whether it has power. Default true. */
  readonly powered?: boolean;
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
  /** What `xs-mesh shell` stores beside that. */
  readonly shell?: StoredShell;
}

/** Names of a network, and the script that it was made with. */
export interface StoredShell {
  readonly names: SavedNames;
  /** Path relative to this file. */
  readonly script?: string;
  readonly host?: "xs" | "node";
}

/** Names of a session of `xs-mesh shell`. */
export interface SavedNames {
  readonly nodes: readonly (readonly [address: number, name: string])[];
  readonly groups: readonly (readonly [name: string, address: number, label: string | null])[];
  readonly appKeys: readonly (readonly [index: number, name: string])[];
}

/** `StoredDevice.firmware` of the light that `xs-mesh shell` simulates by default. */
export const shellLight = "xs-mesh/shell-light";

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
  return existsSync(path) ? readNetworkFile(path) : newNetwork(fresh);
}

/** Reads the network from a file. Throws Error if there is none, and for other content. */
export function readNetworkFile(path: string): NetworkFile {
  if (!existsSync(path)) throw new Error(`there is no ${path}`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`${path} is not JSON`);
  }
  const fault = networkFault(content);
  if (fault !== undefined) throw new Error(`${path} is no network of this program: ${fault}`);
  return content as NetworkFile;
}

/** Replaces the file as a whole. Only its owner can read the keys in it. */
export function writeNetwork(path: string, network: NetworkFile): void {
  writePrivate(path, `${JSON.stringify(network, undefined, 2)}\n`);
}
