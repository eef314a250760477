import { getUint16BE, putUint16BE } from "../../../base/bytes.js";
import { MeshError } from "../../../base/errors.js";
import type { Records } from "../../../base/records.js";
import { isUnicast } from "../../../network/address.js";
import { isRange, type UnicastRange } from "../../unicast-range.js";

const key = "fast.top";
const addressAt = 16;
const rangeAt = 18;
const enteredAt = 22;
const recordLength = 23;

/** The stored state of a top provisioner, from which it continues after a loss of power. */
export interface TopState {
  /** UUID of the Primary Provisioner, 16 octets. */
  readonly uuid: Uint8Array;
  /** Its unicast address. It may not have received it yet. */
  readonly address: number;
  /** The latest range that it was assigned; undefined: none yet. */
  readonly range: UnicastRange | undefined;
  /** Whether it has acknowledged the range and the collector. */
  readonly entered: boolean;
}

/** The state in the store; undefined without one. */
export function loadTopState(records: Records): TopState | undefined {
  const record = records.read(key);
  if (!record) return undefined;
  const state = record.length === recordLength ? stateOf(record) : undefined;
  if (!state) records.setAside(key, "content");
  return state;
}

/**
 * Record: UUID (16 octets), address (2), lowest and highest address of the range (2 each, 0
 * without one), `entered` (1). Numbers are big-endian. Throws MeshError if the store fails: the
 * addresses must not be sent then.
 */
export function saveTopState(records: Records, state: TopState): void {
  const record = new Uint8Array(recordLength);
  record.set(state.uuid);
  putUint16BE(record, addressAt, state.address);
  putUint16BE(record, rangeAt, state.range?.min ?? 0);
  putUint16BE(record, rangeAt + 2, state.range?.max ?? 0);
  record[enteredAt] = Number(state.entered);
  if (!records.write(key, record))
    throw new MeshError("the store refuses the record of the Primary Provisioner");
}

function stateOf(record: Uint8Array): TopState | undefined {
  const address = getUint16BE(record, addressAt);
  const range = { min: getUint16BE(record, rangeAt), max: getUint16BE(record, rangeAt + 2) };
  const none = range.min === 0 && range.max === 0;
  if (!isUnicast(address) || (!none && !isRange(range)) || record[enteredAt]! > 1) return undefined;
  return {
    uuid: record.slice(0, addressAt),
    address,
    range: none ? undefined : range,
    entered: record[enteredAt] === 1,
  };
}
