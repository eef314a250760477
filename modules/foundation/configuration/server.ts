import { type MessageContext, Model } from "../../access/model.js";
import type { Subscription } from "../../access/model-configuration.js";
import { isVendorModel, type ModelId } from "../../access/model-id.js";
import { unassignedAddress } from "../../network/address.js";
import { Status } from "../status.js";
import * as keys from "./key-messages.js";
import { deleteAppKey, deleteNetKey, keyStatus } from "./key-server.js";
import * as models from "./model-messages.js";
import {
  bind,
  changeSubscriptions,
  findModel,
  setPublication,
  type SubscriptionChange,
  unbind,
  virtualSubscription,
} from "./model-server.js";
import * as states from "./state-messages.js";
import type { ConfigurationTarget } from "./target.js";

export const configurationServerId = 0x0000;

const notSupported = 2;
const nothing: Subscription = { address: unassignedAddress, label: undefined };

/** The Configuration Server model: what a configuration client reads and changes. Mesh Protocol 1.1 §4.4.1. */
export class ConfigurationServer extends Model {
  #target: ConfigurationTarget | undefined;

  constructor() {
    super(configurationServerId, "device");
    this.#declareStates();
    this.#declareNetKeys();
    this.#declareAppKeys();
    this.#declareBindings();
    this.#declarePublication();
    this.#declareSubscriptions();
  }

  /** Called by the node that this server is part of. */
  configure(target: ConfigurationTarget | undefined): void {
    this.#target = target;
  }

  get #node(): ConfigurationTarget {
    if (!this.#target) throw new Error("the configuration server got a message before its node");
    return this.#target;
  }

  #declareStates(): void {
    const beacon = (context: MessageContext) =>
      this.reply(context, states.BeaconStatus, { beacon: this.#node.settings.beacon });
    this.on(states.BeaconGet, (_, context) => beacon(context));
    this.on(states.BeaconSet, (values, context) => {
      this.#node.settings.beacon = values.beacon;
      this.#node.saveSettings();
      beacon(context);
    });
    this.on(states.CompositionDataGet, ({ page }, context) =>
      this.reply(context, states.CompositionDataStatus, this.#node.compositionPage(page)),
    );
    const ttl = (context: MessageContext) =>
      this.reply(context, states.DefaultTtlStatus, { ttl: this.#node.settings.defaultTtl });
    this.on(states.DefaultTtlGet, (_, context) => ttl(context));
    this.on(states.DefaultTtlSet, (values, context) => {
      this.#node.settings.defaultTtl = values.ttl;
      this.#node.saveSettings();
      ttl(context);
    });
    const relay = (context: MessageContext) => {
      const { relay, relayRetransmit } = this.#node.settings;
      const state = relay === undefined ? notSupported : Number(relay);
      this.reply(context, states.RelayStatus, { relay: state, retransmit: relayRetransmit });
    };
    this.on(states.RelayGet, (_, context) => relay(context));
    this.on(states.RelaySet, (values, context) => {
      const { settings } = this.#node;
      if (settings.relay !== undefined) {
        settings.relay = values.relay;
        settings.relayRetransmit = values.retransmit;
        this.#node.saveSettings();
      }
      relay(context);
    });
    const transmit = (context: MessageContext) =>
      this.reply(context, states.NetworkTransmitStatus, {
        transmit: this.#node.settings.networkTransmit,
      });
    this.on(states.NetworkTransmitGet, (_, context) => transmit(context));
    this.on(states.NetworkTransmitSet, (values, context) => {
      this.#node.settings.networkTransmit = values.transmit;
      this.#node.saveSettings();
      transmit(context);
    });
    this.#declareUnsupportedFeatures();
    this.on(states.NodeReset, (_, context) => {
      this.reply(context, states.NodeResetStatus, {});
      this.#node.resetSoon();
    });
  }

  /** Features that this node has not: the answer is the same to a Get and a Set. */
  #declareUnsupportedFeatures(): void {
    const friend = (_: unknown, context: MessageContext) =>
      this.reply(context, states.FriendStatus, { friend: notSupported });
    this.on(states.FriendGet, friend);
    this.on(states.FriendSet, friend);
    const proxy = (_: unknown, context: MessageContext) =>
      this.reply(context, states.GattProxyStatus, { gattProxy: notSupported });
    this.on(states.GattProxyGet, proxy);
    this.on(states.GattProxySet, proxy);
    this.on(states.LowPowerNodePollTimeoutGet, ({ address }, context) =>
      this.reply(context, states.LowPowerNodePollTimeoutStatus, { address, pollTimeout: 0 }),
    );
    const identity = ({ netKeyIndex }: { netKeyIndex: number }, context: MessageContext) => {
      const known = this.#node.subnets.get(netKeyIndex) !== undefined;
      const status = known ? Status.success : Status.invalidNetKeyIndex;
      const state = known ? notSupported : 0;
      this.reply(context, keys.NodeIdentityStatus, { status, netKeyIndex, identity: state });
    };
    this.on(keys.NodeIdentityGet, identity);
    this.on(keys.NodeIdentitySet, identity);
  }

  #declareNetKeys(): void {
    const answer = (context: MessageContext, status: Status, netKeyIndex: number) =>
      this.reply(context, keys.NetKeyStatus, { status, netKeyIndex });
    this.on(keys.NetKeyAdd, ({ netKeyIndex, netKey }, context) =>
      answer(context, keyStatus(this.#node.subnets.add(netKeyIndex, netKey)), netKeyIndex),
    );
    this.on(keys.NetKeyUpdate, ({ netKeyIndex, netKey }, context) => {
      const status = keyStatus(this.#node.subnets.update(netKeyIndex, netKey));
      if (status === Status.success) this.#node.keyRefreshChanged(netKeyIndex, 1);
      answer(context, status, netKeyIndex);
    });
    this.on(keys.NetKeyDelete, ({ netKeyIndex }, context) => {
      // §4.4.1.2.11: a message cannot delete the key that it came with.
      const own = context.netKeyIndex === netKeyIndex;
      const status = own ? Status.cannotRemove : deleteNetKey(this.#node, netKeyIndex);
      answer(context, status, netKeyIndex);
    });
    this.on(keys.NetKeyGet, (_, context) =>
      this.reply(context, keys.NetKeyList, {
        netKeyIndexes: this.#node.subnets.list.map(({ netKeyIndex }) => netKeyIndex),
      }),
    );
    const phase = (context: MessageContext, status: Status, netKeyIndex: number) =>
      this.reply(context, keys.KeyRefreshPhaseStatus, {
        status,
        netKeyIndex,
        phase: this.#node.subnets.get(netKeyIndex)?.phase ?? 0,
      });
    this.on(keys.KeyRefreshPhaseGet, ({ netKeyIndex }, context) => {
      const known = this.#node.subnets.get(netKeyIndex) !== undefined;
      phase(context, known ? Status.success : Status.invalidNetKeyIndex, netKeyIndex);
    });
    this.on(keys.KeyRefreshPhaseSet, ({ netKeyIndex, transition }, context) => {
      const result = this.#node.subnets.setPhase(netKeyIndex, transition === 2 ? 2 : 3);
      if (result === "ok")
        this.#node.keyRefreshChanged(netKeyIndex, this.#node.subnets.get(netKeyIndex)!.phase);
      phase(context, keyStatus(result), netKeyIndex);
    });
  }

  #declareAppKeys(): void {
    this.on(keys.AppKeyAdd, ({ keyIndexes, appKey }, context) => {
      const { netKeyIndex, appKeyIndex } = keyIndexes;
      const result = this.#node.applicationKeys.add(netKeyIndex, appKeyIndex, appKey);
      this.reply(context, keys.AppKeyStatus, { status: keyStatus(result), keyIndexes });
    });
    this.on(keys.AppKeyUpdate, ({ keyIndexes, appKey }, context) => {
      const { netKeyIndex, appKeyIndex } = keyIndexes;
      const result = this.#node.applicationKeys.update(netKeyIndex, appKeyIndex, appKey);
      this.reply(context, keys.AppKeyStatus, { status: keyStatus(result), keyIndexes });
    });
    this.on(keys.AppKeyDelete, ({ keyIndexes }, context) => {
      const status = deleteAppKey(this.#node, keyIndexes.netKeyIndex, keyIndexes.appKeyIndex);
      this.reply(context, keys.AppKeyStatus, { status, keyIndexes });
    });
    this.on(keys.AppKeyGet, ({ netKeyIndex }, context) => {
      const known = this.#node.subnets.get(netKeyIndex) !== undefined;
      this.reply(context, keys.AppKeyList, {
        status: known ? Status.success : Status.invalidNetKeyIndex,
        netKeyIndex,
        appKeyIndexes: this.#node.applicationKeys.list
          .filter((entry) => entry.netKeyIndex === netKeyIndex)
          .map(({ appKeyIndex }) => appKeyIndex),
      });
    });
  }

  #declareBindings(): void {
    const changed =
      (operation: typeof bind) =>
      (
        values: { elementAddress: number; appKeyIndex: number; modelId: ModelId },
        context: MessageContext,
      ) => {
        const model = findModel(this.#node, values.elementAddress, values.modelId);
        const status =
          typeof model === "number" ? model : operation(this.#node, model, values.appKeyIndex);
        this.reply(context, models.AppStatus, { ...values, status });
      };
    this.on(models.AppBind, changed(bind));
    this.on(models.AppUnbind, changed(unbind));
    const listed = (
      { elementAddress, modelId }: { elementAddress: number; modelId: ModelId },
      context: MessageContext,
    ) => {
      const model = findModel(this.#node, elementAddress, modelId);
      const found = typeof model !== "number";
      const status = found ? Status.success : model;
      const appKeyIndexes = found ? [...model.configuration.bindings] : [];
      const response = isVendorModel(modelId) ? models.VendorModelAppList : models.SigModelAppList;
      this.reply(context, response, { status, elementAddress, modelId, appKeyIndexes });
    };
    this.on(models.SigModelAppGet, listed);
    this.on(models.VendorModelAppGet, listed);
  }

  #declarePublication(): void {
    const answer = (
      context: MessageContext,
      status: Status,
      elementAddress: number,
      modelId: ModelId,
    ) => {
      const model = findModel(this.#node, elementAddress, modelId);
      const publication = typeof model === "number" ? undefined : model.configuration.publication;
      // §4.4.1.2.4: without publication, and in any failure, the state is all zeros.
      const state = status === Status.success ? publication : undefined;
      this.reply(context, models.PublicationStatus, {
        status,
        elementAddress,
        address: state?.address ?? unassignedAddress,
        key: {
          appKeyIndex: state?.appKeyIndex ?? 0,
          credentialFlag: Number(state?.credentialFlag ?? false),
          reserved: 0,
        },
        ttl: state?.ttl ?? 0,
        period: state?.period ?? 0,
        retransmit: { count: state?.retransmitCount ?? 0, steps: state?.retransmitSteps ?? 0 },
        modelId,
      });
    };
    this.on(models.PublicationGet, ({ elementAddress, modelId }, context) => {
      const model = findModel(this.#node, elementAddress, modelId);
      const status = typeof model === "number" ? model : Status.success;
      answer(context, status, elementAddress, modelId);
    });
    const set = (
      values: Omit<PublicationValues, "address">,
      target: Subscription,
      context: MessageContext,
    ) => {
      const { elementAddress, key, ttl, period, retransmit, modelId } = values;
      const model = findModel(this.#node, elementAddress, modelId);
      const status =
        typeof model === "number"
          ? model
          : setPublication(this.#node, model, {
              ...target,
              appKeyIndex: key.appKeyIndex,
              credentialFlag: key.credentialFlag === 1,
              ttl,
              period,
              retransmitCount: retransmit.count,
              retransmitSteps: retransmit.steps,
            });
      answer(context, status, elementAddress, modelId);
    };
    this.on(models.PublicationSet, (values, context) =>
      set(values, { address: values.address, label: undefined }, context),
    );
    this.on(models.PublicationVirtualAddressSet, (values, context) =>
      set(values, virtualSubscription(this.#node, values.label), context),
    );
  }

  #declareSubscriptions(): void {
    const change = (
      kind: SubscriptionChange,
      values: { elementAddress: number; modelId: ModelId },
      subscription: Subscription,
      context: MessageContext,
    ) => {
      const { elementAddress, modelId } = values;
      const model = findModel(this.#node, elementAddress, modelId);
      const status =
        typeof model === "number"
          ? model
          : changeSubscriptions(this.#node, model, kind, subscription);
      const { address } = subscription;
      this.reply(context, models.SubscriptionStatus, { status, elementAddress, address, modelId });
    };
    const plain = [
      ["add", models.SubscriptionAdd],
      ["delete", models.SubscriptionDelete],
      ["overwrite", models.SubscriptionOverwrite],
    ] as const;
    for (const [kind, message] of plain)
      this.on(message, (values, context) =>
        change(kind, values, { address: values.address, label: undefined }, context),
      );
    const virtual = [
      ["add", models.SubscriptionVirtualAddressAdd],
      ["delete", models.SubscriptionVirtualAddressDelete],
      ["overwrite", models.SubscriptionVirtualAddressOverwrite],
    ] as const;
    for (const [kind, message] of virtual)
      this.on(message, (values, context) =>
        change(kind, values, virtualSubscription(this.#node, values.label), context),
      );
    this.on(models.SubscriptionDeleteAll, (values, context) =>
      change("delete-all", values, nothing, context),
    );
    const listed = (
      { elementAddress, modelId }: { elementAddress: number; modelId: ModelId },
      context: MessageContext,
    ) => {
      const model = findModel(this.#node, elementAddress, modelId);
      const found = typeof model !== "number";
      const refused = found && model.access === "device";
      const status = refused ? Status.notASubscribeModel : found ? Status.success : model;
      const addresses =
        found && !refused ? model.configuration.subscriptions.map(({ address }) => address) : [];
      const response = isVendorModel(modelId)
        ? models.VendorModelSubscriptionList
        : models.SigModelSubscriptionList;
      this.reply(context, response, { status, elementAddress, modelId, addresses });
    };
    this.on(models.SigModelSubscriptionGet, listed);
    this.on(models.VendorModelSubscriptionGet, listed);
  }
}

interface PublicationValues {
  readonly elementAddress: number;
  readonly address: number;
  readonly key: { readonly appKeyIndex: number; readonly credentialFlag: number };
  readonly ttl: number;
  readonly period: number;
  readonly retransmit: { readonly count: number; readonly steps: number };
  readonly modelId: ModelId;
}
