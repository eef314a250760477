import { HandlerTable } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import type { MessageContext, ReplyOptions } from "../../access/model.js";
import { frozen } from "../../base/frozen.js";
import { configurationServerId, NodeServer } from "../node-server.js";
import { addHeartbeatHandlers } from "./heartbeat-handlers.js";
import { addAppKeyHandlers, addNetKeyHandlers } from "./key-handlers.js";
import {
  addBindingHandlers,
  addPublicationHandlers,
  addSubscriptionHandlers,
} from "./model-handlers.js";
import { AppKeyStatus } from "./key-messages.js";
import { addProxyHandlers } from "./proxy-handlers.js";
import { addStateHandlers, addUnsupportedFeatureHandlers } from "./state-handlers.js";
import { CompositionDataStatus } from "./state-messages.js";
import type { ConfigurationModel, ConfigurationTarget } from "./target.js";

export { configurationServerId };

/** Learns that somebody administrates the node, and therefore has kept its device key. */
export interface AdministrationObserver {
  administered(): void;
}

/** The Configuration Server model: what a configuration client reads and changes. Mesh Protocol 1.1 §4.4.1. */
export class ConfigurationServer extends NodeServer<ConfigurationTarget> {
  /**
   * Called at each answer but those to AppKey Add and Composition Data Get: who provisions a node, or finds
   * out whether its device key is right, sends these. Not initialized: few nodes have one, and a value
   * takes memory.
   */
  declare observer: AdministrationObserver | undefined;

  constructor() {
    super(configurationServerId, "device", handlers);
  }

  override reply<T>(
    context: MessageContext,
    message: Message<T>,
    values: T,
    options?: ReplyOptions,
  ): void {
    super.reply(context, message, values, options);
    const { opcode } = message;
    if (this.observer && opcode !== AppKeyStatus.opcode && opcode !== CompositionDataStatus.opcode)
      this.observer.administered();
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
