import type { Values } from "../../access/field.js";
import { group, optional, signed, sint16, uint8 } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { delayTime, remainingTime, transitionTime } from "../common/transition-time.js";

/** Identifier of the Generic Level Server model. */
export const genericLevelServerId = 0x1002;
/** Identifier of the Generic Level Client model. */
export const genericLevelClientId = 0x1003;

/** Mesh Model 1.1 §3.2.2: `change` is there while a transition is under way. */
export const GenericLevelStatus = message("Generic Level Status", 0x8208, {
  present: sint16,
  change: optional(group({ target: sint16, remaining: remainingTime })),
});

const transition = optional(group({ time: transitionTime, delay: delayTime }));
const set = frozen({ level: sint16, tid: uint8, transition });
const delta = frozen({ delta: signed(4), tid: uint8, transition });
const move = frozen({ delta: sint16, tid: uint8, transition });

/** Parameters of a Generic Level Set message. Mesh Model 1.1 §3.2.2.2. */
export type GenericLevelSetValues = Values<typeof set>;
/** Parameters of a Generic Delta Set message. Mesh Model 1.1 §3.2.2.4. */
export type GenericDeltaSetValues = Values<typeof delta>;
/** Parameters of a Generic Move Set message. Mesh Model 1.1 §3.2.2.6. */
export type GenericMoveSetValues = Values<typeof move>;

/** Requests the state. Mesh Model 1.1 §3.2.2.1. */
export const GenericLevelGet = message("Generic Level Get", 0x8205, {}, GenericLevelStatus);
/** Sets the state, and is answered. Mesh Model 1.1 §3.2.2.2. */
export const GenericLevelSet = message("Generic Level Set", 0x8206, set, GenericLevelStatus);
/** Sets the state, without an answer. Mesh Model 1.1 §3.2.2.3. */
export const GenericLevelSetUnacknowledged = message(
  "Generic Level Set Unacknowledged",
  0x8207,
  set,
);
/** Changes the state by a difference, cumulative within a transaction, and is answered. Mesh Model 1.1 §3.2.2.4. */
export const GenericDeltaSet = message("Generic Delta Set", 0x8209, delta, GenericLevelStatus);
/** Changes the state by a difference, without an answer. Mesh Model 1.1 §3.2.2.5. */
export const GenericDeltaSetUnacknowledged = message(
  "Generic Delta Set Unacknowledged",
  0x820a,
  delta,
);
/** Moves the state at a speed, and is answered. Mesh Model 1.1 §3.2.2.6. */
export const GenericMoveSet = message("Generic Move Set", 0x820b, move, GenericLevelStatus);
/** Moves the state at a speed, without an answer. Mesh Model 1.1 §3.2.2.7. */
export const GenericMoveSetUnacknowledged = message(
  "Generic Move Set Unacknowledged",
  0x820c,
  move,
);
