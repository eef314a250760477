import { type Field, FieldError } from "../../access/field.js";
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

/**
 * Access payloads, opcode first, each behind its length: 7 bits above a 0, or 15
 * bits above a 1 in 2 octets. An item that reaches past the end is malformed.
 */
export const items: Field<Uint8Array[]> = frozen({
  minimum: 0,
  read(reader) {
    const values: Uint8Array[] = [];
    while (reader.remaining > 0 && reader.ok) {
      const first = reader.number(1);
      const length = first & 1 ? (reader.number(1) << 7) | (first >> 1) : first >> 1;
      values.push(reader.take(length));
    }
    return values;
  },
  write(writer, values, name) {
    for (const value of values) {
      if (value.length > longestItem)
        throw new FieldError(`${name}: an item of ${value.length} octets, ${longestItem} at most`);
      if (value.length > longestShortItem) writer.number((value.length << 1) | 1, 2);
      else writer.number(value.length << 1, 1);
      writer.put(value);
    }
  },
});

const elementAddress = unsigned(2, 0x0001, 0x7fff);

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
