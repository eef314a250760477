import type { Values } from "../../access/field.js";
import { boolean, group, optional, remainder, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { setFields } from "../common/set-fields.js";
import { remainingTime } from "../common/transition-time.js";

/** Identifier of the Light LC Server model. */
export const lightLcServerId = 0x130f;
/** Identifier of the Light LC Setup Server model. */
export const lightLcSetupServerId = 0x1310;
/** Identifier of the Light LC Client model. */
export const lightLcClientId = 0x1311;

const mode = frozen({ mode: boolean });
const occupancyMode = frozen({ occupancyMode: boolean });
const set = frozen({ onOff: boolean, ...setFields });
/** A Property ID; 0 is prohibited. */
const propertyId = unsigned(2, 1);
const property = frozen({ propertyId });
const propertyValue = frozen({ propertyId, raw: remainder });

/** Parameters of the Light LC Light OnOff Set messages. Mesh Model 1.1 §6.3.5. */
export type LightLcLightOnOffSetValues = Values<typeof set>;
/** Parameters of the Light LC Property Set messages: `raw` is the encoded value. Mesh Model 1.1 §6.3.5. */
export type LightLcPropertyValues = Values<typeof propertyValue>;

/** Whether the controller is on. Mesh Model 1.1 §6.3.5. */
export const LightLcModeStatus = message("Light LC Mode Status", 0x8294, mode);
/** Requests whether the controller is on. Mesh Model 1.1 §6.3.5. */
export const LightLcModeGet = message("Light LC Mode Get", 0x8291, {}, LightLcModeStatus);
/** Switches the controller on or off, and is answered. Mesh Model 1.1 §6.3.5. */
export const LightLcModeSet = message("Light LC Mode Set", 0x8292, mode, LightLcModeStatus);
/** Switches the controller on or off without an answer. Mesh Model 1.1 §6.3.5. */
export const LightLcModeSetUnacknowledged = message(
  "Light LC Mode Set Unacknowledged",
  0x8293,
  mode,
);

/** Whether occupancy switches the light on in the Standby state. Mesh Model 1.1 §6.3.5. */
export const LightLcOmStatus = message("Light LC OM Status", 0x8298, occupancyMode);
/** Requests the Occupancy Mode. Mesh Model 1.1 §6.3.5. */
export const LightLcOmGet = message("Light LC OM Get", 0x8295, {}, LightLcOmStatus);
/** Sets the Occupancy Mode, and is answered. Mesh Model 1.1 §6.3.5. */
export const LightLcOmSet = message("Light LC OM Set", 0x8296, occupancyMode, LightLcOmStatus);
/** Sets the Occupancy Mode without an answer. Mesh Model 1.1 §6.3.5. */
export const LightLcOmSetUnacknowledged = message(
  "Light LC OM Set Unacknowledged",
  0x8297,
  occupancyMode,
);

/** Whether the controller lights: `change` is there while it fades on or to standby. Mesh Model 1.1 §6.3.5. */
export const LightLcLightOnOffStatus = message("Light LC Light OnOff Status", 0x829c, {
  present: boolean,
  change: optional(group({ target: boolean, remaining: remainingTime })),
});
/** Requests whether the controller lights. Mesh Model 1.1 §6.3.5. */
export const LightLcLightOnOffGet = message(
  "Light LC Light OnOff Get",
  0x8299,
  {},
  LightLcLightOnOffStatus,
);
/** Begins to light, or fades to standby, and is answered. Mesh Model 1.1 §6.3.5. */
export const LightLcLightOnOffSet = message(
  "Light LC Light OnOff Set",
  0x829a,
  set,
  LightLcLightOnOffStatus,
);
/** Begins to light, or fades to standby, without an answer. Mesh Model 1.1 §6.3.5. */
export const LightLcLightOnOffSetUnacknowledged = message(
  "Light LC Light OnOff Set Unacknowledged",
  0x829b,
  set,
);

/** A property of the controller, encoded. Mesh Model 1.1 §6.3.6. */
export const LightLcPropertyStatus = message("Light LC Property Status", 0x64, propertyValue);
/** Requests a property; for the setup server. Mesh Model 1.1 §6.3.6. */
export const LightLcPropertyGet = message(
  "Light LC Property Get",
  0x829d,
  property,
  LightLcPropertyStatus,
);
/** Sets a property, and is answered; for the setup server. Mesh Model 1.1 §6.3.6. */
export const LightLcPropertySet = message(
  "Light LC Property Set",
  0x62,
  propertyValue,
  LightLcPropertyStatus,
);
/** Sets a property without an answer; for the setup server. Mesh Model 1.1 §6.3.6. */
export const LightLcPropertySetUnacknowledged = message(
  "Light LC Property Set Unacknowledged",
  0x63,
  propertyValue,
);
