import {
  concentration,
  humidity,
  temperature,
  temperature8,
  temperatureRange,
} from "./characteristics.js";
import { deviceProperty } from "./device-property.js";

// Device properties of temperature and air.

/** Ambient temperature, °C: -64 to 63 in steps of 0.5. */
export const PresentAmbientTemperature = /* @__PURE__ */ deviceProperty(
  0x004f,
  "Present Ambient Temperature",
  temperature8,
);

/** Ambient temperature indoors, °C: -64 to 63 in steps of 0.5. */
export const PresentIndoorAmbientTemperature = /* @__PURE__ */ deviceProperty(
  0x0056,
  "Present Indoor Ambient Temperature",
  temperature8,
);

/** Ambient temperature outdoors, °C: -64 to 63 in steps of 0.5. */
export const PresentOutdoorAmbientTemperature = /* @__PURE__ */ deviceProperty(
  0x005b,
  "Present Outdoor Ambient Temperature",
  temperature8,
);

/** Ambient temperature, °C: -273.15 to 327.67 in steps of 0.01. */
export const PrecisePresentAmbientTemperature = /* @__PURE__ */ deviceProperty(
  0x0075,
  "Precise Present Ambient Temperature",
  temperature,
);

/** Relative humidity, %: 0 to 100 in steps of 0.01. */
export const PresentAmbientRelativeHumidity = /* @__PURE__ */ deviceProperty(
  0x0076,
  "Present Ambient Relative Humidity",
  humidity,
);

/** Carbon dioxide in the air, ppm: 0 to 65,533; 65,534 is that or more. */
export const PresentAmbientCarbonDioxideConcentration = /* @__PURE__ */ deviceProperty(
  0x0077,
  "Present Ambient Carbon Dioxide Concentration",
  concentration,
);

/** Temperature of the device, °C: -273.15 to 327.67 in steps of 0.01. */
export const PresentDeviceOperatingTemperature = /* @__PURE__ */ deviceProperty(
  0x0054,
  "Present Device Operating Temperature",
  temperature,
);

/** Lowest and highest temperature at which the device works, °C: each -273.15 to 327.67 in steps of 0.01. */
export const DeviceOperatingTemperatureRangeSpecification = /* @__PURE__ */ deviceProperty(
  0x0013,
  "Device Operating Temperature Range Specification",
  temperatureRange,
);
