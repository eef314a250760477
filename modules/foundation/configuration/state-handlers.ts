import { fitComposition } from "../../access/composition-fit.js";
import { maximumPayload } from "../../access/limits.js";
import type { HandlerTable } from "../../access/handler-table.js";
import type { MessageContext } from "../../access/model.js";
import { HeartbeatFeature } from "../../transport/heartbeat-publication.js";
import type { ConfigurationModel } from "./target.js";
import {
  BeaconGet,
  BeaconSet,
  BeaconStatus,
  CompositionDataGet,
  CompositionDataStatus,
  DefaultTtlGet,
  DefaultTtlSet,
  DefaultTtlStatus,
  FriendGet,
  FriendSet,
  FriendStatus,
  LowPowerNodePollTimeoutGet,
  LowPowerNodePollTimeoutStatus,
  NetworkTransmitGet,
  NetworkTransmitSet,
  NetworkTransmitStatus,
  NodeReset,
  NodeResetStatus,
  RelayGet,
  RelaySet,
  RelayStatus,
} from "./state-messages.js";

const notSupported = 2;

/** Octets of opcode and page before the data of Composition Data Status. */
const statusHeader = 2;

/** Beacon, composition, TTL, relay, network transmit, reset. Mesh Protocol 1.1 §4.4.1.2. */
export function addStateHandlers(table: HandlerTable<ConfigurationModel>): void {
  const beacon = (server: ConfigurationModel, context: MessageContext) =>
    server.reply(context, BeaconStatus, { beacon: server.target.settings.beacon });
  table.on(BeaconGet, (server, _, context) => beacon(server, context));
  table.on(BeaconSet, (server, values, context) => {
    server.target.settings.beacon = values.beacon;
    server.target.saveSettings();
    beacon(server, context);
  });
  table.on(CompositionDataGet, (server, { page: wanted }, context) => {
    const { page, data } = server.target.compositionPage(wanted);
    const fitting = fitComposition(page, data, maximumPayload - statusHeader);
    server.reply(context, CompositionDataStatus, { page, data: fitting });
  });
  const ttl = (server: ConfigurationModel, context: MessageContext) =>
    server.reply(context, DefaultTtlStatus, { ttl: server.target.settings.defaultTtl });
  table.on(DefaultTtlGet, (server, _, context) => ttl(server, context));
  table.on(DefaultTtlSet, (server, values, context) => {
    server.target.settings.defaultTtl = values.ttl;
    server.target.saveSettings();
    ttl(server, context);
  });
  const relay = (server: ConfigurationModel, context: MessageContext) => {
    const { relay, relayRetransmit } = server.target.settings;
    const state = relay === undefined ? notSupported : Number(relay);
    server.reply(context, RelayStatus, { relay: state, retransmit: relayRetransmit });
  };
  table.on(RelayGet, (server, _, context) => relay(server, context));
  table.on(RelaySet, (server, values, context) => {
    const { settings } = server.target;
    const before = settings.relay;
    if (before !== undefined) {
      settings.relay = values.relay;
      settings.relayRetransmit = values.retransmit;
      server.target.saveSettings();
    }
    relay(server, context);
    if (settings.relay !== before)
      server.target.heartbeatPublication.featureChanged(HeartbeatFeature.relay);
  });
  const transmit = (server: ConfigurationModel, context: MessageContext) =>
    server.reply(context, NetworkTransmitStatus, {
      transmit: server.target.settings.networkTransmit,
    });
  table.on(NetworkTransmitGet, (server, _, context) => transmit(server, context));
  table.on(NetworkTransmitSet, (server, values, context) => {
    server.target.settings.networkTransmit = values.transmit;
    server.target.saveSettings();
    transmit(server, context);
  });
  table.on(NodeReset, (server, _, context) => {
    server.reply(context, NodeResetStatus, {});
    server.target.resetSoon();
  });
}

/** Features that this node has not: the answer is the same to a Get and a Set. */
export function addUnsupportedFeatureHandlers(table: HandlerTable<ConfigurationModel>): void {
  const friend = (server: ConfigurationModel, _: unknown, context: MessageContext) =>
    server.reply(context, FriendStatus, { friend: notSupported });
  table.on(FriendGet, friend);
  table.on(FriendSet, friend);
  table.on(LowPowerNodePollTimeoutGet, (server, { address }, context) =>
    server.reply(context, LowPowerNodePollTimeoutStatus, { address, pollTimeout: 0 }),
  );
}
