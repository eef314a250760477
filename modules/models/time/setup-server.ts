import { HandlerTable } from "../../access/handler-table.js";
import { Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  TaiUtcDeltaSet,
  TaiUtcDeltaStatus,
  TimeRoleGet,
  TimeRoleSet,
  TimeRoleStatus,
  TimeSet,
  timeSetupServerId,
  TimeZoneSet,
  TimeZoneStatus,
} from "./messages.js";
import type { TimeServer } from "./server.js";

/**
 * The Time Setup Server model: sets time, zone, difference to UTC and role, with an AppKey or the device key. Mesh Model 1.1
 * §5.3.2.
 */
export class TimeSetupServer extends Model {
  /** The server that it sets. */
  readonly server: TimeServer;

  /** Throws TypeError naming the argument that is wrong. */
  constructor(server: TimeServer) {
    development.args?.("TimeSetupServer", [server]);
    super(timeSetupServerId, "both", handlers);
    this.server = server;
    this.extend(server);
    this.correspond(server);
  }
}

const handlers = frozen(
  new HandlerTable<TimeSetupServer>()
    .on(TimeSet, (setup, { time }, context) => {
      setup.server.set(time.tai < 1 ? undefined : time);
      setup.server.answerTime(setup, context);
    })
    .on(TimeRoleGet, (setup, _, context) =>
      setup.reply(context, TimeRoleStatus, { role: setup.server.role }),
    )
    .on(TimeRoleSet, (setup, { role }, context) => {
      setup.server.setRole(role);
      setup.reply(context, TimeRoleStatus, { role });
    })
    .on(TimeZoneSet, (setup, change, context) => {
      setup.server.setZone(change);
      setup.reply(context, TimeZoneStatus, setup.server.zone);
    })
    .on(TaiUtcDeltaSet, (setup, change, context) => {
      setup.server.setTaiUtcDelta(change);
      setup.reply(context, TaiUtcDeltaStatus, setup.server.taiUtcDelta);
    }),
);
