import { frozen } from "../base/frozen.js";
import { type Check, checkKind, checkNumber, valueText } from "./kinds.js";
import {
  colorTemperature,
  ctlServer,
  levelServer,
  lightnessModels,
  lightnessServer,
} from "./model-kinds.js";
import type { OptionTable } from "./option-table.js";
import { lightModels, stateServer } from "./state-kinds.js";

/** K: the range of Mesh Model 1.1 §6.1.3.1. */
const lowestTemperature = 800;
const highestTemperature = 20_000;

/** A number in a unit. */
function checkFraction(name: string, value: unknown, least: number, most: number): void {
  if (!(typeof value === "number" && value >= least && value <= most))
    throw new RangeError(`${name}: ${valueText(value)} is not a number from ${least} to ${most}`);
}

type Members = Readonly<Record<string, unknown>>;

/** What the light powers up with. */
const temperatureDefault: Check = (name, value) => {
  checkKind(name, value, "object");
  const { deltaUv = 0, temperature = lowestTemperature } = value as Members;
  checkNumber(`${name}.temperature`, temperature, highestTemperature, lowestTemperature);
  checkFraction(`${name}.deltaUv`, deltaUv, -1, 1);
};

const temperatureRange: Check = (name, value) => {
  checkKind(name, value, "object");
  const { maximum, minimum } = value as Members;
  checkNumber(`${name}.maximum`, maximum, highestTemperature, lowestTemperature);
  checkNumber(`${name}.minimum`, minimum, maximum as number, lowestTemperature);
};

const temperatureServer = frozen({
  onRequest: stateServer.onRequest!,
  defaultTransitionTime: stateServer.defaultTransitionTime!,
});

/** The options of models of lights with a colour. */
export const colorKinds: Readonly<Record<string, OptionTable>> = frozen({
  ColorTemperature: [{ default: temperatureDefault, range: temperatureRange }, []],
  LightCtlServer: [
    { ...stateServer, lightness: lightnessServer, color: colorTemperature },
    ["lightness", "color"],
  ],
  LightCtlTemperatureServer: [
    { ...temperatureServer, ctl: ctlServer, level: levelServer },
    ["ctl", "level"],
  ],
  LightCtlClient: [{ onStatus: "function", onTemperatureStatus: "function" }, []],
  CtlModels: [
    {
      ...lightModels,
      default: temperatureDefault,
      temperatureRange,
      light: lightnessModels,
    },
    [],
  ],
});
