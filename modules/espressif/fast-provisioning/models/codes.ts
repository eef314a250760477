import { frozen } from "../../../base/frozen.js";

// Values of the messages in ESP-IDF's fast_prov example.

/** Action of an Info Set: bits 0 and 1 of its action octet. */
export const FastProvAction = frozen({ none: 0, enter: 1, suspend: 2, exit: 3 });
export type FastProvAction = (typeof FastProvAction)[keyof typeof FastProvAction];

/** Mask of the action in the action octet. */
export const actionMask = 0x03;

/** Bit of the action octet: the receiver becomes the Primary Provisioner. */
export const primaryProvisionerFlag = 0x80;

/** Maximum length in octets of a match value, which is compared with the start of a Device UUID. */
export const maxMatchValueLength = 16;

/** The `context` octet of an Info Status. */
export const ContextStatus = frozen({ success: 0, noFlags: 1 });

/** The `unicast` octet of an Info Status. */
export const UnicastStatus = frozen({
  success: 0,
  notUnicast: 1,
  minAboveMax: 2,
  overlapsEarlierRange: 3,
  overlapsOwnElements: 4,
});

/** The `netKeyIndex` octet of an Info Status. */
export const NetKeyIndexStatus = frozen({ success: 0, failed: 1 });

/** The `group` octet of an Info Status. */
export const GroupStatus = frozen({ success: 0, notGroup: 1, addFailed: 2 });

/** The `primary` octet of an Info Status. */
export const PrimaryStatus = frozen({ success: 0, notUnicast: 1 });

/** The `matchValue` octet of an Info Status. */
export const MatchStatus = frozen({ success: 0, bad: 1 });

/** The `action` octet of an Info Status. */
export const ActionStatus = frozen({
  success: 0,
  failed: 1,
  pending: 2,
  noAction: 3,
  alreadyInProgress: 4,
});
