import type { Field, Values } from "../../access/field.js";
import { group, optional, uint16, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { angle, wholeFraction } from "../common/fraction.js";
import { setFields } from "../common/set-fields.js";
import { remainingTime } from "../common/transition-time.js";

/** Identifier of the Light HSL Server model. */
export const lightHslServerId = 0x1307;
/** Identifier of the Light HSL Setup Server model. */
export const lightHslSetupServerId = 0x1308;
/** Identifier of the Light HSL Client model. */
export const lightHslClientId = 0x1309;
/** Identifier of the Light HSL Hue Server model. */
export const lightHslHueServerId = 0x130a;
/** Identifier of the Light HSL Saturation Server model. */
export const lightHslSaturationServerId = 0x130b;

/** Degrees, 0..360. */
const hue: Field<number> = angle;
/** 0..1. */
const saturation: Field<number> = wholeFraction;
/** That a transition is under way, without its target. */
const change = optional(group({ remaining: remainingTime }));
const light = frozen({ lightness: uint16, hue, saturation });
const set = frozen({ ...light, ...setFields });
const hueSet = frozen({ hue, ...setFields });
const saturationSet = frozen({ saturation, ...setFields });
const range = frozen({
  hueMinimum: hue,
  hueMaximum: hue,
  saturationMinimum: saturation,
  saturationMaximum: saturation,
});

/** A light: lightness 0..65,535, hue in degrees, 0..360, saturation 0..1. Parameters of the Default Set messages. Mesh Model 1.1 §6.3.3.16. */
export type LightHslValues = Values<typeof light>;
/** Parameters of the Set messages. Mesh Model 1.1 §6.3.3.2. */
export type LightHslSetValues = Values<typeof set>;
/** Parameters of the Hue Set messages. Mesh Model 1.1 §6.3.3.8. */
export type LightHslHueSetValues = Values<typeof hueSet>;
/** Parameters of the Saturation Set messages. Mesh Model 1.1 §6.3.3.12. */
export type LightHslSaturationSetValues = Values<typeof saturationSet>;
/** Parameters of the Range Set messages: a hue range with its minimum above its maximum leads over 0. Mesh Model 1.1 §6.3.3.20. */
export type LightHslRangeValues = Values<typeof range>;

/** Lightness, hue and saturation: `change` is there while one of them is in a transition. Mesh Model 1.1 §6.3.3.4. */
export const LightHslStatus = message("Light HSL Status", 0x8278, {
  present: group(light),
  change,
});
/** Requests lightness, hue and saturation. Mesh Model 1.1 §6.3.3.1. */
export const LightHslGet = message("Light HSL Get", 0x826d, {}, LightHslStatus);
/** Sets lightness, hue and saturation, and is answered. Mesh Model 1.1 §6.3.3.2. */
export const LightHslSet = message("Light HSL Set", 0x8276, set, LightHslStatus);
/** Sets them without an answer. Mesh Model 1.1 §6.3.3.3. */
export const LightHslSetUnacknowledged = message("Light HSL Set Unacknowledged", 0x8277, set);

/** The light to which the transition leads. Mesh Model 1.1 §6.3.3.6. */
export const LightHslTargetStatus = message("Light HSL Target Status", 0x827a, {
  target: group(light),
  change,
});
/** Requests the light to which the transition leads. Mesh Model 1.1 §6.3.3.5. */
export const LightHslTargetGet = message("Light HSL Target Get", 0x8279, {}, LightHslTargetStatus);

/** The hue: `change` is there while it is in a transition. Mesh Model 1.1 §6.3.3.10. */
export const LightHslHueStatus = message("Light HSL Hue Status", 0x8271, {
  present: hue,
  change: optional(group({ target: hue, remaining: remainingTime })),
});
/** Requests the hue. Mesh Model 1.1 §6.3.3.7. */
export const LightHslHueGet = message("Light HSL Hue Get", 0x826e, {}, LightHslHueStatus);
/** Sets the hue, and is answered. Mesh Model 1.1 §6.3.3.8. */
export const LightHslHueSet = message("Light HSL Hue Set", 0x826f, hueSet, LightHslHueStatus);
/** Sets the hue without an answer. Mesh Model 1.1 §6.3.3.9. */
export const LightHslHueSetUnacknowledged = message(
  "Light HSL Hue Set Unacknowledged",
  0x8270,
  hueSet,
);

/** The saturation: `change` is there while it is in a transition. Mesh Model 1.1 §6.3.3.14. */
export const LightHslSaturationStatus = message("Light HSL Saturation Status", 0x8275, {
  present: saturation,
  change: optional(group({ target: saturation, remaining: remainingTime })),
});
/** Requests the saturation. Mesh Model 1.1 §6.3.3.11. */
export const LightHslSaturationGet = message(
  "Light HSL Saturation Get",
  0x8272,
  {},
  LightHslSaturationStatus,
);
/** Sets the saturation, and is answered. Mesh Model 1.1 §6.3.3.12. */
export const LightHslSaturationSet = message(
  "Light HSL Saturation Set",
  0x8273,
  saturationSet,
  LightHslSaturationStatus,
);
/** Sets the saturation without an answer. Mesh Model 1.1 §6.3.3.13. */
export const LightHslSaturationSetUnacknowledged = message(
  "Light HSL Saturation Set Unacknowledged",
  0x8274,
  saturationSet,
);

/** What the light powers up with. Mesh Model 1.1 §6.3.3.18. */
export const LightHslDefaultStatus = message("Light HSL Default Status", 0x827c, light);
/** Requests what the light powers up with. Mesh Model 1.1 §6.3.3.15. */
export const LightHslDefaultGet = message(
  "Light HSL Default Get",
  0x827b,
  {},
  LightHslDefaultStatus,
);
/** Sets what the light powers up with, and is answered; for the setup server. Mesh Model 1.1 §6.3.3.16. */
export const LightHslDefaultSet = message(
  "Light HSL Default Set",
  0x827f,
  light,
  LightHslDefaultStatus,
);
/** Sets it without an answer; for the setup server. Mesh Model 1.1 §6.3.3.17. */
export const LightHslDefaultSetUnacknowledged = message(
  "Light HSL Default Set Unacknowledged",
  0x8280,
  light,
);

/** The ranges of hue and saturation, with a status code: 0 success. Mesh Model 1.1 §6.3.3.22. */
export const LightHslRangeStatus = message("Light HSL Range Status", 0x827e, {
  status: unsigned(1, 0, 2),
  ...range,
});
/** Requests the ranges. Mesh Model 1.1 §6.3.3.19. */
export const LightHslRangeGet = message("Light HSL Range Get", 0x827d, {}, LightHslRangeStatus);
/** Sets the ranges, and is answered; for the setup server. Mesh Model 1.1 §6.3.3.20. */
export const LightHslRangeSet = message("Light HSL Range Set", 0x8281, range, LightHslRangeStatus);
/** Sets the ranges without an answer; for the setup server. Mesh Model 1.1 §6.3.3.21. */
export const LightHslRangeSetUnacknowledged = message(
  "Light HSL Range Set Unacknowledged",
  0x8282,
  range,
);
