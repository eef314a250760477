// The options of the models of lights with a colour.
import { GenericLevelServer } from "../../../modules/models/generic-level/server.js";
import { CtlModels } from "../../../modules/models/ctl-models.js";
import { LightCtlClient } from "../../../modules/models/light-ctl/client.js";
import { LightCtlServer } from "../../../modules/models/light-ctl/server.js";
import { ColorTemperature } from "../../../modules/models/light-ctl/state.js";
import { LightCtlTemperatureServer } from "../../../modules/models/light-ctl/temperature-server.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import type { OptionTable } from "./option-table.js";

/** Of every server of a colour. */
const server = {
  lightness: "object",
  onChange: "function",
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
    options: {
      ctl: "object",
      level: "object",
      onRequest: "function",
      defaultTransitionTime: "whole",
    },
  },
  LightCtlClient: {
    make: (options) => new LightCtlClient(options),
    valid: () => ({}),
    options: { onStatus: "function", onTemperatureStatus: "function" },
  },
  CtlModels: {
    make: (options) => new CtlModels(options),
    valid: () => ({}),
    options: { ...models, default: "object", temperatureRange: "object" },
  },
};
