import { type Field, FieldError, type FieldReader, unsigned } from "../../../access/fields.js";
import { frozen } from "../../../base/frozen.js";
import { actionMask, maxMatchValueLength, primaryProvisionerFlag } from "./codes.js";

/** What an Info Set tells a node; what it leaves out has a default there. ESP-IDF, fast_prov example. */
export interface FastProvInfo {
  /** Nodes that the whole network is to have; 0..0xFFFF. */
  readonly nodeAddressCount?: number | undefined;
  /** The lowest address to give out; 0..0xFFFF. */
  readonly unicastMin?: number | undefined;
  /** The highest address to give out; 0..0xFFFF. */
  readonly unicastMax?: number | undefined;
  /** Bit 0: Key Refresh, bit 1: IV Update. */
  readonly flags?: number | undefined;
  /** 32 bits. */
  readonly ivIndex?: number | undefined;
  /** 16 bits on the air, though no key has an index above 0x0FFF. */
  readonly netKeyIndex?: number | undefined;
  /** The group that all nodes subscribe to; 0..0xFFFF. */
  readonly groupAddress?: number | undefined;
  /** The Primary Provisioner's address; 0..0xFFFF. */
  readonly primaryAddress?: number | undefined;
  /** How the UUIDs of the devices to provision begin: 0..16 octets. One that was received may be longer. */
  readonly matchValue?: Uint8Array | undefined;
  /** Bits 0 and 1: a FastProvAction, bit 7: become the Primary Provisioner. */
  readonly action?: number | undefined;
}

/** Octets of the shortest parameters that the firmware takes. */
const minimum = 3;

// The members of one number of fixed size, in the order of the context flags from bit 0.
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
 * each member that has a bit there, in the order of the bits. The match value has
 * no length: it takes what is left but for the action. Context flags of 0 are read
 * as no member at all, whatever is behind them: the server has a status for it.
 * ESP-IDF, fast_prov example.
 *
 * Writing throws FieldError for a member out of range, a match value of more than
 * 16 octets, and for an info of fewer than 3 octets, which no server would take.
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
      throw new FieldError(`${name}: nothing in it that a server would take`);
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
