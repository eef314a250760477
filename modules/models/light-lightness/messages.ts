import type { Values } from "../../access/field.js";
import { group, optional, uint16, uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { delayTime, remainingTime, transitionTime } from "../common/transition-time.js";

/** Identifier of the Light Lightness Server model. */
export const lightLightnessServerId = 0x1300;
/** Identifier of the Light Lightness Setup Server model. */
export const lightLightnessSetupServerId = 0x1301;
/** Identifier of the Light Lightness Client model. */
export const lightLightnessClientId = 0x1302;

const status = frozen({
  present: uint16,
  change: optional(group({ target: uint16, remaining: remainingTime })),
});
const set = frozen({
  lightness: uint16,
  tid: uint8,
  transition: optional(group({ time: transitionTime, delay: delayTime })),
});
const value = frozen({ lightness: uint16 });
const range = frozen({ minimum: unsigned(2, 1), maximum: unsigned(2, 1) });

/** Parameters of the Set messages. Mesh Model 1.1 §6.3.1.2, §6.3.1.6. */
export type LightLightnessSetValues = Values<typeof set>;
/** Parameters of the Range Set messages. Mesh Model 1.1 §6.3.1.16. */
export type LightLightnessRangeValues = Values<typeof range>;

/** The Light Lightness Actual state: `change` is there while a transition is under way. Mesh Model 1.1 §6.3.1.4. */
export const LightLightnessStatus = message("Light Lightness Status", 0x824e, status);
/** Requests the Light Lightness Actual state. Mesh Model 1.1 §6.3.1.1. */
export const LightLightnessGet = message("Light Lightness Get", 0x824b, {}, LightLightnessStatus);
/** Sets the Light Lightness Actual state, and is answered. Mesh Model 1.1 §6.3.1.2. */
export const LightLightnessSet = message("Light Lightness Set", 0x824c, set, LightLightnessStatus);
/** Sets it without an answer. Mesh Model 1.1 §6.3.1.3. */
export const LightLightnessSetUnacknowledged = message(
  "Light Lightness Set Unacknowledged",
  0x824d,
  set,
);

/** The Light Lightness Linear state. Mesh Model 1.1 §6.3.1.8. */
export const LightLightnessLinearStatus = message("Light Lightness Linear Status", 0x8252, status);
/** Requests the Light Lightness Linear state. Mesh Model 1.1 §6.3.1.5. */
export const LightLightnessLinearGet = message(
  "Light Lightness Linear Get",
  0x824f,
  {},
  LightLightnessLinearStatus,
);
/** Sets the Light Lightness Linear state, and is answered. Mesh Model 1.1 §6.3.1.6. */
export const LightLightnessLinearSet = message(
  "Light Lightness Linear Set",
  0x8250,
  set,
  LightLightnessLinearStatus,
);
/** Sets it without an answer. Mesh Model 1.1 §6.3.1.7. */
export const LightLightnessLinearSetUnacknowledged = message(
  "Light Lightness Linear Set Unacknowledged",
  0x8251,
  set,
);

/** The last lightness that was not 0. Mesh Model 1.1 §6.3.1.10. */
export const LightLightnessLastStatus = message("Light Lightness Last Status", 0x8254, value);
/** Requests it. Mesh Model 1.1 §6.3.1.9. */
export const LightLightnessLastGet = message(
  "Light Lightness Last Get",
  0x8253,
  {},
  LightLightnessLastStatus,
);

/** The lightness of a light that is switched on; 0: the last one. Mesh Model 1.1 §6.3.1.14. */
export const LightLightnessDefaultStatus = message("Light Lightness Default Status", 0x8256, value);
/** Requests it. Mesh Model 1.1 §6.3.1.11. */
export const LightLightnessDefaultGet = message(
  "Light Lightness Default Get",
  0x8255,
  {},
  LightLightnessDefaultStatus,
);
/** Sets it, and is answered; for the setup server. Mesh Model 1.1 §6.3.1.12. */
export const LightLightnessDefaultSet = message(
  "Light Lightness Default Set",
  0x8259,
  value,
  LightLightnessDefaultStatus,
);
/** Sets it without an answer; for the setup server. Mesh Model 1.1 §6.3.1.13. */
export const LightLightnessDefaultSetUnacknowledged = message(
  "Light Lightness Default Set Unacknowledged",
  0x825a,
  value,
);

/** The range of a lightness other than 0, with a status code: 0 success. Mesh Model 1.1 §6.3.1.18. */
export const LightLightnessRangeStatus = message("Light Lightness Range Status", 0x8258, {
  status: unsigned(1, 0, 2),
  minimum: uint16,
  maximum: uint16,
});
/** Requests it. Mesh Model 1.1 §6.3.1.15. */
export const LightLightnessRangeGet = message(
  "Light Lightness Range Get",
  0x8257,
  {},
  LightLightnessRangeStatus,
);
/** Sets it, and is answered; for the setup server. Mesh Model 1.1 §6.3.1.16. */
export const LightLightnessRangeSet = message(
  "Light Lightness Range Set",
  0x825b,
  range,
  LightLightnessRangeStatus,
);
/** Sets it without an answer; for the setup server. Mesh Model 1.1 §6.3.1.17. */
export const LightLightnessRangeSetUnacknowledged = message(
  "Light Lightness Range Set Unacknowledged",
  0x825c,
  range,
);
