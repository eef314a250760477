import { HandlerTable } from "../../access/handler-table.js";
import { Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  SchedulerActionSet,
  SchedulerActionSetUnacknowledged,
  schedulerSetupServerId,
} from "./messages.js";
import type { SchedulerServer } from "./server.js";

/** The Scheduler Setup Server model: sets schedules. Mesh Model 1.1 §5.3.6. Where the store of the device fails, it does not answer. */
export class SchedulerSetupServer extends Model {
  /** The server that it sets. */
  readonly server: SchedulerServer;

  /** Throws TypeError naming the argument that is wrong. */
  constructor(server: SchedulerServer) {
    development.args?.("SchedulerSetupServer", [server]);
    super(schedulerSetupServerId, "application", handlers);
    this.server = server;
    this.extend(server);
    this.correspond(server);
  }
}

const handlers = frozen(
  new HandlerTable<SchedulerSetupServer>()
    .on(SchedulerActionSet, (setup, { entry }, context) => {
      if (setup.server.receiveSet(entry)) setup.server.answer(setup, entry.index, context);
    })
    .on(SchedulerActionSetUnacknowledged, (setup, { entry }) => {
      setup.server.receiveSet(entry);
    }),
);
