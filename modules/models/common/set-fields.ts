import type { Values } from "../../access/field.js";
import { group, optional, uint16, uint8 } from "../../access/fields.js";
import { frozen } from "../../base/frozen.js";
import { delayTime, remainingTime, transitionTime } from "./transition-time.js";

/** The last parameters of each Set message with a transition, after the state. Mesh Model 1.1 §3.1.1. */
export const setFields = frozen({
  tid: uint8,
  transition: optional(group({ time: transitionTime, delay: delayTime })),
});

/** The parameters of `setFields`. */
export type SetParameters = Values<typeof setFields>;

/** Parameters of the Status message of a state of two octets: `change` is there while a transition is under way. */
export const wordStatusFields = frozen({
  present: uint16,
  change: optional(group({ target: uint16, remaining: remainingTime })),
});
