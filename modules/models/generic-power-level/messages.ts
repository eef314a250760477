import type { Values } from "../../access/field.js";
import { uint16, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { setFields, wordStatusFields } from "../common/set-fields.js";

/** Identifier of the Generic Power Level Server model. */
export const genericPowerLevelServerId = 0x1009;
/** Identifier of the Generic Power Level Setup Server model. */
export const genericPowerLevelSetupServerId = 0x100a;
/** Identifier of the Generic Power Level Client model. */
export const genericPowerLevelClientId = 0x100b;

const set = frozen({ power: uint16, ...setFields });
const value = frozen({ power: uint16 });
const range = frozen({ minimum: unsigned(2, 1), maximum: unsigned(2, 1) });

/** Parameters of the Set messages. Mesh Model 1.1 §3.2.5.2. */
export type GenericPowerLevelSetValues = Values<typeof set>;
/** Parameters of the Range Set messages. Mesh Model 1.1 §3.2.5.12. */
export type GenericPowerRangeValues = Values<typeof range>;

/** The Generic Power Actual state: `change` is there while a transition is under way. Mesh Model 1.1 §3.2.5.4. */
export const GenericPowerLevelStatus = message(
  "Generic Power Level Status",
  0x8218,
  wordStatusFields,
);
/** Requests the Generic Power Actual state. Mesh Model 1.1 §3.2.5.1. */
export const GenericPowerLevelGet = message(
  "Generic Power Level Get",
  0x8215,
  {},
  GenericPowerLevelStatus,
);
/** Sets the Generic Power Actual state, and is answered. Mesh Model 1.1 §3.2.5.2. */
export const GenericPowerLevelSet = message(
  "Generic Power Level Set",
  0x8216,
  set,
  GenericPowerLevelStatus,
);
/** Sets it without an answer. Mesh Model 1.1 §3.2.5.3. */
export const GenericPowerLevelSetUnacknowledged = message(
  "Generic Power Level Set Unacknowledged",
  0x8217,
  set,
);

/** The last power that was not 0. Mesh Model 1.1 §3.2.5.6. */
export const GenericPowerLastStatus = message("Generic Power Last Status", 0x821a, value);
/** Requests it. Mesh Model 1.1 §3.2.5.5. */
export const GenericPowerLastGet = message(
  "Generic Power Last Get",
  0x8219,
  {},
  GenericPowerLastStatus,
);

/** The power of a device that is switched on; 0: the last one. Mesh Model 1.1 §3.2.5.10. */
export const GenericPowerDefaultStatus = message("Generic Power Default Status", 0x821c, value);
/** Requests it. Mesh Model 1.1 §3.2.5.7. */
export const GenericPowerDefaultGet = message(
  "Generic Power Default Get",
  0x821b,
  {},
  GenericPowerDefaultStatus,
);
/** Sets it, and is answered; for the setup server. Mesh Model 1.1 §3.2.5.8. */
export const GenericPowerDefaultSet = message(
  "Generic Power Default Set",
  0x821f,
  value,
  GenericPowerDefaultStatus,
);
/** Sets it without an answer; for the setup server. Mesh Model 1.1 §3.2.5.9. */
export const GenericPowerDefaultSetUnacknowledged = message(
  "Generic Power Default Set Unacknowledged",
  0x8220,
  value,
);

/** The range of a power other than 0, with a status code: 0 success. Mesh Model 1.1 §3.2.5.14. */
export const GenericPowerRangeStatus = message("Generic Power Range Status", 0x821e, {
  status: unsigned(1, 0, 2),
  minimum: uint16,
  maximum: uint16,
});
/** Requests it. Mesh Model 1.1 §3.2.5.11. */
export const GenericPowerRangeGet = message(
  "Generic Power Range Get",
  0x821d,
  {},
  GenericPowerRangeStatus,
);
/** Sets it, and is answered; for the setup server. Mesh Model 1.1 §3.2.5.12. */
export const GenericPowerRangeSet = message(
  "Generic Power Range Set",
  0x8221,
  range,
  GenericPowerRangeStatus,
);
/** Sets it without an answer; for the setup server. Mesh Model 1.1 §3.2.5.13. */
export const GenericPowerRangeSetUnacknowledged = message(
  "Generic Power Range Set Unacknowledged",
  0x8222,
  range,
);
