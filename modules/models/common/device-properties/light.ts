import { colorTemperature, illuminance } from "./characteristics.js";
import { deviceProperty } from "./device-property.js";

// Device properties of light and its sensors.

/** Ambient light, lx: 0 to 167,772.14 in steps of 0.01. */
export const PresentAmbientLightLevel = /* @__PURE__ */ deviceProperty(
  0x004e,
  "Present Ambient Light Level",
  illuminance,
);

/** Illuminance, lx: 0 to 167,772.14 in steps of 0.01. */
export const PresentIlluminance = /* @__PURE__ */ deviceProperty(
  0x0055,
  "Present Illuminance",
  illuminance,
);

/** Colour temperature of light, K: 800 to 20,000. */
export const PresentCorrelatedColorTemperature = /* @__PURE__ */ deviceProperty(
  0x0051,
  "Present Correlated Color Temperature",
  colorTemperature,
);
