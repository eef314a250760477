// The options and arguments of the models of a dimmable light.
import { PowerUp } from "../../../modules/models/common/power-up.js";
import { GenericDefaultTransitionTimeClient } from "../../../modules/models/generic-default-transition-time/client.js";
import { GenericDefaultTransitionTimeServer } from "../../../modules/models/generic-default-transition-time/server.js";
import { GenericLevelServer } from "../../../modules/models/generic-level/server.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { GenericPowerOnOffClient } from "../../../modules/models/generic-power-onoff/client.js";
import {
  GenericPowerOnOffServer,
  GenericPowerOnOffSetupServer,
} from "../../../modules/models/generic-power-onoff/server.js";
import { LightLightnessClient } from "../../../modules/models/light-lightness/client.js";
import { LightLightnessServer } from "../../../modules/models/light-lightness/server.js";
import { LightLightnessSetupServer } from "../../../modules/models/light-lightness/setup-server.js";
import { actualOf, Lightness, linearOf } from "../../../modules/models/light-lightness/state.js";
import { LightnessModels } from "../../../modules/models/lightness-models.js";
import type { ArgumentTable } from "./argument-table.js";
import type { OptionTable } from "./option-table.js";

function parts() {
  const lightness = new Lightness();
  const power = new PowerUp(0);
  const onOff = new GenericOnOffServer({}, lightness);
  const powerOnOff = new GenericPowerOnOffServer(power, onOff);
  return { lightness, power, powerOnOff, level: new GenericLevelServer() };
}

export const lightnessTables: Readonly<Record<string, OptionTable>> = {
  GenericDefaultTransitionTimeServer: {
    make: (options) => new GenericDefaultTransitionTimeServer(options),
    valid: () => ({}),
    options: { time: "whole", onChange: "function" },
  },
  GenericDefaultTransitionTimeClient: {
    make: (options) => new GenericDefaultTransitionTimeClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
  GenericPowerOnOffClient: {
    make: (options) => new GenericPowerOnOffClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
  LightLightnessServer: {
    make: (options) => new LightLightnessServer(options),
    valid: parts,
    options: {
      lightness: "object",
      power: "object",
      powerOnOff: "object",
      level: "object",
      onChange: "function",
      onRequest: "function",
      defaultTransitionTime: "whole",
    },
  },
  LightLightnessClient: {
    make: (options) => new LightLightnessClient(options),
    valid: () => ({}),
    options: { onStatus: "function", onLinearStatus: "function" },
  },
  LightnessModels: {
    make: (options) => new LightnessModels(options),
    valid: () => ({}),
    options: {
      onChange: "function",
      onRequest: "function",
      stepTime: "whole",
      onPowerUp: "whole",
      defaultTransitionTime: "whole",
      range: "object",
    },
  },
};

export const lightnessArguments: Readonly<Record<string, ArgumentTable>> = {
  actualOf: { call: actualOf, valid: () => [1], args: [["linear", "whole"]] },
  linearOf: { call: linearOf, valid: () => [1], args: [["actual", "whole"]] },
  PowerUp: {
    call: (onPowerUp: number) => new PowerUp(onPowerUp),
    valid: () => [1],
    args: [["onPowerUp", "whole"]],
  },
  GenericPowerOnOffServer: {
    call: (power: PowerUp, onOff: GenericOnOffServer) => new GenericPowerOnOffServer(power, onOff),
    valid: () => [new PowerUp(0), new GenericOnOffServer()],
    args: [
      ["power", "special"],
      ["onOff", "special"],
    ],
  },
  GenericPowerOnOffSetupServer: {
    call: (server: GenericPowerOnOffServer, time: GenericDefaultTransitionTimeServer) =>
      new GenericPowerOnOffSetupServer(server, time),
    valid: () => {
      const { powerOnOff, defaultTransitionTime } = new LightnessModels();
      return [powerOnOff, defaultTransitionTime];
    },
    args: [
      ["server", "special"],
      ["defaultTransitionTime", "special"],
    ],
  },
  LightLightnessSetupServer: {
    call: (server: LightLightnessServer, powerOnOffSetup: GenericPowerOnOffSetupServer) =>
      new LightLightnessSetupServer(server, powerOnOffSetup),
    valid: () => {
      const { lightness, powerOnOffSetup } = new LightnessModels();
      return [lightness, powerOnOffSetup];
    },
    args: [
      ["server", "special"],
      ["powerOnOffSetup", "special"],
    ],
  },
};
