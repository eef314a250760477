import { uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { keyIndex } from "./key-messages.js";

const address = unsigned(2);
const ttl = unsigned(1, 0, 127);

// Mesh Protocol 1.1 §4.3.2.61 to §4.3.2.66: Heartbeat Publication and Heartbeat Subscription
const publication = frozen({
  destination: address,
  countLog: uint8,
  periodLog: uint8,
  ttl,
  features: unsigned(2),
  netKeyIndex: keyIndex,
});

export const HeartbeatPublicationStatus = message("Config Heartbeat Publication Status", 0x06, {
  status: uint8,
  ...publication,
});
export const HeartbeatPublicationGet = message(
  "Config Heartbeat Publication Get",
  0x8038,
  {},
  HeartbeatPublicationStatus,
);
export const HeartbeatPublicationSet = message(
  "Config Heartbeat Publication Set",
  0x8039,
  publication,
  HeartbeatPublicationStatus,
);

export const HeartbeatSubscriptionStatus = message("Config Heartbeat Subscription Status", 0x803c, {
  status: uint8,
  source: address,
  destination: address,
  periodLog: uint8,
  countLog: uint8,
  minHops: uint8,
  maxHops: uint8,
});
export const HeartbeatSubscriptionGet = message(
  "Config Heartbeat Subscription Get",
  0x803a,
  {},
  HeartbeatSubscriptionStatus,
);
export const HeartbeatSubscriptionSet = message(
  "Config Heartbeat Subscription Set",
  0x803b,
  { source: unsigned(2, 0x0000, 0x7fff), destination: address, periodLog: unsigned(1, 0, 0x11) },
  HeartbeatSubscriptionStatus,
);

/** What a server answers with. */
export const heartbeatAnswers = frozen([HeartbeatPublicationStatus, HeartbeatSubscriptionStatus]);
