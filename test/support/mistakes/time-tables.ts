// The options and arguments of the Time models.
import { TimeClient } from "../../../modules/models/time/client.js";
import { taiOfUnixTime, unixTimeOf } from "../../../modules/models/time/mesh-time.js";
import { TimeServer } from "../../../modules/models/time/server.js";
import { TimeSetupServer } from "../../../modules/models/time/setup-server.js";
import type { ArgumentTable } from "./argument-table.js";
import type { OptionTable } from "./option-table.js";

export const timeTables: Readonly<Record<string, OptionTable>> = {
  TimeServer: {
    make: (options) => new TimeServer(options),
    valid: () => ({}),
    options: { role: "whole", zone: "whole", drift: "whole", onChange: "function" },
  },
  TimeClient: {
    make: (options) => new TimeClient(options),
    valid: () => ({}),
    options: { onStatus: "function" },
  },
};

export const timeArguments: Readonly<Record<string, ArgumentTable>> = {
  TimeSetupServer: {
    call: (server: TimeServer) => new TimeSetupServer(server),
    valid: () => [new TimeServer()],
    args: [["server", "special"]],
  },
  taiOfUnixTime: {
    call: taiOfUnixTime,
    valid: () => [1_700_000_000, 37],
    args: [
      ["unixTime", "time"],
      ["taiUtcDelta", "signed"],
    ],
  },
  unixTimeOf: {
    call: unixTimeOf,
    valid: () => [{ tai: 1, taiUtcDelta: 37 }],
    args: [["time", "object"]],
  },
};
