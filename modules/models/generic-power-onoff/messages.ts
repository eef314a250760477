import type { Values } from "../../access/field.js";
import { unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";

/** Identifier of the Generic Power OnOff Server model. */
export const genericPowerOnOffServerId = 0x1006;
/** Identifier of the Generic Power OnOff Setup Server model. */
export const genericPowerOnOffSetupServerId = 0x1007;
/** Identifier of the Generic Power OnOff Client model. */
export const genericPowerOnOffClientId = 0x1008;

const state = frozen({ onPowerUp: unsigned(1, 0, 2) });

/** Parameters of the messages: a value of `OnPowerUp`. Mesh Model 1.1 §3.2.4. */
export type GenericOnPowerUpValues = Values<typeof state>;

/** The state. Mesh Model 1.1 §3.2.4.4. */
export const GenericOnPowerUpStatus = message("Generic OnPowerUp Status", 0x8212, state);
/** Requests the state. Mesh Model 1.1 §3.2.4.1. */
export const GenericOnPowerUpGet = message(
  "Generic OnPowerUp Get",
  0x8211,
  {},
  GenericOnPowerUpStatus,
);
/** Sets the state, and is answered; for the setup server. Mesh Model 1.1 §3.2.4.2. */
export const GenericOnPowerUpSet = message(
  "Generic OnPowerUp Set",
  0x8213,
  state,
  GenericOnPowerUpStatus,
);
/** Sets the state, without an answer; for the setup server. Mesh Model 1.1 §3.2.4.3. */
export const GenericOnPowerUpSetUnacknowledged = message(
  "Generic OnPowerUp Set Unacknowledged",
  0x8214,
  state,
);
