import type { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { Status } from "../status.js";
import * as keys from "./key-messages.js";
import type { ConfigurationServer } from "./server.js";
import * as states from "./state-messages.js";

const notSupported = 2;

/** Beacon, composition, TTL, relay, network transmit, reset. Mesh Protocol 1.1 §4.4.1.2. */
export function addStateHandlers(table: HandlerTable<ConfigurationServer>): void {
  const beacon = (server: ConfigurationServer, context: MessageContext) =>
    server.reply(context, states.BeaconStatus, { beacon: server.target.settings.beacon });
  table.on(states.BeaconGet, (server, _, context) => beacon(server, context));
  table.on(states.BeaconSet, (server, values, context) => {
    server.target.settings.beacon = values.beacon;
    server.target.saveSettings();
    beacon(server, context);
  });
  table.on(states.CompositionDataGet, (server, { page }, context) =>
    server.reply(context, states.CompositionDataStatus, server.target.compositionPage(page)),
  );
  const ttl = (server: ConfigurationServer, context: MessageContext) =>
    server.reply(context, states.DefaultTtlStatus, { ttl: server.target.settings.defaultTtl });
  table.on(states.DefaultTtlGet, (server, _, context) => ttl(server, context));
  table.on(states.DefaultTtlSet, (server, values, context) => {
    server.target.settings.defaultTtl = values.ttl;
    server.target.saveSettings();
    ttl(server, context);
  });
  const relay = (server: ConfigurationServer, context: MessageContext) => {
    const { relay, relayRetransmit } = server.target.settings;
    const state = relay === undefined ? notSupported : Number(relay);
    server.reply(context, states.RelayStatus, { relay: state, retransmit: relayRetransmit });
  };
  table.on(states.RelayGet, (server, _, context) => relay(server, context));
  table.on(states.RelaySet, (server, values, context) => {
    const { settings } = server.target;
    if (settings.relay !== undefined) {
      settings.relay = values.relay;
      settings.relayRetransmit = values.retransmit;
      server.target.saveSettings();
    }
    relay(server, context);
  });
  const transmit = (server: ConfigurationServer, context: MessageContext) =>
    server.reply(context, states.NetworkTransmitStatus, {
      transmit: server.target.settings.networkTransmit,
    });
  table.on(states.NetworkTransmitGet, (server, _, context) => transmit(server, context));
  table.on(states.NetworkTransmitSet, (server, values, context) => {
    server.target.settings.networkTransmit = values.transmit;
    server.target.saveSettings();
    transmit(server, context);
  });
  table.on(states.NodeReset, (server, _, context) => {
    server.reply(context, states.NodeResetStatus, {});
    server.target.resetSoon();
  });
}

/** Features that this node has not: the answer is the same to a Get and a Set. */
export function addUnsupportedFeatureHandlers(table: HandlerTable<ConfigurationServer>): void {
  const friend = (server: ConfigurationServer, _: unknown, context: MessageContext) =>
    server.reply(context, states.FriendStatus, { friend: notSupported });
  table.on(states.FriendGet, friend);
  table.on(states.FriendSet, friend);
  const proxy = (server: ConfigurationServer, _: unknown, context: MessageContext) =>
    server.reply(context, states.GattProxyStatus, { gattProxy: notSupported });
  table.on(states.GattProxyGet, proxy);
  table.on(states.GattProxySet, proxy);
  table.on(states.LowPowerNodePollTimeoutGet, (server, { address }, context) =>
    server.reply(context, states.LowPowerNodePollTimeoutStatus, { address, pollTimeout: 0 }),
  );
  const identity = (
    server: ConfigurationServer,
    { netKeyIndex }: { netKeyIndex: number },
    context: MessageContext,
  ) => {
    const known = server.target.subnets.get(netKeyIndex) !== undefined;
    const status = known ? Status.success : Status.invalidNetKeyIndex;
    const state = known ? notSupported : 0;
    server.reply(context, keys.NodeIdentityStatus, { status, netKeyIndex, identity: state });
  };
  table.on(keys.NodeIdentityGet, identity);
  table.on(keys.NodeIdentitySet, identity);
}
