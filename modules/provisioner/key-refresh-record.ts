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
}

/** 0: to begin; 1..3: the steps. */
export interface StoredKeyRefresh extends Omit<KeyRefreshState, "step"> {
  readonly place: number;
}

function keyOf(netKey: number): string {
  return prefix + netKey.toString(16).padStart(3, "0");
}

/** Record: step (1), number of AppKeys (2), their indexes (2 each), excluded addresses (2 each), big-endian. */
export function loadKeyRefresh(records: Records, netKey: number): StoredKeyRefresh | undefined {
  const record = records.read(keyOf(netKey));
  if (!record) return undefined;
  const end = record.length < 3 ? 3 : 3 + 2 * getUint16BE(record, 1);
  if (record.length < end || record[0]! > keyRefreshSteps.length) {
    records.setAside(keyOf(netKey), "content");
    return undefined;
  }
  const appKeys: number[] = [];
  const exclude: number[] = [];
  for (let at = 3; at < record.length; at += 2)
    (at < end ? appKeys : exclude).push(getUint16BE(record, at));
  return { place: record[0]!, appKeys, exclude };
}

/** Stores the state. Throws MeshError where the store fails. */
export function saveKeyRefresh(
  records: Records,
  netKey: number,
  { appKeys, exclude, place }: StoredKeyRefresh,
): void {
  const record = new Uint8Array(3 + 2 * (appKeys.length + exclude.length));
  record[0] = place;
  putUint16BE(record, 1, appKeys.length);
  let at = 3;
  for (const list of [appKeys, exclude])
    for (const value of list) {
      putUint16BE(record, at, value);
      at += 2;
    }
  if (!records.writeChecked(keyOf(netKey), record))
    throw new MeshError("the store refuses the state of the key refresh: it does not go on");
}

/** False where the store fails. */
export function eraseKeyRefresh(records: Records, netKey: number): boolean {
  return records.delete(keyOf(netKey));
}
