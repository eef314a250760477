import {
  illuminance,
  perceivedLightness,
  percentage8,
  regulatorCoefficient,
  timeMillisecond24,
} from "./characteristics.js";
import { deviceProperty } from "./device-property.js";

// Device properties of the Light Lightness Controller (LC). Mesh Model 1.1 §6.

/** Ambient light that the controller keeps in the Run state, lx: 0 to 167,772.14 in steps of 0.01. */
export const LightControlAmbientLuxLevelOn = /* @__PURE__ */ deviceProperty(
  0x002b,
  "Light Control Ambient LuxLevel On",
  illuminance,
);

/** Ambient light that the controller keeps in the Prolong state, lx: 0 to 167,772.14 in steps of 0.01. */
export const LightControlAmbientLuxLevelProlong = /* @__PURE__ */ deviceProperty(
  0x002c,
  "Light Control Ambient LuxLevel Prolong",
  illuminance,
);

/** Ambient light that the controller keeps in the Standby state, lx: 0 to 167,772.14 in steps of 0.01. */
export const LightControlAmbientLuxLevelStandby = /* @__PURE__ */ deviceProperty(
  0x002d,
  "Light Control Ambient LuxLevel Standby",
  illuminance,
);

/** Lightness in the Run state, 0 to 65,535. */
export const LightControlLightnessOn = /* @__PURE__ */ deviceProperty(
  0x002e,
  "Light Control Lightness On",
  perceivedLightness,
);

/** Lightness in the Prolong state, 0 to 65,535. */
export const LightControlLightnessProlong = /* @__PURE__ */ deviceProperty(
  0x002f,
  "Light Control Lightness Prolong",
  perceivedLightness,
);

/** Lightness in the Standby state, 0 to 65,535. */
export const LightControlLightnessStandby = /* @__PURE__ */ deviceProperty(
  0x0030,
  "Light Control Lightness Standby",
  perceivedLightness,
);

/** Deviation from the ambient light to be kept that the regulator leaves, %: 0 to 100 in steps of 0.5. */
export const LightControlRegulatorAccuracy = /* @__PURE__ */ deviceProperty(
  0x0031,
  "Light Control Regulator Accuracy",
  percentage8,
);

/** Integral coefficient of the regulator where it lowers the light, 0 to 1000. */
export const LightControlRegulatorKid = /* @__PURE__ */ deviceProperty(
  0x0032,
  "Light Control Regulator Kid",
  regulatorCoefficient,
);

/** Integral coefficient of the regulator where it raises the light, 0 to 1000. */
export const LightControlRegulatorKiu = /* @__PURE__ */ deviceProperty(
  0x0033,
  "Light Control Regulator Kiu",
  regulatorCoefficient,
);

/** Proportional coefficient of the regulator where it lowers the light, 0 to 1000. */
export const LightControlRegulatorKpd = /* @__PURE__ */ deviceProperty(
  0x0034,
  "Light Control Regulator Kpd",
  regulatorCoefficient,
);

/** Proportional coefficient of the regulator where it raises the light, 0 to 1000. */
export const LightControlRegulatorKpu = /* @__PURE__ */ deviceProperty(
  0x0035,
  "Light Control Regulator Kpu",
  regulatorCoefficient,
);

/** Milliseconds from the Run level to the Prolong level, 0 to 16,777,214. */
export const LightControlTimeFade = /* @__PURE__ */ deviceProperty(
  0x0036,
  "Light Control Time Fade",
  timeMillisecond24,
);

/** Milliseconds to the Run level, 0 to 16,777,214. */
export const LightControlTimeFadeOn = /* @__PURE__ */ deviceProperty(
  0x0037,
  "Light Control Time Fade On",
  timeMillisecond24,
);

/** Milliseconds to the Standby level after the Prolong state, 0 to 16,777,214. */
export const LightControlTimeFadeStandbyAuto = /* @__PURE__ */ deviceProperty(
  0x0038,
  "Light Control Time Fade Standby Auto",
  timeMillisecond24,
);

/** Milliseconds to the Standby level after a message that switches off, 0 to 16,777,214. */
export const LightControlTimeFadeStandbyManual = /* @__PURE__ */ deviceProperty(
  0x0039,
  "Light Control Time Fade Standby Manual",
  timeMillisecond24,
);

/** Milliseconds from a report of occupancy until the controller knows it, 0 to 16,777,214. */
export const LightControlTimeOccupancyDelay = /* @__PURE__ */ deviceProperty(
  0x003a,
  "Light Control Time Occupancy Delay",
  timeMillisecond24,
);

/** Milliseconds of the Prolong state, 0 to 16,777,214. */
export const LightControlTimeProlong = /* @__PURE__ */ deviceProperty(
  0x003b,
  "Light Control Time Prolong",
  timeMillisecond24,
);

/** Milliseconds of the Run state after the last report of occupancy, 0 to 16,777,214. */
export const LightControlTimeRunOn = /* @__PURE__ */ deviceProperty(
  0x003c,
  "Light Control Time Run On",
  timeMillisecond24,
);
