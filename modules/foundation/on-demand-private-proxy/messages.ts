import { uint8 } from "../../access/fields.js";
import { message } from "../../access/message.js";

export const onDemandPrivateProxyClientId = 0x000d;

/** Seconds that a solicitation is answered for; 0: it is not. Mesh Protocol 1.1 §4.2.47. */
export const OnDemandPrivateProxyStatus = message("On-Demand Private Proxy Status", 0x806b, {
  seconds: uint8,
});
export const OnDemandPrivateProxyGet = message(
  "On-Demand Private Proxy Get",
  0x8069,
  {},
  OnDemandPrivateProxyStatus,
);
export const OnDemandPrivateProxySet = message(
  "On-Demand Private Proxy Set",
  0x806a,
  { seconds: uint8 },
  OnDemandPrivateProxyStatus,
);
