// The options and arguments of the Scheduler models.
import { SchedulerClient } from "../../../modules/models/scheduler/client.js";
import { SchedulerServer } from "../../../modules/models/scheduler/server.js";
import { SchedulerSetupServer } from "../../../modules/models/scheduler/setup-server.js";
import { TimeServer } from "../../../modules/models/time/server.js";
import type { ArgumentTable } from "./argument-table.js";
import type { OptionTable } from "./option-table.js";

export const schedulerTables: Readonly<Record<string, OptionTable>> = {
  SchedulerServer: {
    make: (options) => new SchedulerServer(options),
    valid: () => ({ time: new TimeServer() }),
    options: { time: "object", onAction: "function" },
  },
  SchedulerClient: {
    make: (options) => new SchedulerClient(options),
    valid: () => ({}),
    options: { onAction: "function" },
  },
};

export const schedulerArguments: Readonly<Record<string, ArgumentTable>> = {
  SchedulerSetupServer: {
    call: (server: SchedulerServer) => new SchedulerSetupServer(server),
    valid: () => [new SchedulerServer({ time: new TimeServer() })],
    args: [["server", "special"]],
  },
};
