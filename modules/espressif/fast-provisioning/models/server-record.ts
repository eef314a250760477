import { getUint16BE, getUint32BE, putUint16BE, putUint32BE } from "../../../base/bytes.js";
import { frozen } from "../../../base/frozen.js";
import { isGroup, isUnicast } from "../../../network/address.js";
import { FastProvAction, maxMatchValueLength } from "./codes.js";
import { isRange } from "../../unicast-range.js";
import type { Assignment, ServerState } from "./server-state.js";

const headLength = 20;
const lastKeyIndex = 0x0fff;
const pending = 1;
const active = 2;
const isPrimary = 0x10;
/** First bit of the action of the disable timer in octet 0. */
const disableActionShift = 5;
const disableActions: readonly FastProvAction[] = frozen([
  FastProvAction.none,
  FastProvAction.suspend,
  FastProvAction.exit,
]);

/**
 * The record of a server state, empty for idle. Numbers are big-endian, lengths in octets:
 * state in bits 0 to 3, Primary Provisioner in bit 4, action of the disable timer in bits 5
 * and 6 (1), requester (2), node count (2), lowest and highest address (2 each, 0 without a
 * range), flags (1), IV Index (4), NetKey Index (2), group (2), address of the Primary
 * Provisioner (2), match value (the rest).
 */
export function encodeServerState(state: ServerState): Uint8Array {
  if (state.name === "idle") return new Uint8Array(0);
  const { settings, requester } = state;
  const { matchValue, range } = settings;
  const record = new Uint8Array(headLength + matchValue.length);
  const ending = state.name === "active" ? state.disableAction : FastProvAction.none;
  record[0] =
    (state.name === "pending" ? pending : active) |
    (settings.isPrimary ? isPrimary : 0) |
    (ending << disableActionShift);
  putUint16BE(record, 1, requester);
  putUint16BE(record, 3, settings.nodeAddressCount);
  putUint16BE(record, 5, range?.min ?? 0);
  putUint16BE(record, 7, range?.max ?? 0);
  record[9] = settings.flags;
  putUint32BE(record, 10, settings.ivIndex);
  putUint16BE(record, 14, settings.netKeyIndex);
  putUint16BE(record, 16, settings.groupAddress ?? 0);
  putUint16BE(record, 18, settings.primaryAddress ?? 0);
  record.set(matchValue, headLength);
  return record;
}

/** The state in a record; undefined for an invalid one. `entering` is stored as `active`. */
export function decodeServerState(record: Uint8Array): ServerState | undefined {
  if (record.length === 0) return { name: "idle" };
  const kind = record[0]! & (isPrimary - 1);
  const disableAction = disableActions.find(
    (action) => action === record[0]! >> disableActionShift,
  );
  if (record.length < headLength || record.length > headLength + maxMatchValueLength)
    return undefined;
  if (kind !== pending && kind !== active) return undefined;
  const min = getUint16BE(record, 5);
  const assignment: Assignment = {
    requester: getUint16BE(record, 1),
    settings: {
      nodeAddressCount: getUint16BE(record, 3),
      range: min === 0 ? undefined : { min, max: getUint16BE(record, 7) },
      flags: record[9]!,
      ivIndex: getUint32BE(record, 10),
      netKeyIndex: getUint16BE(record, 14),
      groupAddress: getUint16BE(record, 16) || undefined,
      primaryAddress: getUint16BE(record, 18) || undefined,
      matchValue: record.slice(headLength),
      isPrimary: (record[0]! & isPrimary) !== 0,
    },
  };
  if (disableAction === undefined || !isValid(assignment)) return undefined;
  if (kind === active) return { name: "active", disableAction, ...assignment };
  return disableAction === FastProvAction.none ? { name: "pending", ...assignment } : undefined;
}

/** Whether an Info Set with these settings is accepted: a node must not provision with others. */
function isValid({ requester, settings }: Assignment): boolean {
  const { groupAddress, netKeyIndex, primaryAddress, range } = settings;
  return (
    isUnicast(requester) &&
    (range === undefined || isRange(range)) &&
    netKeyIndex <= lastKeyIndex &&
    (groupAddress === undefined || isGroup(groupAddress)) &&
    (primaryAddress === undefined || isUnicast(primaryAddress))
  );
}
