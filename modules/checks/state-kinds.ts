import { frozen } from "../base/frozen.js";
import { type Check, checkNumber } from "./kinds.js";
import {
  levelServer,
  lightness,
  lightnessModels,
  lightnessServer,
  onOffServer,
  powerOnOffServer,
  powerUp,
  rangedState,
} from "./model-kinds.js";
import { type OptionKinds, type OptionTable, partly } from "./option-table.js";

/** Milliseconds of the longest transition: 62 steps of 10 minutes. This module belongs to firmwares without such models, too. */
const longestTransition = 62 * 600_000;

/** Of a server with transitions: milliseconds, or the server that has the state. */
const defaultTransitionTime: Check = (name, value) => {
  const isServer = typeof value === "object" && value !== null && "transition" in value;
  if (!isServer) checkNumber(name, value, longestTransition);
};

export const stateServer: OptionKinds = frozen({
  onChange: "function",
  onRequest: "function",
  defaultTransitionTime,
});

/** Milliseconds between two steps of a transition. */
const stepTime: Check = (name, value) => checkNumber(name, value, 0xffff, 1);

/** A range of a lightness or a power; §3.1.5.4 and §6.1.2.5 prohibit 0. */
const range: Check = (name, value) => {
  const { maximum, minimum } = (value ?? {}) as { readonly [name: string]: unknown };
  checkNumber(`${name}.maximum`, maximum, 0xffff, 1);
  checkNumber(`${name}.minimum`, minimum, maximum as number, 1);
};

/** Of the models of every light, or of another device with a level. */
export const lightModels: OptionKinds = frozen({
  onChange: "function",
  onRequest: "function",
  stepTime,
  onPowerUp: 2,
  defaultTransitionTime: longestTransition,
  range,
});

/** Of a light controller; its values are checked as they are encoded. */
const lightController: OptionKinds = frozen({
  mode: "boolean",
  occupancyMode: "boolean",
  onState: "function",
  properties: partly({
    ambientLuxLevelOn: 0,
    ambientLuxLevelProlong: 0,
    ambientLuxLevelStandby: 0,
    lightnessOn: 0,
    lightnessProlong: 0,
    lightnessStandby: 0,
    regulatorAccuracy: 0,
    regulatorKid: 0,
    regulatorKiu: 0,
    regulatorKpd: 0,
    regulatorKpu: 0,
    timeFade: 0,
    timeFadeOn: 0,
    timeFadeStandbyAuto: 0,
    timeFadeStandbyManual: 0,
    timeOccupancyDelay: 0,
    timeProlong: 0,
    timeRunOn: 0,
  }),
});

/** The options of models with states that move in transitions. */
export const stateKinds: Readonly<Record<string, OptionTable>> = frozen({
  GenericOnOffServer: [{ ...stateServer, restore: "boolean" }, []],
  GenericOnOffClient: [{ onStatus: "function" }, []],
  GenericLevelServer: [{ ...stateServer, stepTime, restore: "boolean" }, []],
  GenericLevelClient: [{ onStatus: "function" }, []],
  GenericDefaultTransitionTimeServer: [{ time: longestTransition, onChange: "function" }, []],
  GenericDefaultTransitionTimeClient: [{ onStatus: "function" }, []],
  GenericPowerOnOffClient: [{ onStatus: "function" }, []],
  LightLightnessServer: [
    { ...stateServer, lightness, power: powerUp, powerOnOff: powerOnOffServer, level: levelServer },
    ["lightness", "power", "powerOnOff", "level"],
  ],
  LightLightnessClient: [{ onStatus: "function", onLinearStatus: "function" }, []],
  LightnessModels: [lightModels, []],
  LightLcServer: [
    { ...lightController, onRequest: "function", lightness: lightnessServer, onOff: onOffServer },
    ["lightness", "onOff"],
  ],
  GenericPowerLevelServer: [
    {
      ...stateServer,
      powerLevel: rangedState,
      power: powerUp,
      powerOnOff: powerOnOffServer,
      level: levelServer,
    },
    ["powerLevel", "power", "powerOnOff", "level"],
  ],
  GenericPowerLevelClient: [{ onStatus: "function" }, []],
  SceneServer: [stateServer, []],
  SceneClient: [{ onStatus: "function" }, []],
  PowerLevelModels: [lightModels, []],
  LightLcClient: [{ onMode: "function", onOccupancyMode: "function", onStatus: "function" }, []],
  LcModels: [{ ...lightModels, ...lightController, light: lightnessModels }, []],
});
