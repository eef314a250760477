// The arguments of the models of lights with a colour.
import { CtlModels } from "../../../modules/models/ctl-models.js";
import type { LightCtlServer } from "../../../modules/models/light-ctl/server.js";
import { LightCtlSetupServer } from "../../../modules/models/light-ctl/setup-server.js";
import type { LightLightnessSetupServer } from "../../../modules/models/light-lightness/setup-server.js";
import type { ArgumentTable } from "./argument-table.js";

const ctl = new CtlModels();

export const colorArguments: Readonly<Record<string, ArgumentTable>> = {
  LightCtlSetupServer: {
    call: (main: LightCtlServer, lightnessSetup: LightLightnessSetupServer) =>
      new LightCtlSetupServer(main, lightnessSetup),
    valid: [ctl.ctl, ctl.light.setup],
    args: [
      ["server", "special"],
      ["lightnessSetup", "special"],
    ],
  },
};
