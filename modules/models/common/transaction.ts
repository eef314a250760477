import { group, optional, uint8 } from "../../access/fields.js";
import { frozen } from "../../base/frozen.js";
import { delayTime, transitionTime } from "./transition-time.js";

/** The last parameters of every message that sets a state: the TID of its transaction, and its transition. Mesh Model 1.1 §3.4.1. */
export const transaction = frozen({
  tid: uint8,
  transition: optional(group({ time: transitionTime, delay: delayTime })),
});
