import { boolean, optional, uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";

export const privateBeaconClientId = 0x000b;

const netKeyIndex = unsigned(2, 0, 0xfff);
/** 0 off, 1 on, 2 not supported. */
const state = unsigned(1, 0, 2);

/** Steps of 10 s after which the Random field of the beacons is new; 0: in each beacon. Mesh Protocol 1.1 §4.2.44. */
export const PrivateBeaconStatus = message("Private Beacon Status", 0x8062, {
  beacon: boolean,
  randomUpdateIntervalSteps: uint8,
});
export const PrivateBeaconGet = message("Private Beacon Get", 0x8060, {}, PrivateBeaconStatus);
export const PrivateBeaconSet = message(
  "Private Beacon Set",
  0x8061,
  { beacon: boolean, randomUpdateIntervalSteps: optional(uint8) },
  PrivateBeaconStatus,
);

export const PrivateGattProxyStatus = message("Private GATT Proxy Status", 0x8065, {
  gattProxy: state,
});
export const PrivateGattProxyGet = message(
  "Private GATT Proxy Get",
  0x8063,
  {},
  PrivateGattProxyStatus,
);
export const PrivateGattProxySet = message(
  "Private GATT Proxy Set",
  0x8064,
  { gattProxy: boolean },
  PrivateGattProxyStatus,
);

export const PrivateNodeIdentityStatus = message("Private Node Identity Status", 0x8068, {
  status: uint8,
  netKeyIndex,
  identity: state,
});
export const PrivateNodeIdentityGet = message(
  "Private Node Identity Get",
  0x8066,
  { netKeyIndex },
  PrivateNodeIdentityStatus,
);
export const PrivateNodeIdentitySet = message(
  "Private Node Identity Set",
  0x8067,
  { netKeyIndex, identity: boolean },
  PrivateNodeIdentityStatus,
);

/** What a server answers with. */
export const privateBeaconAnswers = frozen([
  PrivateBeaconStatus,
  PrivateGattProxyStatus,
  PrivateNodeIdentityStatus,
]);
