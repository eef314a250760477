import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { frozen } from "../../base/frozen.js";

/** An encoded value with its property. */
export interface MarshalledValue {
  /** Property ID, 1..0xFFFF. */
  readonly propertyId: number;
  /** The encoded value, 0..127 octets; none: the server has no such sensor. */
  readonly raw: Uint8Array;
}

/** Longest value and highest Property ID of format A. */
const longestA = 16;
const highestA = 0x07ff;
/** Longest value of format B, and how it says that there is none. */
const longestB = 127;
const noLength = 0x7f;

/**
 * Values, each after its Marshalled Property ID. Format A has 2 octets: bit 0 is 0, bits 1-4 length
 * less 1, bits 5-15 Property ID. Format B has 3: bit 0 is 1, bits 1-7 length less 1, where 0x7F is a
 * length of 0, then the Property ID. A value whose property is not known is skipped by its length.
 * Mesh Model 1.1 §4.2.14.
 */
export const marshalledValues: Field<MarshalledValue[]> = frozen({
  minimum: 0,
  read(reader: FieldReader) {
    const values: MarshalledValue[] = [];
    while (reader.remaining > 0 && reader.ok) {
      const first = reader.number(1);
      let length = ((first >> 1) & 0x0f) + 1;
      let propertyId: number;
      if ((first & 1) === 0) propertyId = (first >> 5) | (reader.number(1) << 3);
      else {
        const code = first >> 1;
        length = code === noLength ? 0 : code + 1;
        propertyId = reader.number(2);
      }
      // Property ID 0 is prohibited.
      if (propertyId === 0) reader.ok = false;
      values.push({ propertyId, raw: reader.take(length) });
    }
    return values;
  },
  write(writer: FieldWriter, values: MarshalledValue[], name: string) {
    for (let i = 0; i < values.length; i++) {
      const { propertyId, raw } = values[i]!;
      const { length } = raw;
      if (!(propertyId > 0 && propertyId <= 0xffff) || length > longestB)
        throw new FieldError(
          `${name}: ${length} octets of property ${propertyId}; 0..${longestB} octets of a property 1..65535 are possible`,
        );
      if (length > 0 && length <= longestA && propertyId <= highestA)
        writer.number(((length - 1) << 1) | (propertyId << 5), 2);
      else {
        writer.number((((length - 1) & noLength) << 1) | 1, 1);
        writer.number(propertyId, 2);
      }
      writer.put(raw);
    }
  },
});

/** Octets of a value with its Marshalled Property ID. */
export function marshalledLength(propertyId: number, length: number): number {
  return (propertyId <= highestA && length <= longestA ? 2 : 3) + length;
}
