import { frozen } from "../base/frozen.js";
import { type Check, checkKind, checkNumber, valueText } from "./kinds.js";
import {
  chromaticity,
  colorTemperature,
  ctlServer,
  hslServer,
  hue,
  levelServer,
  lightnessModels,
  lightnessServer,
  saturation,
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

/** A value and a range of a part of the colour, 0..`most`. `isCircle`: the minimum may be above the maximum. */
function checkPart(value: unknown, most: number, isCircle: boolean, name: string): void {
  const { default: byDefault = 0, range } = value as Members;
  checkFraction(`${name}default`, byDefault, 0, most);
  if (range === undefined) return;
  checkKind(`${name}range`, range, "object");
  const { maximum, minimum } = range as Members;
  checkFraction(`${name}range.maximum`, maximum, 0, most);
  checkFraction(`${name}range.minimum`, minimum, 0, isCircle ? most : (maximum as number));
}

/** The options of a Hue or Saturation, as an option of the models. */
function part(most: number, isCircle: boolean): Check {
  const wanted = frozen({ most, isCircle });
  return (name, value) => {
    checkKind(name, value, "object");
    checkPart(value, wanted.most, wanted.isCircle, `${name}.`);
  };
}

function partDefault(most: number): Check {
  const largest = most;
  return (name, value) => checkFraction(name, value, 0, largest);
}

function partRange(most: number, isCircle: boolean): Check {
  const wanted = frozen({ most, isCircle });
  return (name, value) => {
    checkKind(name, value, "object");
    checkPart({ range: value }, wanted.most, wanted.isCircle, "");
  };
}

const degrees = 360;

const coordinates: Check = (name, value) => {
  checkKind(name, value, "object");
  const { x = 0, y = 0 } = value as Members;
  checkFraction(`${name}.x`, x, 0, 1);
  checkFraction(`${name}.y`, y, 0, 1);
};

const coordinateRange: Check = (name, value) => {
  checkKind(name, value, "object");
  const { maximum, minimum } = value as Members;
  checkKind(`${name}.maximum`, maximum, "object");
  checkKind(`${name}.minimum`, minimum, "object");
  for (const axis of ["x", "y"]) {
    const most = (maximum as Members)[axis];
    checkFraction(`${name}.maximum.${axis}`, most, 0, 1);
    checkFraction(`${name}.minimum.${axis}`, (minimum as Members)[axis], 0, most as number);
  }
};

const partServer = frozen({
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
    { ...partServer, ctl: ctlServer, level: levelServer },
    ["ctl", "level"],
  ],
  LightCtlClient: [{ onStatus: "function", onTemperatureStatus: "function" }, []],
  Hue: [{ default: partDefault(degrees), range: partRange(degrees, true) }, []],
  Saturation: [{ default: partDefault(1), range: partRange(1, false) }, []],
  LightHslServer: [
    { ...stateServer, lightness: lightnessServer, hue, saturation },
    ["lightness", "hue", "saturation"],
  ],
  LightHslHueServer: [{ ...partServer, hsl: hslServer, level: levelServer }, ["hsl", "level"]],
  LightHslSaturationServer: [
    { ...partServer, hsl: hslServer, level: levelServer },
    ["hsl", "level"],
  ],
  LightHslClient: [{ onStatus: "function", onHue: "function", onSaturation: "function" }, []],
  HslModels: [
    {
      ...lightModels,
      hue: part(degrees, true),
      saturation: part(1, false),
      light: lightnessModels,
    },
    [],
  ],
  Chromaticity: [{ default: coordinates, range: coordinateRange }, []],
  LightXylServer: [
    { ...stateServer, lightness: lightnessServer, chromaticity },
    ["lightness", "chromaticity"],
  ],
  LightXylClient: [{ onStatus: "function" }, []],
  XylModels: [
    {
      ...lightModels,
      default: coordinates,
      chromaticityRange: coordinateRange,
      light: lightnessModels,
    },
    [],
  ],
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
