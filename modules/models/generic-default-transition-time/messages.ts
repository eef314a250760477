import type { Values } from "../../access/field.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { transitionTime } from "../common/transition-time.js";

/** Identifier of the Generic Default Transition Time Server model. */
export const genericDefaultTransitionTimeServerId = 0x1004;
/** Identifier of the Generic Default Transition Time Client model. */
export const genericDefaultTransitionTimeClientId = 0x1005;

const state = frozen({ time: transitionTime });

/** Parameters of the messages: the time in milliseconds, 0..37,200,000. Mesh Model 1.1 §3.2.3. */
export type GenericDefaultTransitionTimeValues = Values<typeof state>;

/** The state. Mesh Model 1.1 §3.2.3.4. */
export const GenericDefaultTransitionTimeStatus = message(
  "Generic Default Transition Time Status",
  0x8210,
  state,
);
/** Requests the state. Mesh Model 1.1 §3.2.3.1. */
export const GenericDefaultTransitionTimeGet = message(
  "Generic Default Transition Time Get",
  0x820d,
  {},
  GenericDefaultTransitionTimeStatus,
);
/** Sets the state, and is answered. Mesh Model 1.1 §3.2.3.2. */
export const GenericDefaultTransitionTimeSet = message(
  "Generic Default Transition Time Set",
  0x820e,
  state,
  GenericDefaultTransitionTimeStatus,
);
/** Sets the state, without an answer. Mesh Model 1.1 §3.2.3.3. */
export const GenericDefaultTransitionTimeSetUnacknowledged = message(
  "Generic Default Transition Time Set Unacknowledged",
  0x820f,
  state,
);
