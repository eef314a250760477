import type { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { HeartbeatFeature } from "../../transport/heartbeat-publication.js";
import { Status } from "../status.js";
import { NodeIdentityGet, NodeIdentitySet, NodeIdentityStatus } from "./key-messages.js";
import { GattProxyGet, GattProxySet, GattProxyStatus } from "./state-messages.js";
import type { ConfigurationModel } from "./target.js";

const notSupported = 2;

/** GATT Proxy and Node Identity. Mesh Protocol 1.1 §4.4.1.2.7, §4.4.1.2.12. */
export function addProxyHandlers(table: HandlerTable<ConfigurationModel>): void {
  table.on(GattProxyGet, (server, _, context) => answerProxy(server, context));
  table.on(GattProxySet, (server, { gattProxy }, context) => {
    const { heartbeatPublication, proxyStates } = server.target;
    const before = proxyStates?.gattProxy;
    if (proxyStates) {
      proxyStates.gattProxy = gattProxy;
      server.target.saveSettings();
    }
    answerProxy(server, context);
    if (proxyStates?.gattProxy !== before)
      heartbeatPublication.featureChanged(HeartbeatFeature.proxy);
  });
  table.on(NodeIdentityGet, (server, { netKeyIndex }, context) =>
    answerIdentity(server, netKeyIndex, context),
  );
  table.on(NodeIdentitySet, (server, { identity, netKeyIndex }, context) => {
    const { proxyStates, subnets } = server.target;
    if (subnets.get(netKeyIndex)) proxyStates?.setNodeIdentity(netKeyIndex, identity === 1);
    answerIdentity(server, netKeyIndex, context);
  });
}

function answerProxy(server: ConfigurationModel, context: MessageContext): void {
  const { proxyStates } = server.target;
  const gattProxy = proxyStates ? Number(proxyStates.gattProxy) : notSupported;
  server.reply(context, GattProxyStatus, { gattProxy });
}

function answerIdentity(
  server: ConfigurationModel,
  netKeyIndex: number,
  context: MessageContext,
): void {
  const { proxyStates, subnets } = server.target;
  const known = subnets.get(netKeyIndex) !== undefined;
  const state = proxyStates ? Number(proxyStates.nodeIdentity(netKeyIndex)) : notSupported;
  server.reply(context, NodeIdentityStatus, {
    status: known ? Status.success : Status.invalidNetKeyIndex,
    netKeyIndex,
    identity: known ? state : 0,
  });
}
