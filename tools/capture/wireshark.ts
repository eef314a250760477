import { join } from "node:path";
import { makeFolder } from "../make-folder.js";
import { writePrivate } from "../private-file.js";
import type { KeysFile } from "./keys.js";

/** AppKey of a row for a network without AppKeys. */
const noAppKey = "00".repeat(16);

/** Rows of Wireshark's tables of keys (Preferences, Protocols, BT Mesh), by the table's name. */
export interface KeyTables {
  /** For each NetKey, AppKey and IV Index: the three, quoted. */
  readonly btmesh_nw_keys: readonly string[];
  /** Device key and unicast address. */
  readonly btmesh_dev_keys: readonly string[];
  readonly btmesh_label_uuids: readonly string[];
}

/** Wireshark's tables with the keys of a capture. */
export function keyTables(keys: KeysFile): KeyTables {
  const appKeys = keys.appKeys.length > 0 ? keys.appKeys : [noAppKey];
  const row = (...digits: readonly string[]) => digits.map((text) => `"0x${text}"`).join(",");
  return {
    btmesh_nw_keys: keys.ivIndexes.flatMap((ivIndex) =>
      keys.netKeys.flatMap((netKey) => appKeys.map((appKey) => row(netKey, appKey, ivIndex))),
    ),
    btmesh_dev_keys: keys.deviceKeys.map(({ address, key }) => row(key, address)),
    btmesh_label_uuids: keys.labels.map((label) => row(label)),
  };
}

/** Path of a capture's folder of settings: `.wireshark` instead of `.pcapng`. */
export function wiresharkFolder(capturePath: string): string {
  return `${capturePath.replace(/\.pcapng$/, "")}.wireshark`;
}

/** Writes the folder of settings with which Wireshark and tshark decrypt a capture. */
export function writeWiresharkFolder(capturePath: string, keys: KeysFile): void {
  const folder = wiresharkFolder(capturePath);
  makeFolder(folder, 0o700);
  for (const [name, rows] of Object.entries(keyTables(keys) as unknown as Record<string, string[]>))
    writePrivate(join(folder, name), rows.map((row) => `${row}\n`).join(""));
}

/** Shell commands that open a capture decrypted, in Wireshark and in tshark. */
export function openCommands(capturePath: string): { wireshark: string; tshark: string } {
  const settings = `WIRESHARK_CONFIG_DIR=${quoted(wiresharkFolder(capturePath))}`;
  const path = quoted(capturePath);
  return {
    wireshark: `${settings} wireshark ${path}`,
    // Two passes: segmented messages are decrypted in the second.
    tshark: `${settings} tshark -2 -r ${path}`,
  };
}

/** The lines of a report that say where a capture is and how to open it. */
export function captureLines(capturePath: string, keysPath: string): readonly string[] {
  const { tshark, wireshark } = openCommands(capturePath);
  return [
    `Capture: ${capturePath}`,
    `Keys:    ${keysPath}`,
    `Open:    ${wireshark}`,
    `      or ${tshark}`,
  ];
}

/** A word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
