import { concatBytes, getUint16LE } from "../../base/bytes.js";
import { accessCode, accessOf } from "./access.js";
import type { GenericProperty } from "./property.js";

/** Octets before a value: Property ID (2, little-endian), access, length of the value (2, little-endian). */
const header = 5;

/** The record of a server: its properties with another value or access than those of a new device. `values`: whether clients can set values. */
export function encodeProperties(
  properties: readonly GenericProperty[],
  values: boolean,
): Uint8Array {
  let record: Uint8Array = new Uint8Array(0);
  for (const { access, firstAccess, property, raw, valueChanged } of properties) {
    const stored = values && valueChanged ? raw : raw.subarray(0, 0);
    if (stored.length === 0 && access === firstAccess) continue;
    const { id } = property;
    const { length } = stored;
    const head = Uint8Array.of(id, id >> 8, accessCode(access), length, length >> 8);
    record = concatBytes(record, head, stored);
  }
  return record;
}

/**
 * Restores the properties of a record; what is to be called then. What is cut off, has a prohibited value,
 * or belongs to a property that there no longer is, is left out. `highest`: the highest code of an
 * access, -1 where accesses stay as they are; `values`: whether clients can set values.
 */
export function restoreProperties(
  record: Uint8Array,
  properties: readonly GenericProperty[],
  highest: number,
  values: boolean,
): readonly (() => void)[] {
  const calls: (() => void)[] = [];
  for (let at = 0; at + header <= record.length;) {
    const end = at + header + getUint16LE(record, at + 3);
    const id = getUint16LE(record, at);
    const found = properties.find(({ property }) => property.id === id);
    if (found && end <= record.length) {
      const code = record[at + 2]!;
      if (code <= highest) found.access = accessOf(code)!;
      const raw = record.slice(at + header, end);
      const decoded = values && raw.length > 0 && !found.isRead && found.property.decode(raw);
      const call = decoded ? found.take(decoded.value) : undefined;
      if (call) calls.push(call);
    }
    at = end;
  }
  return calls;
}
