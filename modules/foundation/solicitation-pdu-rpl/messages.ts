import { type Field, FieldError } from "../../access/field.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";

export const solicitationPduRplServerId = 0x0014;
export const solicitationPduRplClientId = 0x0015;

const highestUnicast = 0x7fff;

/** Unicast addresses in a row. */
export interface UnicastRange {
  /** The first one, 0x0001..0x7fff. */
  readonly address: number;
  /** How many, 1..255. */
  readonly count: number;
}

/**
 * A unicast address range: in 16 bits, little-endian, whether a length follows (bit 0) and the first
 * address above it; a length from 2 on in an octet. Without length it is one address. Mesh
 * Protocol 1.1 §3.4.2.2.1.
 */
const unicastRange: Field<UnicastRange> = frozen({
  minimum: 2,
  read(reader) {
    const word = reader.number(2);
    const address = word >> 1;
    const hasLength = (word & 1) === 1;
    const count = hasLength ? reader.number(1) : 1;
    if (address === 0 || (hasLength && count < 2) || address + count - 1 > highestUnicast)
      reader.ok = false;
    return { address, count };
  },
  write(writer, { address, count }, name) {
    if (!Number.isInteger(address) || address < 1 || address > highestUnicast)
      throw new FieldError(`${name}.address: ${address} is not a unicast address, 1 to 32767`);
    if (!Number.isInteger(count) || count < 1 || count > 255)
      throw new FieldError(`${name}.count: ${count} is not a whole number from 1 to 255`);
    if (address + count - 1 > highestUnicast)
      throw new FieldError(
        `${name}.count: ${count} addresses from ${address} on end above the last one, 32767`,
      );
    writer.number((address << 1) | Number(count > 1), 2);
    if (count > 1) writer.number(count, 1);
  },
});

const fields = frozen({ range: unicastRange });

/** The addresses whose entries were removed from the solicitation replay protection list. Mesh Protocol 1.1 §4.3.11. */
export const SolicitationPduRplItemsStatus = message(
  "Solicitation PDU RPL Items Status",
  0x807a,
  fields,
);
export const SolicitationPduRplItemsClear = message(
  "Solicitation PDU RPL Items Clear",
  0x8078,
  fields,
  SolicitationPduRplItemsStatus,
);
export const SolicitationPduRplItemsClearUnacknowledged = message(
  "Solicitation PDU RPL Items Clear Unacknowledged",
  0x8079,
  fields,
);
