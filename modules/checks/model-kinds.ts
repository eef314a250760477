import { Model } from "../access/model.js";
import { frozen } from "../base/frozen.js";
import { type Check, valueText } from "./kinds.js";

// Models are known by their identifiers here: this module belongs to every firmware of a
// simulator, which need not have these models.

/** A model of this kind. */
function modelOf(id: number, kind: string): Check {
  const wanted = frozen({ id, kind });
  return (name, value) => {
    if (!(value instanceof Model) || value.id !== wanted.id)
      throw new TypeError(`${name}: ${valueText(value)} is no ${wanted.kind}`);
  };
}

export const onOffServer = modelOf(0x1000, "GenericOnOffServer");
export const levelServer = modelOf(0x1002, "GenericLevelServer");
export const timeServer = modelOf(0x1004, "GenericDefaultTransitionTimeServer");
export const powerOnOffServer = modelOf(0x1006, "GenericPowerOnOffServer");
export const powerOnOffSetupServer = modelOf(0x1007, "GenericPowerOnOffSetupServer");
export const powerLevelServer = modelOf(0x1009, "GenericPowerLevelServer");
export const locationServer = modelOf(0x100e, "GenericLocationServer");
export const userPropertyServer = modelOf(0x1013, "GenericUserPropertyServer");
export const sensorServer = modelOf(0x1100, "SensorServer");
export const clockServer = modelOf(0x1200, "TimeServer");
export const schedulerServer = modelOf(0x1206, "SchedulerServer");
export const sceneServer = modelOf(0x1203, "SceneServer");
export const lightnessServer = modelOf(0x1300, "LightLightnessServer");
export const lcServer = modelOf(0x130f, "LightLcServer");
export const lightnessSetupServer = modelOf(0x1301, "LightLightnessSetupServer");
export const ctlServer = modelOf(0x1303, "LightCtlServer");
export const hslServer = modelOf(0x1307, "LightHslServer");
export const xylServer = modelOf(0x130c, "LightXylServer");

/** An object of a class, known by a property of its own. */
function having(property: string, kind: string): Check {
  const wanted = frozen({ property, kind });
  return (name, value) => {
    if (typeof value !== "object" || value === null || !(wanted.property in value))
      throw new TypeError(`${name}: ${valueText(value)} is no ${wanted.kind}`);
  };
}

export const powerUp = having("onPowerUp", "PowerUp");
export const lightness = having("byDefault", "Lightness");
export const rangedState = having("byDefault", "RangedState");
export const lightnessModels = having("powerOnOffSetup", "LightnessModels");
export const colorTemperature = having("canHave", "ColorTemperature");
export const hue = having("isWhole", "Hue");
export const saturation = having("canHave", "Saturation");
export const chromaticity = having("canHave", "Chromaticity");

/** The arguments of models that are made with others: how many are required, and what each has to be. */
export const modelArguments = frozen({
  GenericAdminPropertyServer: [1, { users: userPropertyServer }],
  GenericLocationSetupServer: [1, { server: locationServer }],
  GenericManufacturerPropertyServer: [1, { users: userPropertyServer }],
  GenericPowerLevelSetupServer: [
    2,
    { server: powerLevelServer, powerOnOffSetup: powerOnOffSetupServer },
  ],
  GenericPowerOnOffServer: [2, { power: powerUp, onOff: onOffServer }],
  GenericPowerOnOffSetupServer: [
    2,
    { server: powerOnOffServer, defaultTransitionTime: timeServer },
  ],
  LightLcSetupServer: [1, { server: lcServer }],
  LightCtlSetupServer: [2, { server: ctlServer, lightnessSetup: lightnessSetupServer }],
  LightHslSetupServer: [2, { server: hslServer, lightnessSetup: lightnessSetupServer }],
  LightXylSetupServer: [2, { server: xylServer, lightnessSetup: lightnessSetupServer }],
  LightLightnessSetupServer: [
    2,
    { server: lightnessServer, powerOnOffSetup: powerOnOffSetupServer },
  ],
  SceneSetupServer: [2, { server: sceneServer, defaultTransitionTime: timeServer }],
  TimeSetupServer: [1, { server: clockServer }],
  SchedulerSetupServer: [1, { server: schedulerServer }],
  SensorSetupServer: [1, { server: sensorServer }],
} as const);
