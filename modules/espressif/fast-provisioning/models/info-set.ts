import { type Field, FieldError, type FieldReader } from "../../../access/field.js";
import { unsigned } from "../../../access/fields.js";
import { frozen } from "../../../base/frozen.js";
import { actionMask, maxMatchValueLength, primaryProvisionerFlag } from "./codes.js";

/** The fields of an Info Set. The receiver has a default for each one that is missing. ESP-IDF, fast_prov example. */
export interface FastProvInfo {
  /** node_addr_cnt: number of nodes that the network is to have; 0..0xFFFF. */
  readonly nodeAddressCount?: number | undefined;
  /** unicast_min: lowest unicast address that the receiver assigns; 0..0xFFFF. */
  readonly unicastMin?: number | undefined;
  /** unicast_max: highest unicast address that the receiver assigns; 0..0xFFFF. */
  readonly unicastMax?: number | undefined;
  /** Bit 0: Key Refresh flag, bit 1: IV Update flag. Mesh Protocol 1.1 §5.4.2.5. */
  readonly flags?: number | undefined;
  /** IV Index; 0..0xFFFFFFFF. */
  readonly ivIndex?: number | undefined;
  /** net_key_idx; 0..0xFFFF, although a NetKey Index has 12 bits. */
  readonly netKeyIndex?: number | undefined;
  /** Group address that the nodes subscribe to; 0..0xFFFF. */
  readonly groupAddress?: number | undefined;
  /** prim_prov_addr: unicast address of the Primary Provisioner; 0..0xFFFF. */
  readonly primaryAddress?: number | undefined;
  /** match_val: start of the UUIDs of the devices to provision, 0..16 octets. One that was received may be longer. */
  readonly matchValue?: Uint8Array | undefined;
  /** Bits 0 and 1: a FastProvAction, bit 7: the receiver becomes the Primary Provisioner. */
  readonly action?: number | undefined;
}

/** Minimum length in octets of the parameters that the example's server accepts. */
const minimum = 3;

// The fields of fixed size, in the order of the context flags from bit 0.
const numbers = frozen([
  { name: "nodeAddressCount", field: unsigned(2) },
  { name: "unicastMin", field: unsigned(2) },
  { name: "unicastMax", field: unsigned(2) },
  { name: "flags", field: unsigned(1, 0, 3) },
  { name: "ivIndex", field: unsigned(4) },
  { name: "netKeyIndex", field: unsigned(2) },
  { name: "groupAddress", field: unsigned(2) },
  { name: "primaryAddress", field: unsigned(2) },
]);
const matchFlag = 1 << 8;
const actionFlag = 1 << 9;
const reservedFlags = 0xfc00;
const reservedAction = 0xff & ~(actionMask | primaryProvisionerFlag);

type Writable = { -readonly [K in keyof FastProvInfo]: FastProvInfo[K] };

function readAction(reader: FieldReader): number {
  const action = reader.number(1);
  if (action & reservedAction) reader.ok = false;
  return action;
}

function contextFlags(info: FastProvInfo): number {
  let context = 0;
  for (let bit = 0; bit < numbers.length; bit++)
    if (info[numbers[bit]!.name] !== undefined) context |= 1 << bit;
  if (info.matchValue !== undefined) context |= matchFlag;
  if (info.action !== undefined) context |= actionFlag;
  return context;
}

/**
 * The parameters of an Info Set: the context flags (2 octets, little-endian), then
 * each field whose bit is set there, in the order of the bits. The match value has
 * no length field: it extends to the action or, without an action, to the end. If the
 * context flags are 0 all that follows is ignored, because the server answers such a
 * message with a status. ESP-IDF, fast_prov example.
 *
 * Writing throws FieldError for a field out of range, a match value of more than
 * 16 octets, and parameters of fewer than 3 octets, which no server accepts.
 */
export const infoSetField: Field<FastProvInfo> = frozen({
  minimum,
  read(reader) {
    const info: Writable = {};
    if (reader.remaining < minimum) reader.ok = false;
    const context = reader.number(2);
    if (context & reservedFlags) reader.ok = false;
    if (context === 0) {
      reader.offset = reader.end;
      return info;
    }
    for (let bit = 0; bit < numbers.length; bit++) {
      const { name, field } = numbers[bit]!;
      if (context & (1 << bit)) info[name] = field.read(reader);
    }
    const octetsAfter = context & actionFlag ? 1 : 0;
    if (context & matchFlag)
      info.matchValue = reader.take(Math.max(0, reader.remaining - octetsAfter));
    if (context & actionFlag) info.action = readAction(reader);
    return info;
  },
  write(writer, info, name) {
    const { matchValue, action } = info;
    const context = contextFlags(info);
    if (context === 0 || (context === matchFlag && matchValue!.length === 0))
      throw new FieldError(`${name}: fewer than ${minimum} octets, which no server accepts`);
    writer.number(context, 2);
    for (const { name: member, field } of numbers) {
      const value = info[member];
      if (value !== undefined) field.write(writer, value, `${name}.${member}`);
    }
    if (matchValue !== undefined) {
      if (matchValue.length > maxMatchValueLength)
        throw new FieldError(
          `${name}.matchValue: ${matchValue.length} octets where at most ${maxMatchValueLength} are allowed`,
        );
      writer.put(matchValue);
    }
    if (action !== undefined) {
      if (!Number.isInteger(action) || action < 0 || action > 0xff || action & reservedAction)
        throw new FieldError(`${name}.action: ${action} has bits other than 0, 1 and 7`);
      writer.number(action, 1);
    }
  },
});
