// The options of the models of lights with a colour.
import { GenericLevelServer } from "../../../modules/models/generic-level/server.js";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import { LightCtlClient } from "../../../modules/models/light-ctl/client.js";
import { LightCtlServer } from "../../../modules/models/light-ctl/server.js";
import { ColorTemperature } from "../../../modules/models/light-ctl/state.js";
import { LightCtlTemperatureServer } from "../../../modules/models/light-ctl/temperature-server.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import { HslModels } from "../../../modules/models/hsl-models.js";
import { LightHslClient } from "../../../modules/models/light-hsl/client.js";
import { LightHslHueServer } from "../../../modules/models/light-hsl/hue-server.js";
import { LightHslSaturationServer } from "../../../modules/models/light-hsl/saturation-server.js";
import { LightHslServer } from "../../../modules/models/light-hsl/server.js";
import { Hue, Saturation } from "../../../modules/models/light-hsl/state.js";
import { LightXylClient } from "../../../modules/models/light-xyl/client.js";
import { LightXylServer } from "../../../modules/models/light-xyl/server.js";
import { Chromaticity } from "../../../modules/models/light-xyl/state.js";
import { XylModels } from "../../../modules/models/xyl-models.js";
import type { OptionTable } from "./option-table.js";

/** Of every server of a colour. */
const server = {
  lightness: "object",
  onChange: "function",
  onRequest: "function",
  defaultTransitionTime: "whole",
} as const;

/** Of every server of a part of a colour. */
const part = {
  level: "object",
  onRequest: "function",
  defaultTransitionTime: "whole",
} as const;

/** Of the models of every light with a colour. */
const models = {
  onChange: "function",
  onRequest: "function",
  stepTime: "whole",
  onPowerUp: "whole",
  defaultTransitionTime: "whole",
  range: "object",
  light: "object",
} as const;

export const colorTables: Readonly<Record<string, OptionTable>> = {
  ColorTemperature: {
    make: (options) => new ColorTemperature(options),
    valid: () => ({}),
    options: { default: "object", range: "object" },
  },
  LightCtlServer: {
    make: (options) => new LightCtlServer(options),
    valid: () => ({ lightness: new LightnessModels().lightness, color: new ColorTemperature() }),
    options: { ...server, color: "object" },
  },
  LightCtlTemperatureServer: {
    make: (options) => new LightCtlTemperatureServer(options),
    valid: () => ({ ctl: new CtlModels().ctl, level: new GenericLevelServer() }),
    options: { ...part, ctl: "object" },
  },
  LightCtlClient: {
    make: (options) => new LightCtlClient(options),
    valid: () => ({}),
    options: { onStatus: "function", onTemperatureStatus: "function" },
  },
  Hue: {
    make: (options) => new Hue(options),
    valid: () => ({}),
    options: { default: "time", range: "object" },
  },
  Saturation: {
    make: (options) => new Saturation(options),
    valid: () => ({}),
    options: { default: "time", range: "object" },
  },
  LightHslServer: {
    make: (options) => new LightHslServer(options),
    valid: () => ({
      lightness: new LightnessModels().lightness,
      hue: new Hue(),
      saturation: new Saturation(),
    }),
    options: { ...server, hue: "object", saturation: "object" },
  },
  LightHslHueServer: {
    make: (options) => new LightHslHueServer(options),
    valid: () => ({ hsl: new HslModels().hsl, level: new GenericLevelServer() }),
    options: { ...part, hsl: "object" },
  },
  LightHslSaturationServer: {
    make: (options) => new LightHslSaturationServer(options),
    valid: () => ({ hsl: new HslModels().hsl, level: new GenericLevelServer() }),
    options: { ...part, hsl: "object" },
  },
  LightHslClient: {
    make: (options) => new LightHslClient(options),
    valid: () => ({}),
    options: { onStatus: "function", onHue: "function", onSaturation: "function" },
  },
  HslModels: {
    make: (options) => new HslModels(options),
    valid: () => ({}),
    options: { ...models, hue: "object", saturation: "object" },
  },
  Chromaticity: {
    make: (options) => new Chromaticity(options),
    valid: () => ({}),
    options: { default: "object", range: "object" },
  },
  LightXylServer: {
    make: (options) => new LightXylServer(options),
    valid: () => ({
      lightness: new LightnessModels().lightness,
      chromaticity: new Chromaticity(),
    }),
    options: { ...server, chromaticity: "object" },
  },
  LightXylClient: {
    make: (options) => new LightXylClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
  XylModels: {
    make: (options) => new XylModels(options),
    valid: () => ({}),
    options: { ...models, default: "object", chromaticityRange: "object" },
  },
  CtlModels: {
    make: (options) => new CtlModels(options),
    valid: () => ({}),
    options: { ...models, default: "object", temperatureRange: "object" },
  },
};
