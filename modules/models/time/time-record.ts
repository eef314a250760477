import { FieldReader, FieldWriter } from "../../access/field.js";
import { roleOctet, roleOf, taiSeconds, taiUtcDelta, timeZone } from "./fields.js";
import type { ChangingValue, TimeRole } from "./mesh-time.js";

/** What a Time Server keeps over a power cut. */
export interface KeptTime {
  readonly role: TimeRole;
  readonly zone: ChangingValue;
  readonly taiUtcDelta: ChangingValue;
}

/** Role (1 octet); zone, next zone (1 each), its change (5); difference to UTC, the next (2 each), its change (5). */
const recordLength = 17;

/** The record of a Time Server. */
export function encodeKeptTime({ role, taiUtcDelta: delta, zone }: KeptTime): Uint8Array {
  const writer = new FieldWriter(recordLength);
  writer.number(roleOctet(role), 1);
  timeZone.write(writer, zone.current, "zone");
  timeZone.write(writer, zone.next, "zone");
  taiSeconds.write(writer, zone.changeAt, "zone");
  taiUtcDelta.write(writer, delta.current, "taiUtcDelta");
  taiUtcDelta.write(writer, delta.next, "taiUtcDelta");
  taiSeconds.write(writer, delta.changeAt, "taiUtcDelta");
  return writer.finish();
}

/** What a record has; undefined for none. */
export function decodeKeptTime(record: Uint8Array): KeptTime | undefined {
  if (record.length !== recordLength) return undefined;
  const reader = new FieldReader(record, 0, recordLength);
  const role = roleOf(reader.number(1));
  const zone = {
    current: timeZone.read(reader),
    next: timeZone.read(reader),
    changeAt: taiSeconds.read(reader),
  };
  const delta = {
    current: taiUtcDelta.read(reader),
    next: taiUtcDelta.read(reader),
    changeAt: taiSeconds.read(reader),
  };
  return role !== undefined && reader.ok ? { role, zone, taiUtcDelta: delta } : undefined;
}
