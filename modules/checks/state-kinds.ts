import { frozen } from "../base/frozen.js";
import { longestTransition } from "../models/common/transition-time.js";
import { type Check, checkNumber } from "./kinds.js";
import { levelServer, lightness, powerOnOffServer, powerUp } from "./model-kinds.js";
import { type OptionKinds, type OptionTable } from "./option-table.js";

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

/** A range of a lightness; §6.1.2.5 prohibits 0. */
const lightnessRange: Check = (name, value) => {
  const { maximum, minimum } = (value ?? {}) as { readonly [name: string]: unknown };
  checkNumber(`${name}.maximum`, maximum, 0xffff, 1);
  checkNumber(`${name}.minimum`, minimum, maximum as number, 1);
};

/** Of the models of every light. */
export const lightModels: OptionKinds = frozen({
  onChange: "function",
  onRequest: "function",
  stepTime,
  onPowerUp: 2,
  defaultTransitionTime: longestTransition,
  range: lightnessRange,
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
});
