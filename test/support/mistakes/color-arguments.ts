// The arguments of the models of lights with a colour.
import { CtlModels } from "../../../modules/models/ctl-models.js";
import type { LightCtlServer } from "../../../modules/models/light-ctl/server.js";
import { LightCtlSetupServer } from "../../../modules/models/light-ctl/setup-server.js";
import { HslModels } from "../../../modules/models/hsl-models.js";
import type { LightHslServer } from "../../../modules/models/light-hsl/server.js";
import { LightHslSetupServer } from "../../../modules/models/light-hsl/setup-server.js";
import type { LightXylServer } from "../../../modules/models/light-xyl/server.js";
import { LightXylSetupServer } from "../../../modules/models/light-xyl/setup-server.js";
import { XylModels } from "../../../modules/models/xyl-models.js";
import type { LightLightnessSetupServer } from "../../../modules/models/light-lightness/setup-server.js";
import type { ArgumentTable } from "./argument-table.js";

export const colorArguments: Readonly<Record<string, ArgumentTable>> = {
  LightCtlSetupServer: {
    call: (main: LightCtlServer, lightnessSetup: LightLightnessSetupServer) =>
      new LightCtlSetupServer(main, lightnessSetup),
    valid: () => {
      const { ctl, light } = new CtlModels();
      return [ctl, light.setup];
    },
    args: [
      ["server", "special"],
      ["lightnessSetup", "special"],
    ],
  },
  LightHslSetupServer: {
    call: (main: LightHslServer, lightnessSetup: LightLightnessSetupServer) =>
      new LightHslSetupServer(main, lightnessSetup),
    valid: () => {
      const { hsl, light } = new HslModels();
      return [hsl, light.setup];
    },
    args: [
      ["server", "special"],
      ["lightnessSetup", "special"],
    ],
  },
  LightXylSetupServer: {
    call: (main: LightXylServer, lightnessSetup: LightLightnessSetupServer) =>
      new LightXylSetupServer(main, lightnessSetup),
    valid: () => {
      const { xyl, light } = new XylModels();
      return [xyl, light.setup];
    },
    args: [
      ["server", "special"],
      ["lightnessSetup", "special"],
    ],
  },
};
