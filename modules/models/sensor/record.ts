import { concatBytes, getUint16LE } from "../../base/bytes.js";
import { decodeCadence } from "./cadence.js";
import type { ServedSensor } from "./served-sensor.js";

/** Octets before a state: Property ID of the sensor (2), that of the setting (2), both little-endian, length. */
const header = 5;
/** In place of the Property ID of a setting: the state is a cadence. No property has this ID. */
const cadenceId = 0;

/** The record of a server: its cadences, and the settings that have another value than those of a new device. */
export function encodeStates(sensors: readonly ServedSensor[]): Uint8Array {
  let record: Uint8Array = new Uint8Array(0);
  const add = (propertyId: number, settingId: number, raw: Uint8Array) => {
    const head = [propertyId, propertyId >> 8, settingId, settingId >> 8, raw.length];
    record = concatBytes(record, Uint8Array.from(head), raw);
  };
  for (const { encodedCadence, state } of sensors) {
    const { property, settableCadence, settings } = state;
    if (settableCadence && encodedCadence.length > 0) add(property.id, cadenceId, encodedCadence);
    for (const setting of settings)
      if (setting.writable && setting.changed) add(property.id, setting.property.id, setting.raw);
  }
  return record;
}

/**
 * Restores the states of a record; what is to be called then, for settings. What is cut off, has a
 * prohibited value, or belongs to a sensor or setting that there no longer is, is left out.
 */
export function restoreStates(
  record: Uint8Array,
  sensors: readonly ServedSensor[],
): readonly (() => void)[] {
  const calls: (() => void)[] = [];
  for (let at = 0; at + header <= record.length;) {
    const end = at + header + record[at + 4]!;
    const propertyId = getUint16LE(record, at);
    const sensor = sensors.find(({ state }) => state.property.id === propertyId);
    if (sensor && end <= record.length) {
      const raw = record.slice(at + header, end);
      const call = restoreState(sensor, getUint16LE(record, at + 2), raw);
      if (call) calls.push(call);
    }
    at = end;
  }
  return calls;
}

function restoreState(
  sensor: ServedSensor,
  settingId: number,
  raw: Uint8Array,
): (() => void) | undefined {
  const { order, settableCadence, settings } = sensor.state;
  if (settingId === cadenceId) {
    const cadence = settableCadence && order && decodeCadence(order, raw);
    if (cadence) sensor.cadence = cadence;
    return undefined;
  }
  const setting = settings.find(({ property }) => property.id === settingId);
  const decoded = setting?.writable ? setting.property.decode(raw) : undefined;
  return decoded && setting!.take(decoded.value);
}
