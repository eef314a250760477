import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findProgram } from "../find-program.js";
import { readKeys, keysPath, type KeysFile } from "./keys.js";

const OUTPUT_LIMIT = 512 * 1024 * 1024;
const NO_APP_KEY = "00".repeat(16);

/** The command that installs tshark. */
export const TSHARK_HINT = "apt-get install --no-install-recommends tshark";

/** tshark's options for a keys file. */
export function keyArguments(keys: KeysFile): string[] {
  const rows: string[] = [];
  const appKeys = keys.appKeys.length > 0 ? keys.appKeys : [NO_APP_KEY];
  for (const ivIndex of keys.ivIndexes)
    for (const netKey of keys.netKeys)
      for (const appKey of appKeys)
        rows.push(`uat:btmesh_nw_keys:"0x${netKey}","0x${appKey}","0x${ivIndex}"`);
  for (const { address, key } of keys.deviceKeys)
    rows.push(`uat:btmesh_dev_keys:"0x${key}","0x${address}"`);
  for (const label of keys.labels) rows.push(`uat:btmesh_label_uuids:"0x${label}"`);
  return rows.flatMap((row) => ["-o", row]);
}

/** A shell command that shows a capture decrypted. */
export function tsharkCommand(capturePath: string): string {
  const words = [
    "tshark",
    "-2",
    "-r",
    capturePath,
    ...keyArguments(readKeys(keysPath(capturePath))),
  ];
  return words.map((word) => (/^[\w./:-]+$/.test(word) ? word : `'${word}'`)).join(" ");
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
