// The options and arguments of the models of a device with a power level.
import { PowerUp } from "../../../modules/models/common/power-up.js";
import { RangedState } from "../../../modules/models/common/ranged-state.js";
import { GenericLevelServer } from "../../../modules/models/generic-level/server.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { GenericPowerLevelClient } from "../../../modules/models/generic-power-level/client.js";
import { GenericPowerLevelServer } from "../../../modules/models/generic-power-level/server.js";
import { GenericPowerLevelSetupServer } from "../../../modules/models/generic-power-level/setup-server.js";
import {
  GenericPowerOnOffServer,
  type GenericPowerOnOffSetupServer,
} from "../../../modules/models/generic-power-onoff/server.js";
import { PowerLevelModels } from "../../../modules/models/power-level-models.js";
import type { ArgumentTable } from "./argument-table.js";
import type { OptionTable } from "./option-table.js";

function parts() {
  const powerLevel = new RangedState();
  const power = new PowerUp(0);
  const onOff = new GenericOnOffServer({}, powerLevel);
  const powerOnOff = new GenericPowerOnOffServer(power, onOff);
  return { powerLevel, power, powerOnOff, level: new GenericLevelServer() };
}

export const powerLevelTables: Readonly<Record<string, OptionTable>> = {
  GenericPowerLevelServer: {
    make: (options) => new GenericPowerLevelServer(options),
    valid: parts,
    options: {
      powerLevel: "object",
      power: "object",
      powerOnOff: "object",
      level: "object",
      onChange: "function",
      onRequest: "function",
      defaultTransitionTime: "whole",
    },
  },
  GenericPowerLevelClient: {
    make: (options) => new GenericPowerLevelClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
  PowerLevelModels: {
    make: (options) => new PowerLevelModels(options),
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

export const powerLevelArguments: Readonly<Record<string, ArgumentTable>> = {
  GenericPowerLevelSetupServer: {
    call: (server: GenericPowerLevelServer, powerOnOffSetup: GenericPowerOnOffSetupServer) =>
      new GenericPowerLevelSetupServer(server, powerOnOffSetup),
    valid: () => {
      const { powerLevel, powerOnOffSetup } = new PowerLevelModels();
      return [powerLevel, powerOnOffSetup];
    },
    args: [
      ["server", "special"],
      ["powerOnOffSetup", "special"],
    ],
  },
};
