import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findProgram } from "../find-program.js";
import { readKeys, keysPath, type KeysFile } from "./keys.js";
import { keyTables } from "./wireshark.js";

const OUTPUT_LIMIT = 512 * 1024 * 1024;

/** The command that installs tshark. */
export const TSHARK_HINT = "apt-get install --no-install-recommends tshark";

/** tshark's options for a keys file. */
export function keyArguments(keys: KeysFile): string[] {
  const tables = Object.entries(keyTables(keys) as unknown as Record<string, string[]>);
  return tables.flatMap(([name, rows]) => rows.flatMap((row) => ["-o", `uat:${name}:${row}`]));
}

export interface DissectOptions {
  /** Path of the pcapng file; its keys file is next to it. */
  readonly path: string;
  /** Names of tshark fields, such as "btmesh.src". */
  readonly fields: readonly string[];
  /** A display filter, such as "btmesh". Default: every packet. */
  readonly filter?: string;
}

/** The requested fields of a packet, each with all its values in the order of the packet. */
export type Dissection = Readonly<Record<string, readonly string[]>>;

/**
 * Decrypts a capture with tshark in two passes. Returns one entry for each packet that matches
 * the filter.
 */
export async function dissect(options: DissectOptions): Promise<Dissection[]> {
  const { path, fields, filter } = options;
  const tshark = findProgram("tshark");
  if (tshark === undefined) throw new Error(`tshark is missing: ${TSHARK_HINT}`);
  const words = ["-2", "-r", path, "-T", "json"];
  words.push(...keyArguments(readKeys(keysPath(path))));
  if (filter !== undefined) words.push("-Y", filter);
  for (const field of fields) words.push("-e", field);
  const { stdout } = await promisify(execFile)(tshark, words, { maxBuffer: OUTPUT_LIMIT });
  const packets = JSON.parse(stdout) as { _source: { layers: Record<string, string[]> } }[];
  return packets.map((packet) => packet._source.layers);
}
