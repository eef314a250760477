import { getUint16BE, putUint16BE } from "../base/bytes.js";
import { MeshError } from "../base/errors.js";
import type { Records } from "../base/records.js";
import { type KeyRefreshStep, keyRefreshSteps } from "./key-refresh-steps.js";

const prefix = "pk.";
/** The record's step before the provisioner's own node has the new key. */
export const toBegin = 0;

/** A key refresh that is not over. */
export interface KeyRefreshState {
  readonly step: KeyRefreshStep;
  readonly appKeys: readonly number[];
  readonly exclude: readonly number[];
  /** Primary addresses of nodes that have not done a step, as was known when it was stored. */
  readonly missing: readonly number[];
}

/** `place`: 0: to begin; 1..3: the steps. */
export interface StoredKeyRefresh extends Omit<KeyRefreshState, "step" | "missing"> {
  readonly place: number;
  /** The nodes, and the step that each has not done. */
  readonly missing: readonly { readonly node: number; readonly place: number }[];
}

function keyOf(netKey: number): string {
  return prefix + netKey.toString(16).padStart(3, "0");
}

/**
 * Record: step (1), number of AppKeys (2) and of excluded nodes (2), the indexes and the addresses (2 each), and of
 * each missing node address (2) and step (1), big-endian.
 */
export function loadKeyRefresh(records: Records, netKey: number): StoredKeyRefresh | undefined {
  const record = records.read(keyOf(netKey));
  if (!record) return undefined;
  const { length } = record;
  const first = 5 + (length < 5 ? 0 : 2 * getUint16BE(record, 1));
  const second = first + (length < 5 ? 0 : 2 * getUint16BE(record, 3));
  if (length < second || (length - second) % 3 !== 0 || record[0]! > keyRefreshSteps.length) {
    records.setAside(keyOf(netKey), "content");
    return undefined;
  }
  const appKeys: number[] = [];
  const exclude: number[] = [];
  const missing: { node: number; place: number }[] = [];
  for (let at = 5; at < second; at += 2)
    (at < first ? appKeys : exclude).push(getUint16BE(record, at));
  for (let at = second; at < length; at += 3)
    missing.push({ node: getUint16BE(record, at), place: record[at + 2]! });
  if (missing.some(({ place }) => place < 1 || place > keyRefreshSteps.length)) {
    records.setAside(keyOf(netKey), "content");
    return undefined;
  }
  return { place: record[0]!, appKeys, exclude, missing };
}

/** Stores the state. Throws MeshError where the store fails. */
export function saveKeyRefresh(
  records: Records,
  netKey: number,
  { appKeys, exclude, missing, place }: StoredKeyRefresh,
): void {
  const record = new Uint8Array(5 + 2 * (appKeys.length + exclude.length) + 3 * missing.length);
  record[0] = place;
  putUint16BE(record, 1, appKeys.length);
  putUint16BE(record, 3, exclude.length);
  let at = 5;
  for (const list of [appKeys, exclude])
    for (const value of list) {
      putUint16BE(record, at, value);
      at += 2;
    }
  for (const each of missing) {
    putUint16BE(record, at, each.node);
    record[at + 2] = each.place;
    at += 3;
  }
  if (!records.writeChecked(keyOf(netKey), record))
    throw new MeshError("the store refuses the state of the key refresh: it does not go on");
}

/** False where the store fails. */
export function eraseKeyRefresh(records: Records, netKey: number): boolean {
  return records.delete(keyOf(netKey));
}
