import type { Message } from "../../../modules/access/message.js";
import {
  AppKeyAdd,
  AppKeyDelete,
  NetKeyAdd,
  NetKeyDelete,
} from "../../../modules/foundation/configuration/key-messages.js";
import {
  HeartbeatPublicationSet,
  HeartbeatSubscriptionSet,
} from "../../../modules/foundation/configuration/heartbeat-messages.js";
import {
  publicationRequest as heartbeatRequest,
  subscriptionRequest as heartbeatSubscriptionRequest,
} from "../../../modules/foundation/configuration/heartbeat-values.js";
import {
  AppBind,
  AppUnbind,
  PublicationSet,
  PublicationVirtualAddressSet,
  SubscriptionAdd,
  SubscriptionDelete,
  SubscriptionDeleteAll,
  SubscriptionOverwrite,
  SubscriptionVirtualAddressAdd,
  SubscriptionVirtualAddressDelete,
  SubscriptionVirtualAddressOverwrite,
} from "../../../modules/foundation/configuration/model-messages.js";
import { publicationRequest } from "../../../modules/foundation/configuration/publication-settings.js";
import {
  BeaconSet,
  DefaultTtlSet,
  FriendSet,
  GattProxySet,
  NetworkTransmitSet,
  RelaySet,
} from "../../../modules/foundation/configuration/state-messages.js";
import type {
  DatabaseAddress,
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import type { ModelPlace, ModelStateStep, StateStep, Step } from "../configuration/step.js";
import { stateNamed } from "../states/model-states.js";

/** A request that carries out a step. */
export interface StepRequest {
  readonly message: Message;
  readonly values: unknown;
  /** Unicast address that it goes to. */
  readonly dst: number;
  /** Index of the AppKey with which it is sent; undefined: the device key of the node. */
  readonly appKeyIndex: number | undefined;
  /** Index of the NetKey of a request with the device key; undefined: any that the node has. */
  readonly netKeyIndex?: number | undefined;
  /** Milliseconds for which its answer is awaited. Default: as for all. */
  readonly timeout?: number | undefined;
}

/** Keys that a node is given, 16 octets each. */
export interface KeyValues {
  /** Undefined: the network has no such key. */
  netKey(index: number): Uint8Array | undefined;
  appKey(index: number): { readonly key: Uint8Array; readonly netKeyIndex: number } | undefined;
}

/** A step that cannot be carried out from here. */
export class StepError extends Error {
  override readonly name = "StepError";
}

/** The request of a step for a node. Throws StepError for a key that the network has not. */
export function stepRequest(node: DatabaseNode, step: Step, keys: KeyValues): StepRequest {
  const request = requestOf(node, step, keys);
  const isState = step.step === "model-state";
  return {
    ...request,
    dst: node.unicastAddress + (isState ? step.element : 0),
    appKeyIndex: isState ? step.appKeyIndex : undefined,
    ...(step.step === "delete-net-key" && { netKeyIndex: otherNetKey(node, step.index) }),
  };
}

/** A node does not delete the NetKey with which it is asked to (§4.4.1.2.11). Throws StepError. */
function otherNetKey({ netKeys }: DatabaseNode, deleted: number): number {
  const other = netKeys.find(({ index }) => index !== deleted);
  if (!other) throw new StepError(`NetKey ${deleted} is the last one that the node has`);
  return other.index;
}

type Request = Pick<StepRequest, "message" | "values">;

/** Checks that the values are those of the message. */
function request<T>(message: Message<T>, values: T): Request {
  return { message: message, values };
}

function requestOf(node: DatabaseNode, step: Step, keys: KeyValues): Request {
  switch (step.step) {
    case "add-net-key": {
      const netKey = keys.netKey(step.index);
      if (!netKey) throw new StepError(`the network has no NetKey ${step.index}`);
      return request(NetKeyAdd, { netKeyIndex: step.index, netKey });
    }
    case "delete-net-key":
      return request(NetKeyDelete, { netKeyIndex: step.index });
    case "add-app-key": {
      const own = keys.appKey(step.index);
      if (!own) throw new StepError(`the network has no AppKey ${step.index}`);
      const keyIndexes = { netKeyIndex: own.netKeyIndex, appKeyIndex: step.index };
      return request(AppKeyAdd, { keyIndexes, appKey: own.key });
    }
    case "delete-app-key": {
      const netKeyIndex = keys.appKey(step.index)?.netKeyIndex;
      if (netKeyIndex === undefined) throw new StepError(`the network has no AppKey ${step.index}`);
      return request(AppKeyDelete, { keyIndexes: { netKeyIndex, appKeyIndex: step.index } });
    }
    case "bind":
    case "unbind": {
      const message = step.step === "bind" ? AppBind : AppUnbind;
      return request(message, { ...modelAt(node, step), appKeyIndex: step.index });
    }
    case "publish":
      return publishRequest(node, step, step.publication);
    case "subscribe":
    case "unsubscribe":
    case "overwrite":
      return subscriptionRequest(node, step, step.step, step.address);
    case "unsubscribe-all":
      return request(SubscriptionDeleteAll, modelAt(node, step));
    case "state":
      return stateRequest(step);
    case "model-state":
      return modelStateRequest(step);
  }
}

function modelAt({ unicastAddress }: DatabaseNode, { element, modelId }: ModelPlace) {
  return { elementAddress: unicastAddress + element, modelId };
}

function publishRequest(
  node: DatabaseNode,
  place: ModelPlace,
  publication: DatabasePublication | undefined,
): Request {
  const { address, values } = publicationRequest(
    publication && {
      address: publication.address,
      appKeyIndex: publication.index,
      ...(publication.ttl !== 255 && { ttl: publication.ttl }),
      period: publication.period.numberOfSteps * publication.period.resolution,
      retransmitCount: publication.retransmit.count,
      retransmitInterval: publication.retransmit.interval || 50,
      credentialFlag: publication.credentials === 1,
    },
  );
  const model = { ...modelAt(node, place), ...values };
  return typeof address === "number"
    ? request(PublicationSet, { ...model, address })
    : request(PublicationVirtualAddressSet, { ...model, label: address });
}

const subscriptions = {
  subscribe: [SubscriptionAdd, SubscriptionVirtualAddressAdd],
  unsubscribe: [SubscriptionDelete, SubscriptionVirtualAddressDelete],
  overwrite: [SubscriptionOverwrite, SubscriptionVirtualAddressOverwrite],
} as const;

function subscriptionRequest(
  node: DatabaseNode,
  place: ModelPlace,
  step: keyof typeof subscriptions,
  address: DatabaseAddress,
): Request {
  const [plain, virtual] = subscriptions[step];
  const model = modelAt(node, place);
  return typeof address === "number"
    ? request(plain, { ...model, address })
    : request(virtual, { ...model, label: address });
}

const featureBits = { relay: 1, proxy: 2, friend: 4, lowPower: 8 } as const;
/** Heartbeats without an end: the database has no count of them. */
const noEnd = 0xffff;

function stateRequest({ state, value }: StateStep): Request {
  switch (state) {
    case "secureNetworkBeacon":
      return request(BeaconSet, { beacon: value });
    case "defaultTTL":
      return request(DefaultTtlSet, { ttl: value });
    case "networkTransmit":
      return request(NetworkTransmitSet, {
        transmit: { transmissions: value.count, interval: value.interval },
      });
    case "relay": {
      const { count, interval } = value.retransmit ?? { count: 1, interval: 10 };
      return request(RelaySet, {
        relay: value.on,
        retransmit: { transmissions: count, interval },
      });
    }
    case "proxy":
      return request(GattProxySet, { gattProxy: value });
    case "friend":
      return request(FriendSet, { friend: value });
    case "heartbeatPub": {
      const { address, features, index, period, ttl } = value;
      return request(
        HeartbeatPublicationSet,
        heartbeatRequest({
          destination: address,
          count: period === 0 ? 0 : noEnd,
          // 0x11 on the air is 65536 s, which a database has as 65535.
          period: period === 0xffff ? 0x1_0000 : period,
          ttl,
          features: features.reduce((sum, name) => sum | featureBits[name], 0),
          netKeyIndex: index,
        }),
      );
    }
    case "heartbeatSub":
      return request(
        HeartbeatSubscriptionSet,
        heartbeatSubscriptionRequest({ ...value, period: longestPeriod }),
      );
  }
}

/** Seconds for which heartbeats are counted: the database has no time of it. */
const longestPeriod = 0x1_0000;

function modelStateRequest({ part, state, value }: ModelStateStep): Request {
  const own = stateNamed(state);
  if (!own) throw new StepError(`there is no state ${state}`);
  return own.set(value, part);
}
