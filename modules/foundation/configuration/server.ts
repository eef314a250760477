import { HandlerTable } from "../../access/handler-table.js";
import { Model } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import { addAppKeyHandlers, addNetKeyHandlers } from "./key-handlers.js";
import {
  addBindingHandlers,
  addPublicationHandlers,
  addSubscriptionHandlers,
} from "./model-handlers.js";
import { addStateHandlers, addUnsupportedFeatureHandlers } from "./state-handlers.js";
import type { ConfigurationTarget } from "./target.js";

export const configurationServerId = 0x0000;

/** The Configuration Server model: what a configuration client reads and changes. Mesh Protocol 1.1 §4.4.1. */
export class ConfigurationServer extends Model {
  #target: ConfigurationTarget | undefined;

  constructor() {
    super(configurationServerId, "device", handlers);
  }

  /** The node that is configured. Throws Error while it is on no network. */
  get target(): ConfigurationTarget {
    if (!this.#target) throw new Error("the configuration server got a message before its node");
    return this.#target;
  }

  /** Called by the node that this server is part of. */
  configure(target: ConfigurationTarget | undefined): void {
    this.#target = target;
  }
}

const handlers = frozen(new HandlerTable<ConfigurationServer>());
addStateHandlers(handlers);
addUnsupportedFeatureHandlers(handlers);
addNetKeyHandlers(handlers);
addAppKeyHandlers(handlers);
addBindingHandlers(handlers);
addPublicationHandlers(handlers);
addSubscriptionHandlers(handlers);
