import { HandlerTable } from "../../../modules/access/handler-table.js";
import type { Model } from "../../../modules/access/model.js";
import {
  FriendGet,
  FriendSet,
  FriendStatus,
  GattProxyGet,
  GattProxySet,
  GattProxyStatus,
} from "../../../modules/foundation/configuration/state-messages.js";
import type { Node } from "../../../modules/node/node.js";
import type { DatabaseNode } from "../../../modules/provisioner/configuration-database.js";

const configurationServer = 0x0000;
const notSupported = 2;

/**
 * Lets the Configuration Server of a twin take the states of features that its original supports and our node on a virtual
 * air does not: they are set and told, and have no effect.
 */
export function addTwinFeatures(twin: Node, { features = {} }: DatabaseNode): void {
  const table = new HandlerTable<Model>();
  if ((features.proxy ?? notSupported) !== notSupported) {
    let gattProxy = features.proxy === 1;
    const answer = (server: Model, context: Parameters<Model["reply"]>[0]) =>
      server.reply(context, GattProxyStatus, { gattProxy: Number(gattProxy) });
    table.on(GattProxyGet, (server, _, context) => answer(server, context));
    table.on(GattProxySet, (server, asked, context) => {
      ({ gattProxy } = asked);
      answer(server, context);
    });
  }
  if ((features.friend ?? notSupported) !== notSupported) {
    let friend = features.friend === 1;
    const answer = (server: Model, context: Parameters<Model["reply"]>[0]) =>
      server.reply(context, FriendStatus, { friend: Number(friend) });
    table.on(FriendGet, (server, _, context) => answer(server, context));
    table.on(FriendSet, (server, asked, context) => {
      ({ friend } = asked);
      answer(server, context);
    });
  }
  const server = twin.elements[0]!.models.find(({ id }) => id === configurationServer)!;
  const usual = server.handlerOf.bind(server);
  server.handlerOf = (opcode) => table.get(opcode) ?? usual(opcode);
}
