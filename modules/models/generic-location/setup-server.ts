import { HandlerTable } from "../../access/handler-table.js";
import { Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  GenericLocationGlobalSet,
  GenericLocationGlobalSetUnacknowledged,
  GenericLocationGlobalStatus,
  GenericLocationLocalSet,
  GenericLocationLocalSetUnacknowledged,
  GenericLocationLocalStatus,
  genericLocationSetupServerId,
} from "./messages.js";
import type { GenericLocationServer } from "./server.js";

/**
 * The Generic Location Setup Server model: clients set the location of a GenericLocationServer through
 * it, with AppKeys of its own. It extends that server, and both belong to one element. Mesh Model 1.1
 * §3.3.10.
 */
export class GenericLocationSetupServer extends Model {
  /** The server whose location is set. */
  readonly server: GenericLocationServer;

  /** Throws TypeError where `server` is none. */
  constructor(server: GenericLocationServer) {
    development.args?.("GenericLocationSetupServer", [server]);
    super(genericLocationSetupServerId, "application", handlers);
    this.server = server;
    this.extend(server);
    this.correspond(server);
  }
}

const handlers = frozen(
  new HandlerTable<GenericLocationSetupServer>()
    .on(GenericLocationGlobalSet, (setup, { location }, context) => {
      setup.server.receiveGlobal(location);
      setup.reply(context, GenericLocationGlobalStatus, { location: setup.server.global });
    })
    .on(GenericLocationGlobalSetUnacknowledged, (setup, { location }) =>
      setup.server.receiveGlobal(location),
    )
    .on(GenericLocationLocalSet, (setup, { location }, context) => {
      setup.server.receiveLocal(location);
      setup.reply(context, GenericLocationLocalStatus, { location: setup.server.local });
    })
    .on(GenericLocationLocalSetUnacknowledged, (setup, { location }) =>
      setup.server.receiveLocal(location),
    ),
);
