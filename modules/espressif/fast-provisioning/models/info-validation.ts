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

/** The node that receives an Info Set. */
export interface InfoReceiver {
  /** Unicast address of its primary element. */
  readonly address: number;
  /** Number of its elements. */
  readonly elements: number;
  /** Unicast address ranges of earlier Info Sets, the latest one last. */
  readonly previousRanges: readonly UnicastRange[];
  /** Bit 0: Key Refresh flag, bit 1: IV Update flag. */
  readonly flags: number;
  readonly ivIndex: number;
  readonly netKeyIndex: number;
}

/** The fields of an accepted Info Set with the defaults of those that were missing. */
export interface FastProvSettings {
  /** Number of nodes that the network is to have; 0 if it is not known. */
  readonly nodeAddressCount: number;
  /** Addresses to assign; undefined if the Info Set has none and the node's own are the last ones. */
  readonly range: UnicastRange | undefined;
  /** Bit 0: Key Refresh flag, bit 1: IV Update flag. */
  readonly flags: number;
  /** IV Index of the network, 32 bits. */
  readonly ivIndex: number;
  /** The node may not have this NetKey yet. */
  readonly netKeyIndex: number;
  /** Group that the nodes are subscribed to; undefined if the Info Set has none. */
  readonly groupAddress: number | undefined;
  /** Unicast address of the Primary Provisioner; undefined if the Info Set has none. */
  readonly primaryAddress: number | undefined;
  /** Start of the UUIDs of the devices to provision, 0..16 octets. */
  readonly matchValue: Uint8Array;
  /** Whether the node is the Primary Provisioner. */
  readonly isPrimary: boolean;
}

/** Result of an Info Set at a node that does not provision. */
export type InfoCheck =
  | { readonly result: "accepted"; readonly settings: FastProvSettings }
  /** No action: the node subscribes to the group and answers with `statuses`. */
  | {
      readonly result: "group only";
      readonly groupAddress: number;
      readonly statuses: FastProvStatuses;
    }
  /** The node answers with `statuses`, which has the first error. */
  | { readonly result: "refused"; readonly statuses: FastProvStatuses };

/** Without a range in the Info Set these are all addresses above the node's own. */
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
  // The requester repeats a message whose answer it did not receive.
  if (latest && sameRange(range, latest)) return UnicastStatus.success;
  if (previousRanges.some((earlier) => rangesOverlap(range, earlier)))
    return UnicastStatus.overlapsEarlierRange;
  return UnicastStatus.success;
}

/** The first error in the fields other than the action. */
function firstError(info: FastProvInfo, own: InfoReceiver): FastProvStatuses | undefined {
  const { matchValue, netKeyIndex, groupAddress, primaryAddress } = info;
  if (Object.values(info).every((member) => member === undefined))
    return { context: ContextStatus.noFlags };
  if (matchValue && matchValue.length > maxMatchValueLength) return { matchValue: MatchStatus.bad };
  const unicast = unicastStatus(info, own);
  if (unicast !== UnicastStatus.success) return { unicast };
  // A NetKey Index has 12 bits: no Net Key Add could follow.
  if (netKeyIndex !== undefined && netKeyIndex > lastKeyIndex)
    return { netKeyIndex: NetKeyIndexStatus.failed };
  if (groupAddress !== undefined && (!isGroup(groupAddress) || groupAddress >= firstFixedGroup))
    return { group: GroupStatus.notGroup };
  if (primaryAddress !== undefined && !isUnicast(primaryAddress))
    return { primary: PrimaryStatus.notUnicast };
  return undefined;
}

/**
 * Checks an Info Set that the node `own` received while it does not provision. Errors are
 * reported in the order of ESP-IDF's fast_prov example, the first one only. An action octet
 * with the action NONE counts as a missing one.
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
