import type { Field } from "../../access/field.js";
import { uint8 } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import {
  elementAddress,
  OpcodesAggregatorSequence,
  OpcodesAggregatorStatus,
  readItemLength,
} from "./messages.js";

/**
 * All items as the octets that they are in the message: an array for each of the more than a hundred
 * items that a message may have took 8 slots of a chip's heap, and as much again for its answer.
 * An item that reaches past the end is malformed.
 */
const packedItems: Field<Uint8Array> = frozen({
  minimum: 0,
  read(reader) {
    const start = reader.offset;
    while (reader.remaining > 0 && reader.ok) {
      const length = readItemLength(reader);
      if (length > reader.remaining) reader.ok = false;
      else reader.offset += length;
    }
    return reader.bytes.slice(start, reader.offset);
  },
  write(writer, value) {
    writer.put(value);
  },
});

/** Opcodes Aggregator Status, for a server. */
export const PackedStatus = message(OpcodesAggregatorStatus.name, OpcodesAggregatorStatus.opcode, {
  status: uint8,
  elementAddress,
  items: packedItems,
});

/** Opcodes Aggregator Sequence, for a server. */
export const PackedSequence = message(
  OpcodesAggregatorSequence.name,
  OpcodesAggregatorSequence.opcode,
  { elementAddress, items: packedItems },
  PackedStatus,
);
