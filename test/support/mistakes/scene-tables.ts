// The options and arguments of the Scene models.
import { GenericDefaultTransitionTimeServer } from "../../../modules/models/generic-default-transition-time/server.js";
import { SceneClient } from "../../../modules/models/scene/client.js";
import { SceneServer } from "../../../modules/models/scene/server.js";
import { SceneSetupServer } from "../../../modules/models/scene/setup-server.js";
import type { ArgumentTable } from "./argument-table.js";
import type { OptionTable } from "./option-table.js";

export const sceneTables: Readonly<Record<string, OptionTable>> = {
  SceneServer: {
    make: (options) => new SceneServer(options),
    valid: () => ({}),
    options: { onChange: "function", onRequest: "function", defaultTransitionTime: "whole" },
  },
  SceneClient: {
    make: (options) => new SceneClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
};

export const sceneArguments: Readonly<Record<string, ArgumentTable>> = {
  SceneSetupServer: {
    call: (server: SceneServer, time: GenericDefaultTransitionTimeServer) =>
      new SceneSetupServer(server, time),
    valid: () => [new SceneServer(), new GenericDefaultTransitionTimeServer()],
    args: [
      ["server", "special"],
      ["defaultTransitionTime", "special"],
    ],
  },
};
