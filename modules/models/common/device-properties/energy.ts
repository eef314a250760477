import {
  apparentEnergy32,
  apparentPower,
  coefficient,
  cosine,
  electricCurrent,
  energy,
  energy32,
  power,
  timeHour24,
  voltage,
} from "./characteristics.js";
import { deviceProperty } from "./device-property.js";

// Device properties of power and energy.

/** Power that the device takes, W: 0 to 1,677,721.4 in steps of 0.1. */
export const PresentDeviceInputPower = /* @__PURE__ */ deviceProperty(
  0x0052,
  "Present Device Input Power",
  power,
);

/** Current that the device takes, A: 0 to 655.34 in steps of 0.01. */
export const PresentInputCurrent = /* @__PURE__ */ deviceProperty(
  0x0057,
  "Present Input Current",
  electricCurrent,
);

/** Voltage at the device's input, V: 0 to 1022 in steps of 1/64; 1022 is that or more. */
export const PresentInputVoltage = /* @__PURE__ */ deviceProperty(
  0x0059,
  "Present Input Voltage",
  voltage,
);

/** Energy that the device used since it was turned on, kWh: 0 to 16,777,214. */
export const DeviceEnergyUseSinceTurnOn = /* @__PURE__ */ deviceProperty(
  0x000d,
  "Device Energy Use Since Turn On",
  energy,
);

/** Energy that the device used in its life, kWh: 0 to 16,777,214. PreciseTotalDeviceEnergyUse has Wh. */
export const TotalDeviceEnergyUse = /* @__PURE__ */ deviceProperty(
  0x006a,
  "Total Device Energy Use",
  energy,
);

/** Energy that the device used in its life, kWh: 0 to 4,294,967.293 in steps of 0.001. */
export const PreciseTotalDeviceEnergyUse = /* @__PURE__ */ deviceProperty(
  0x0072,
  "Precise Total Device Energy Use",
  energy32,
);

/** Hours that the device ran in its life, 0 to 16,777,214. */
export const TotalDeviceRuntime = /* @__PURE__ */ deviceProperty(
  0x006e,
  "Total Device Runtime",
  timeHour24,
);

/** Power factor, as the cosine of the angle: -1 to 1 in steps of 0.01. */
export const PowerFactor = /* @__PURE__ */ deviceProperty(0x0073, "Power Factor", cosine);

/** Energy of the loads that the device feeds, kWh: 0 to 4,294,967.293 in steps of 0.001. */
export const ActiveEnergyLoadside = /* @__PURE__ */ deviceProperty(
  0x0080,
  "Active Energy Loadside",
  energy32,
);

/** Power of the loads that the device feeds, W: 0 to 1,677,721.4 in steps of 0.1. */
export const ActivePowerLoadside = /* @__PURE__ */ deviceProperty(
  0x0081,
  "Active Power Loadside",
  power,
);

/** Apparent energy, kVAh: 0 to 4,294,967.293 in steps of 0.001. */
export const ApparentEnergy = /* @__PURE__ */ deviceProperty(
  0x0083,
  "Apparent Energy",
  apparentEnergy32,
);

/** Apparent power, VA: 0 to 1,677,721.3 in steps of 0.1. */
export const ApparentPower = /* @__PURE__ */ deviceProperty(
  0x0084,
  "Apparent Power",
  apparentPower,
);

/** Factor by which a sensor multiplies what it measures: a setting of sensors. */
export const SensorGain = /* @__PURE__ */ deviceProperty(0x0074, "Sensor Gain", coefficient);
