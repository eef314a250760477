import { HandlerTable } from "../../access/handler-table.js";
import { frozen } from "../../base/frozen.js";
import { configurationServerId, NodeServer } from "../node-server.js";
import { addHeartbeatHandlers } from "./heartbeat-handlers.js";
import { addAppKeyHandlers, addNetKeyHandlers } from "./key-handlers.js";
import {
  addBindingHandlers,
  addPublicationHandlers,
  addSubscriptionHandlers,
} from "./model-handlers.js";
import { addProxyHandlers } from "./proxy-handlers.js";
import { addStateHandlers, addUnsupportedFeatureHandlers } from "./state-handlers.js";
import type { ConfigurationModel, ConfigurationTarget } from "./target.js";

export { configurationServerId };

/** The Configuration Server model: what a configuration client reads and changes. Mesh Protocol 1.1 §4.4.1. */
export class ConfigurationServer extends NodeServer<ConfigurationTarget> {
  constructor() {
    super(configurationServerId, "device", handlers);
  }

  override subnetDeleted(netKeyIndex: number): void {
    const { heartbeatPublication } = this.target;
    if (!heartbeatPublication.subnetDeleted(netKeyIndex)) return;
    // A later subnet with the same index must not find it at the next start.
    this.target.saveHeartbeatPublication(heartbeatPublication.state);
  }
}

const handlers = frozen(new HandlerTable<ConfigurationModel>());
addStateHandlers(handlers);
addProxyHandlers(handlers);
addUnsupportedFeatureHandlers(handlers);
addNetKeyHandlers(handlers);
addAppKeyHandlers(handlers);
addBindingHandlers(handlers);
addPublicationHandlers(handlers);
addSubscriptionHandlers(handlers);
addHeartbeatHandlers(handlers);
