import { isGroup, isUnicast } from "../../../network/address.js";
import {
  actionMask,
  ActionStatus,
  ContextStatus,
  FastProvAction,
  GroupStatus,
  maxMatchValueLength,
  MatchStatus,
  NetKeyIndexStatus,
  primaryProvisionerFlag,
  PrimaryStatus,
  UnicastStatus,
} from "./codes.js";
import type { FastProvInfo } from "./info-set.js";
import type { FastProvStatuses } from "./info-status.js";
import { rangesOverlap, sameRange, type UnicastRange } from "../../unicast-range.js";

const lastUnicast = 0x7fff;
const firstFixedGroup = 0xff00;
const lastKeyIndex = 0x0fff;

/** What the node that an info is for has already. */
export interface InfoReceiver {
  /** Its primary element's address. */
  readonly address: number;
  /** How many elements it has. */
  readonly elements: number;
  /** The ranges that earlier Info Sets gave it, the latest one last. */
  readonly previousRanges: readonly UnicastRange[];
  /** Bit 0: Key Refresh, bit 1: IV Update. */
  readonly flags: number;
  readonly ivIndex: number;
  readonly netKeyIndex: number;
}

/** An info whose gaps are filled: how a node provisions others. */
export interface FastProvSettings {
  /** Nodes that the whole network is to have; 0 where it was not told. */
  readonly nodeAddressCount: number;
  /** Addresses to give out; undefined where none was told and none is above the node's own. */
  readonly range: UnicastRange | undefined;
  /** Bit 0: Key Refresh, bit 1: IV Update. */
  readonly flags: number;
  readonly ivIndex: number;
  /** May be that of a key which the node has yet to get. */
  readonly netKeyIndex: number;
  readonly groupAddress: number | undefined;
  readonly primaryAddress: number | undefined;
  /** How the UUIDs of the devices to provision begin, 0..16 octets. */
  readonly matchValue: Uint8Array;
  /** Whether the node becomes the Primary Provisioner. */
  readonly isPrimary: boolean;
}

/** What comes of an Info Set at a node that does not provision yet. */
export type InfoCheck =
  | { readonly result: "accepted"; readonly settings: FastProvSettings }
  /** Nothing to do but subscribe to the group, then answer with `statuses`: action 3. */
  | {
      readonly result: "group only";
      readonly groupAddress: number;
      readonly statuses: FastProvStatuses;
    }
  /** Answer with `statuses`, the first error alone. */
  | { readonly result: "refused"; readonly statuses: FastProvStatuses };

/** An info without a range leaves the node all that is above its own addresses. */
function rangeOf(info: FastProvInfo, own: InfoReceiver): UnicastRange {
  const { unicastMin = own.address + own.elements, unicastMax = lastUnicast } = info;
  return { min: unicastMin, max: unicastMax };
}

function unicastStatus(info: FastProvInfo, own: InfoReceiver): number {
  if (info.unicastMin === undefined && info.unicastMax === undefined) return UnicastStatus.success;
  const range = rangeOf(info, own);
  const { previousRanges } = own;
  const latest = previousRanges[previousRanges.length - 1];
  if (!isUnicast(range.min) || !isUnicast(range.max)) return UnicastStatus.notUnicast;
  if (range.min > range.max) return UnicastStatus.minAboveMax;
  if (range.min < own.address + own.elements) return UnicastStatus.overlapsOwnElements;
  // The same range is the same message, repeated.
  if (latest && sameRange(range, latest)) return UnicastStatus.success;
  if (previousRanges.some((earlier) => rangesOverlap(range, earlier)))
    return UnicastStatus.overlapsEarlierRange;
  return UnicastStatus.success;
}

/** The first error of all but the action. */
function firstError(info: FastProvInfo, own: InfoReceiver): FastProvStatuses | undefined {
  const { matchValue, netKeyIndex, groupAddress, primaryAddress } = info;
  if (Object.values(info).every((member) => member === undefined))
    return { context: ContextStatus.noFlags };
  if (matchValue && matchValue.length > maxMatchValueLength) return { matchValue: MatchStatus.bad };
  const unicast = unicastStatus(info, own);
  if (unicast !== UnicastStatus.success) return { unicast };
  // No key can ever come that such an index would wait for.
  if (netKeyIndex !== undefined && netKeyIndex > lastKeyIndex)
    return { netKeyIndex: NetKeyIndexStatus.failed };
  if (groupAddress !== undefined && (!isGroup(groupAddress) || groupAddress >= firstFixedGroup))
    return { group: GroupStatus.notGroup };
  if (primaryAddress !== undefined && !isUnicast(primaryAddress))
    return { primary: PrimaryStatus.notUnicast };
  return undefined;
}

/**
 * What the node `own`, which does not provision yet, makes of an info: settings, or
 * what it answers instead, the first error in the order of the firmware (ESP-IDF,
 * fast_prov example). An action octet whose action is NONE counts as none.
 */
export function checkInfo(info: FastProvInfo, own: InfoReceiver): InfoCheck {
  const error = firstError(info, own);
  if (error) return { result: "refused", statuses: error };

  const { action = FastProvAction.none, groupAddress } = info;
  const asked = action & actionMask;
  if (asked === FastProvAction.none) {
    const statuses = { action: ActionStatus.noAction };
    return groupAddress === undefined
      ? { result: "refused", statuses }
      : { result: "group only", groupAddress, statuses };
  }
  if (asked !== FastProvAction.enter)
    return { result: "refused", statuses: { action: ActionStatus.failed } };

  const range = rangeOf(info, own);
  return {
    result: "accepted",
    settings: {
      nodeAddressCount: info.nodeAddressCount ?? 0,
      range: range.min <= range.max ? range : undefined,
      flags: info.flags ?? own.flags,
      ivIndex: info.ivIndex ?? own.ivIndex,
      netKeyIndex: info.netKeyIndex ?? own.netKeyIndex,
      groupAddress,
      primaryAddress: info.primaryAddress,
      matchValue: info.matchValue ?? new Uint8Array(0),
      isPrimary: (action & primaryProvisionerFlag) !== 0,
    },
  };
}
