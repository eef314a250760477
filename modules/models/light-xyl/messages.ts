import type { Field, Values } from "../../access/field.js";
import { group, optional, uint16, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { wholeFraction } from "../common/fraction.js";
import { setFields } from "../common/set-fields.js";
import { remainingTime } from "../common/transition-time.js";

/** Identifier of the Light xyL Server model. */
export const lightXylServerId = 0x130c;
/** Identifier of the Light xyL Setup Server model. */
export const lightXylSetupServerId = 0x130d;
/** Identifier of the Light xyL Client model. */
export const lightXylClientId = 0x130e;

/** 0..1. */
const coordinate: Field<number> = wholeFraction;
/** That a transition is under way, without its target. */
const change = optional(group({ remaining: remainingTime }));
const light = frozen({ lightness: uint16, x: coordinate, y: coordinate });
const set = frozen({
  ...light,
  ...setFields,
});
const range = frozen({
  xMinimum: coordinate,
  xMaximum: coordinate,
  yMinimum: coordinate,
  yMaximum: coordinate,
});

/** A light: lightness 0..65,535, and coordinates of the CIE 1931 diagram, 0..1. Parameters of the Default Set messages. Mesh Model 1.1 §6.3.4.8. */
export type LightXylValues = Values<typeof light>;
/** Parameters of the Set messages. Mesh Model 1.1 §6.3.4.2. */
export type LightXylSetValues = Values<typeof set>;
/** Parameters of the Range Set messages. Mesh Model 1.1 §6.3.4.12. */
export type LightXylRangeValues = Values<typeof range>;

/** Lightness, x and y: `change` is there while one of them is in a transition. Mesh Model 1.1 §6.3.4.4. */
export const LightXylStatus = message("Light xyL Status", 0x8286, {
  present: group(light),
  change,
});
/** Requests lightness, x and y. Mesh Model 1.1 §6.3.4.1. */
export const LightXylGet = message("Light xyL Get", 0x8283, {}, LightXylStatus);
/** Sets lightness, x and y, and is answered. Mesh Model 1.1 §6.3.4.2. */
export const LightXylSet = message("Light xyL Set", 0x8284, set, LightXylStatus);
/** Sets them without an answer. Mesh Model 1.1 §6.3.4.3. */
export const LightXylSetUnacknowledged = message("Light xyL Set Unacknowledged", 0x8285, set);

/** The light to which the transition leads. Mesh Model 1.1 §6.3.4.6. */
export const LightXylTargetStatus = message("Light xyL Target Status", 0x8288, {
  target: group(light),
  change,
});
/** Requests the light to which the transition leads. Mesh Model 1.1 §6.3.4.5. */
export const LightXylTargetGet = message("Light xyL Target Get", 0x8287, {}, LightXylTargetStatus);

/** What the light powers up with. Mesh Model 1.1 §6.3.4.10. */
export const LightXylDefaultStatus = message("Light xyL Default Status", 0x828a, light);
/** Requests what the light powers up with. Mesh Model 1.1 §6.3.4.7. */
export const LightXylDefaultGet = message(
  "Light xyL Default Get",
  0x8289,
  {},
  LightXylDefaultStatus,
);
/** Sets what the light powers up with, and is answered; for the setup server. Mesh Model 1.1 §6.3.4.8. */
export const LightXylDefaultSet = message(
  "Light xyL Default Set",
  0x828d,
  light,
  LightXylDefaultStatus,
);
/** Sets it without an answer; for the setup server. Mesh Model 1.1 §6.3.4.9. */
export const LightXylDefaultSetUnacknowledged = message(
  "Light xyL Default Set Unacknowledged",
  0x828e,
  light,
);

/** The ranges of x and y, with a status code: 0 success. Mesh Model 1.1 §6.3.4.14. */
export const LightXylRangeStatus = message("Light xyL Range Status", 0x828c, {
  status: unsigned(1, 0, 2),
  ...range,
});
/** Requests the ranges. Mesh Model 1.1 §6.3.4.11. */
export const LightXylRangeGet = message("Light xyL Range Get", 0x828b, {}, LightXylRangeStatus);
/** Sets the ranges, and is answered; for the setup server. Mesh Model 1.1 §6.3.4.12. */
export const LightXylRangeSet = message("Light xyL Range Set", 0x828f, range, LightXylRangeStatus);
/** Sets the ranges without an answer; for the setup server. Mesh Model 1.1 §6.3.4.13. */
export const LightXylRangeSetUnacknowledged = message(
  "Light xyL Range Set Unacknowledged",
  0x8290,
  range,
);
