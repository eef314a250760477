// The options and arguments of the models of a light with a controller.
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { LcModels } from "../../../modules/models/lc-models.js";
import { LightLcClient } from "../../../modules/models/light-lc/client.js";
import { LightOnOff } from "../../../modules/models/light-lc/light-onoff.js";
import { LightLcServer } from "../../../modules/models/light-lc/server.js";
import { LightLcSetupServer } from "../../../modules/models/light-lc/setup-server.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import type { ArgumentTable } from "./argument-table.js";
import type { OptionTable } from "./option-table.js";

const controller = {
  mode: "boolean",
  occupancyMode: "boolean",
  onRequest: "function",
  onState: "function",
  properties: "object",
} as const;

export const lcTables: Readonly<Record<string, OptionTable>> = {
  LightLcServer: {
    make: (options) => new LightLcServer(options),
    valid: () => ({
      lightness: new LightnessModels().lightness,
      onOff: new GenericOnOffServer({}, new LightOnOff()),
    }),
    options: { ...controller, lightness: "object", onOff: "object" },
  },
  LightLcClient: {
    make: (options) => new LightLcClient(options),
    valid: () => ({}),
    options: { onMode: "function", onOccupancyMode: "function", onStatus: "function" },
  },
  LcModels: {
    make: (options) => new LcModels(options),
    valid: () => ({}),
    options: {
      ...controller,
      onChange: "function",
      stepTime: "whole",
      onPowerUp: "whole",
      defaultTransitionTime: "whole",
      range: "object",
      light: "object",
    },
  },
};

export const lcArguments: Readonly<Record<string, ArgumentTable>> = {
  LightOnOff: { call: () => new LightOnOff(), valid: () => [], args: [] },
  LightLcSetupServer: {
    call: (server: LightLcServer) => new LightLcSetupServer(server),
    valid: () => [new LcModels().controller],
    args: [["server", "special"]],
  },
};
