import type { Model } from "../../../modules/access/model.js";
import type { Subscription } from "../../../modules/access/model-configuration.js";
import { virtualAddress } from "../../../modules/crypto/toolbox.js";
import type { Crypto } from "../../../modules/host/crypto.js";
import type { Node } from "../../../modules/node/node.js";
import type {
  DatabaseAddress,
  DatabaseFeature,
  DatabaseModel,
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import { periodResolutions } from "../configuration/values.js";

/** Gives a node of a twin the configuration of its original. `owner`: a node with the keys of the twin. */
export function configureTwin(twin: Node, node: DatabaseNode, owner: Node): void {
  const { applicationKeys, settings, subnets } = twin.network!;
  const own = owner.network!;
  for (const { index } of node.netKeys) {
    const subnet = own.subnets.get(index);
    if (subnet) subnets.add(index, subnet.keys.key);
  }
  for (const { index } of node.appKeys) {
    const entry = own.applicationKeys.get(index);
    if (entry) applicationKeys.add(entry.netKeyIndex, index, entry.key.key);
  }
  const { defaultTTL, features = {}, secureNetworkBeacon } = node;
  if (features.relay !== undefined)
    settings.relay = features.relay === 2 ? undefined : features.relay === 1;
  if (defaultTTL !== undefined) settings.defaultTtl = defaultTTL;
  if (secureNetworkBeacon !== undefined) settings.beacon = secureNetworkBeacon;
  for (const name of ["networkTransmit", "relayRetransmit"] as const) {
    const state = node[name];
    if (state && state.count > 0)
      settings[name] = { transmissions: state.count, interval: state.interval };
  }
  twin.elements.forEach(({ models }, element) => {
    for (const model of models) {
      const known = node.elements[element]!.models.find(({ modelId }) => modelId === model.id);
      if (known) configureModel(model, known, twin.host.crypto);
    }
  });
}

function configureModel(model: Model, known: DatabaseModel, crypto: Crypto): void {
  const { bind, publish, subscribe } = known;
  model.configuration = {
    bindings: bind,
    publication: publish && {
      ...subscription(publish.address, crypto),
      appKeyIndex: publish.index,
      credentialFlag: publish.credentials === 1,
      ttl: publish.ttl,
      period:
        publish.period.numberOfSteps | (periodResolutions.indexOf(publish.period.resolution) << 6),
      retransmitCount: publish.retransmit.count,
      retransmitSteps: Math.max(0, publish.retransmit.interval / 50 - 1),
    },
  };
  const list = model.subscriptionList;
  list.entries = [...list.entries, ...subscribe.map((address) => subscription(address, crypto))];
}

function subscription(address: DatabaseAddress, crypto: Crypto): Subscription {
  if (typeof address === "number") return { address, label: undefined };
  return { address: virtualAddress(crypto, address), label: address };
}

/** What a node of a twin has, as a database has it; of a list that models share each has all. `node`: its original. */
export function configurationOfTwin(twin: Node, node: DatabaseNode): DatabaseNode {
  const { applicationKeys, settings, subnets } = twin.network!;
  const { relay } = settings;
  const features = {
    ...node.features,
    relay: (relay === undefined ? 2 : Number(relay)) as DatabaseFeature,
  };
  const transmit = ({ interval, transmissions }: { interval: number; transmissions: number }) => ({
    count: transmissions,
    interval,
  });
  const key = (index: number) => ({ index, updated: false });
  return {
    ...node,
    features,
    defaultTTL: settings.defaultTtl,
    secureNetworkBeacon: settings.beacon,
    networkTransmit: transmit(settings.networkTransmit),
    relayRetransmit: transmit(settings.relayRetransmit),
    netKeys: subnets.list.map(({ netKeyIndex }) => key(netKeyIndex)),
    appKeys: applicationKeys.list.map(({ appKeyIndex }) => key(appKeyIndex)),
    elements: node.elements.map((element, i) => ({
      ...element,
      models: element.models.map((known): DatabaseModel => {
        const model = twin.elements[i]!.models.find(({ id }) => id === known.modelId);
        return model ? modelOf(known, model) : known;
      }),
    })),
  };
}

function modelOf({ modelId }: DatabaseModel, model: Model): DatabaseModel {
  const { bindings, publication } = model.configuration;
  const publish: DatabasePublication | undefined = publication && {
    address: publication.label ?? publication.address,
    index: publication.appKeyIndex,
    ttl: publication.ttl,
    period: {
      numberOfSteps: publication.period & 0x3f,
      resolution: periodResolutions[publication.period >> 6]!,
    },
    retransmit: {
      count: publication.retransmitCount,
      interval: (publication.retransmitSteps + 1) * 50,
    },
    credentials: publication.credentialFlag ? 1 : 0,
  };
  return {
    modelId,
    bind: bindings,
    subscribe: model.subscriptionList.entries.map(({ address, label }) => label ?? address),
    ...(publish && { publish }),
  };
}
