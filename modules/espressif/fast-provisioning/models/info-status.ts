import type { Field } from "../../../access/field.js";
import { uint8 } from "../../../access/fields.js";
import { frozen } from "../../../base/frozen.js";
import { ActionStatus } from "./codes.js";

/** A status of one octet for each part of an Info Set: 0 is success, other values are in codes.ts. */
export interface FastProvStatuses {
  /** Of the context flags. */
  readonly context?: number | undefined;
  /** Of unicast_min and unicast_max. */
  readonly unicast?: number | undefined;
  /** Of net_key_idx. */
  readonly netKeyIndex?: number | undefined;
  /** Of the group address. */
  readonly group?: number | undefined;
  /** Of the address of the Primary Provisioner. */
  readonly primary?: number | undefined;
  /** Of the match value. */
  readonly matchValue?: number | undefined;
  /** Of the action. */
  readonly action?: number | undefined;
}

/** Answer of a server to an Info Set: statuses, or that it is busy with an earlier one. */
export type FastProvInfoAnswer =
  { readonly busy: true } | (FastProvStatuses & { readonly busy?: false | undefined });

// In the order of the mask from bit 0.
const names = frozen([
  "context",
  "unicast",
  "netKeyIndex",
  "group",
  "primary",
  "matchValue",
  "action",
]);
const known = (1 << names.length) - 1;
const busyMask = 0xffff;

/**
 * The parameters of an Info Status: a mask (2 octets, little-endian), then one
 * octet for each bit that is set in it, in the order of the bits. A mask of 0xFFFF
 * alone means that the server is busy. ESP-IDF, fast_prov example.
 *
 * Writing throws FieldError for a status outside 0..255.
 */
export const infoStatusField: Field<FastProvInfoAnswer> = frozen({
  minimum: 2,
  read(reader): FastProvInfoAnswer {
    const mask = reader.number(2);
    if (mask === busyMask) return { busy: true };
    if (mask & ~known) reader.ok = false;
    const statuses: { -readonly [K in keyof FastProvStatuses]: FastProvStatuses[K] } = {};
    for (let bit = 0; bit < names.length; bit++)
      if (mask & (1 << bit)) statuses[names[bit]!] = reader.number(1);
    return statuses;
  },
  write(writer, answer, name) {
    if (answer.busy) return writer.number(busyMask, 2);
    let mask = 0;
    for (let bit = 0; bit < names.length; bit++)
      if (answer[names[bit]!] !== undefined) mask |= 1 << bit;
    writer.number(mask, 2);
    for (const member of names) {
      const status = answer[member];
      if (status !== undefined) uint8.write(writer, status, `${name}.${member}`);
    }
  },
});

/**
 * Whether an answer to ENTER means that the node provisions. A node that did so already
 * received the message before, and its answer was lost.
 */
export function isEntered(answer: FastProvInfoAnswer): boolean {
  if (answer.busy || answer.action === ActionStatus.alreadyInProgress) return true;
  const { action, context, group, matchValue, netKeyIndex, primary, unicast } = answer;
  return (
    action === ActionStatus.success &&
    !context &&
    !group &&
    !matchValue &&
    !netKeyIndex &&
    !primary &&
    !unicast
  );
}
