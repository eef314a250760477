import { development } from "../../../base/development.js";
import { frozen } from "../../../base/frozen.js";
import type { DeviceProperty } from "./device-property.js";
import {
  MotionSensed,
  MotionThreshold,
  PeopleCount,
  PresenceDetected,
  TimeSinceMotionSensed,
  TimeSincePresenceDetected,
} from "./occupancy.js";
import {
  PresentAmbientLightLevel,
  PresentCorrelatedColorTemperature,
  PresentIlluminance,
} from "./light.js";
import {
  DeviceOperatingTemperatureRangeSpecification,
  PrecisePresentAmbientTemperature,
  PresentAmbientCarbonDioxideConcentration,
  PresentAmbientRelativeHumidity,
  PresentAmbientTemperature,
  PresentDeviceOperatingTemperature,
  PresentIndoorAmbientTemperature,
  PresentOutdoorAmbientTemperature,
} from "./environment.js";
import {
  ActiveEnergyLoadside,
  ActivePowerLoadside,
  ApparentEnergy,
  ApparentPower,
  DeviceEnergyUseSinceTurnOn,
  PowerFactor,
  PreciseTotalDeviceEnergyUse,
  PresentDeviceInputPower,
  PresentInputCurrent,
  PresentInputVoltage,
  SensorGain,
  TotalDeviceEnergyUse,
  TotalDeviceRuntime,
} from "./energy.js";
import {
  LightControlAmbientLuxLevelOn,
  LightControlAmbientLuxLevelProlong,
  LightControlAmbientLuxLevelStandby,
  LightControlLightnessOn,
  LightControlLightnessProlong,
  LightControlLightnessStandby,
  LightControlRegulatorAccuracy,
  LightControlRegulatorKid,
  LightControlRegulatorKiu,
  LightControlRegulatorKpd,
  LightControlRegulatorKpu,
  LightControlTimeFade,
  LightControlTimeFadeOn,
  LightControlTimeFadeStandbyAuto,
  LightControlTimeFadeStandbyManual,
  LightControlTimeOccupancyDelay,
  LightControlTimeProlong,
  LightControlTimeRunOn,
} from "./light-control.js";

/**
 * The device properties that sensors, Generic Properties and Light LC use, ascending by Property ID.
 * A firmware imports the properties that it needs from the files of their families instead: this
 * list brings all of them into its flash.
 */
export const deviceProperties: readonly DeviceProperty[] = /* @__PURE__ */ frozen([
  DeviceEnergyUseSinceTurnOn,
  DeviceOperatingTemperatureRangeSpecification,
  LightControlAmbientLuxLevelOn,
  LightControlAmbientLuxLevelProlong,
  LightControlAmbientLuxLevelStandby,
  LightControlLightnessOn,
  LightControlLightnessProlong,
  LightControlLightnessStandby,
  LightControlRegulatorAccuracy,
  LightControlRegulatorKid,
  LightControlRegulatorKiu,
  LightControlRegulatorKpd,
  LightControlRegulatorKpu,
  LightControlTimeFade,
  LightControlTimeFadeOn,
  LightControlTimeFadeStandbyAuto,
  LightControlTimeFadeStandbyManual,
  LightControlTimeOccupancyDelay,
  LightControlTimeProlong,
  LightControlTimeRunOn,
  MotionSensed,
  MotionThreshold,
  PeopleCount,
  PresenceDetected,
  PresentAmbientLightLevel,
  PresentAmbientTemperature,
  PresentCorrelatedColorTemperature,
  PresentDeviceInputPower,
  PresentDeviceOperatingTemperature,
  PresentIlluminance,
  PresentIndoorAmbientTemperature,
  PresentInputCurrent,
  PresentInputVoltage,
  PresentOutdoorAmbientTemperature,
  TimeSinceMotionSensed,
  TimeSincePresenceDetected,
  TotalDeviceEnergyUse,
  TotalDeviceRuntime,
  PreciseTotalDeviceEnergyUse,
  PowerFactor,
  SensorGain,
  PrecisePresentAmbientTemperature,
  PresentAmbientRelativeHumidity,
  PresentAmbientCarbonDioxideConcentration,
  ActiveEnergyLoadside,
  ActivePowerLoadside,
  ApparentEnergy,
  ApparentPower,
]);

/** The property of an ID; undefined for one that is not in the list. */
export function findDeviceProperty(id: number): DeviceProperty | undefined {
  development.args?.("findDeviceProperty", [id]);
  return deviceProperties.find((property) => property.id === id);
}
