import type { Values } from "../../access/field.js";
import { boolean, group, optional, uint8 } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { delayTime, remainingTime, transitionTime } from "../common/transition-time.js";

/** Identifier of the Generic OnOff Server model. */
export const genericOnOffServerId = 0x1000;
/** Identifier of the Generic OnOff Client model. */
export const genericOnOffClientId = 0x1001;

/** Mesh Model 1.1 §3.2.1: `change` is there while a transition is under way. */
export const GenericOnOffStatus = message("Generic OnOff Status", 0x8204, {
  present: boolean,
  change: optional(group({ target: boolean, remaining: remainingTime })),
});

const set = frozen({
  onOff: boolean,
  tid: uint8,
  transition: optional(group({ time: transitionTime, delay: delayTime })),
});

/** Parameters of a Generic OnOff Set message. Mesh Model 1.1 §3.2.1.2. */
export type GenericOnOffSetValues = Values<typeof set>;

/** Requests the state. Mesh Model 1.1 §3.2.1.1. */
export const GenericOnOffGet = message("Generic OnOff Get", 0x8201, {}, GenericOnOffStatus);
/** Sets the state, and is answered. Mesh Model 1.1 §3.2.1.2. */
export const GenericOnOffSet = message("Generic OnOff Set", 0x8202, set, GenericOnOffStatus);
/** Sets the state, without an answer. Mesh Model 1.1 §3.2.1.3. */
export const GenericOnOffSetUnacknowledged = message(
  "Generic OnOff Set Unacknowledged",
  0x8203,
  set,
);
