import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";

export const opcodesAggregatorServerId = 0x0010;
export const opcodesAggregatorClientId = 0x0011;

/** Status codes of Opcodes Aggregator Status. Mesh Protocol 1.1 §4.3.9. */
export const AggregatorStatus = frozen({
  success: 0,
  invalidAddress: 1,
  wrongAccessKey: 2,
  wrongOpcode: 3,
  messageNotUnderstood: 4,
  responseOverflow: 5,
});

const longestShortItem = 0x7f;
const longestItem = 0x7fff;

/** Octets of an item with its length before it. */
export function itemSize(octets: number): number {
  return octets + (octets > longestShortItem ? 2 : 1);
}

/** Reads the length before an item: 7 bits above a 0, or 15 bits above a 1 in 2 octets. */
export function readItemLength(reader: FieldReader): number {
  const first = reader.number(1);
  return first & 1 ? (reader.number(1) << 7) | (first >> 1) : first >> 1;
}

/** Writes an item behind its length. Throws FieldError for one of more than 32,767 octets. */
export function writeItem(writer: FieldWriter, value: Uint8Array, name: string): void {
  const { length } = value;
  if (length > longestItem)
    throw new FieldError(`${name}: an item of ${length} octets, ${longestItem} at most`);
  if (length > longestShortItem) writer.number((length << 1) | 1, 2);
  else writer.number(length << 1, 1);
  writer.put(value);
}

/**
 * Access payloads, opcode first, each behind its length: 7 bits above a 0, or 15
 * bits above a 1 in 2 octets. An item that reaches past the end is malformed.
 */
export const items: Field<Uint8Array[]> = frozen({
  minimum: 0,
  read(reader) {
    const values: Uint8Array[] = [];
    while (reader.remaining > 0 && reader.ok) values.push(reader.take(readItemLength(reader)));
    return values;
  },
  write(writer, values, name) {
    for (const value of values) writeItem(writer, value, name);
  },
});

export const elementAddress = unsigned(2, 0x0001, 0x7fff);

/** Octets of a status with no items. */
export const emptyStatusSize = 5;

/** An empty item stands for a message that is not answered. */
export const OpcodesAggregatorStatus = message("Opcodes Aggregator Status", 0x8073, {
  status: uint8,
  elementAddress,
  items,
});
export const OpcodesAggregatorSequence = message(
  "Opcodes Aggregator Sequence",
  0x8072,
  { elementAddress, items },
  OpcodesAggregatorStatus,
);
