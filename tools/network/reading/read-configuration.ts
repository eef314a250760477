import { isVendorModel, type ModelId } from "../../../modules/access/model-id.js";
import type { PublicationValues } from "../../../modules/foundation/configuration/publication-values.js";
import {
  publicationAnswer as heartbeatAnswer,
  subscriptionAnswer as heartbeatSubscriptionAnswer,
} from "../../../modules/foundation/configuration/heartbeat-values.js";
import {
  HeartbeatPublicationGet,
  HeartbeatSubscriptionGet,
} from "../../../modules/foundation/configuration/heartbeat-messages.js";
import { AppKeyGet, NetKeyGet } from "../../../modules/foundation/configuration/key-messages.js";
import {
  PublicationGet,
  SigModelAppGet,
  SigModelSubscriptionGet,
  VendorModelAppGet,
  VendorModelSubscriptionGet,
} from "../../../modules/foundation/configuration/model-messages.js";
import {
  BeaconGet,
  DefaultTtlGet,
  FriendGet,
  GattProxyGet,
  NetworkTransmitGet,
  RelayGet,
} from "../../../modules/foundation/configuration/state-messages.js";
import type {
  DatabaseAddress,
  DatabaseFeature,
  DatabaseModel,
  DatabaseNode,
  DatabaseNodeKey,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import type { NetworkClient } from "../apply/network-client.js";
import { addressKey, periodResolutions, placeKey } from "../configuration/values.js";
import { type KnownNode, knownNode } from "../desired/known-network.js";
import { askAll, type Question, question } from "./asker.js";

/** The configuration that a node has. */
export interface ReadConfiguration {
  readonly node: DatabaseNode;
  /** Models that extend each other have lists of their own. */
  readonly ownLists: boolean;
  /** What it has and a database cannot say. */
  readonly notes: readonly string[];
}

/** The label of a virtual address; undefined: nobody knows it. */
export type LabelOf = (address: number) => Uint8Array | undefined;

/** Models that are reached with device keys alone, and neither publish nor subscribe. */
const withoutConfiguration: ReadonlySet<ModelId> = new Set([
  0x0000, 0x0001, 0x0004, 0x0005, 0x0006, 0x0007, 0x0008, 0x0009, 0x000a, 0x000b, 0x000c, 0x000d,
  0x000e, 0x000f, 0x0012, 0x0013, 0x0014, 0x0015,
]);
const aggregatorServer = 0x0010;

/** Asks a node, whose composition is known, for its configuration. Rejects as NetworkClient does. */
export async function readConfiguration(
  client: NetworkClient,
  known: KnownNode,
  labelOf: LabelOf,
): Promise<ReadConfiguration> {
  const { node } = known;
  const reading = new Reading(known, labelOf);
  const aggregates =
    node.elements[0]?.models.some(({ modelId }) => modelId === aggregatorServer) ?? false;
  const ask = (questions: readonly Question[]) =>
    askAll(client, node.unicastAddress, questions, aggregates);
  await ask([question(NetKeyGet, {}, (answer) => (reading.netKeys = answer.netKeyIndexes))]);
  await ask([...reading.stateQuestions(), ...reading.appKeyQuestions()]);
  await ask(reading.modelQuestions());
  return reading.result();
}

interface ReadModel {
  bind: readonly number[];
  subscribe: readonly number[];
  publish: (PublicationValues & { readonly address: number }) | undefined;
}

class Reading {
  readonly #known: KnownNode;
  readonly #labelOf: LabelOf;
  readonly #models = new Map<string, ReadModel>();
  readonly #appKeys: number[] = [];
  readonly #features: Record<string, DatabaseFeature> = {};
  readonly #notes = new Set<string>();
  #states: Partial<DatabaseNode> = {};
  netKeys: readonly number[] = [];

  constructor(known: KnownNode, labelOf: LabelOf) {
    this.#known = known;
    this.#labelOf = labelOf;
  }

  stateQuestions(): readonly Question[] {
    const { features = {} } = this.#known.node;
    const feature = (name: "relay" | "proxy" | "friend", value: number) => {
      this.#features[name] = value as DatabaseFeature;
    };
    const keep = (states: Partial<DatabaseNode>) => {
      this.#states = { ...this.#states, ...states };
    };
    const transmit = ({
      interval,
      transmissions,
    }: {
      interval: number;
      transmissions: number;
    }) => ({
      count: transmissions,
      interval,
    });
    return [
      question(BeaconGet, {}, ({ beacon }) => keep({ secureNetworkBeacon: beacon })),
      question(DefaultTtlGet, {}, ({ ttl }) => keep({ defaultTTL: ttl })),
      question(NetworkTransmitGet, {}, (answer) =>
        keep({ networkTransmit: transmit(answer.transmit) }),
      ),
      question(RelayGet, {}, ({ relay, retransmit }) => {
        feature("relay", relay);
        if (relay !== 2) keep({ relayRetransmit: transmit(retransmit) });
      }),
      ...(features.proxy === 2
        ? []
        : [question(GattProxyGet, {}, ({ gattProxy }) => feature("proxy", gattProxy))]),
      ...(features.friend === 2
        ? []
        : [question(FriendGet, {}, ({ friend }) => feature("friend", friend))]),
      question(HeartbeatPublicationGet, {}, (answer) => {
        const { destination, features: bits, netKeyIndex, period, ttl } = heartbeatAnswer(answer);
        if (destination === 0) return;
        const names = ["relay", "proxy", "friend", "lowPower"] as const;
        keep({
          heartbeatPub: {
            address: destination,
            period,
            ttl,
            index: netKeyIndex,
            features: names.filter((_, i) => (bits & (1 << i)) !== 0),
          },
        });
      }),
      question(HeartbeatSubscriptionGet, {}, (answer) => {
        const { destination, source } = heartbeatSubscriptionAnswer(answer);
        if (source !== 0 && destination !== 0) keep({ heartbeatSub: { source, destination } });
      }),
    ];
  }

  appKeyQuestions(): readonly Question[] {
    return this.netKeys.map((netKeyIndex) =>
      question(AppKeyGet, { netKeyIndex }, ({ appKeyIndexes, status }) => {
        if (status === 0) this.#appKeys.push(...appKeyIndexes);
      }),
    );
  }

  modelQuestions(): readonly Question[] {
    const { node, ownLists, page1, rootOf } = this.#known;
    return node.elements.flatMap(({ models }, element) =>
      models.flatMap(({ modelId }) => {
        if (withoutConfiguration.has(modelId)) return [];
        const read: ReadModel = { bind: [], subscribe: [], publish: undefined };
        this.#models.set(placeKey({ element, modelId }), read);
        const at = { elementAddress: node.unicastAddress + element, modelId };
        const [appGet, listGet] = isVendorModel(modelId)
          ? ([VendorModelAppGet, VendorModelSubscriptionGet] as const)
          : ([SigModelAppGet, SigModelSubscriptionGet] as const);
        // A node that says how its models extend each other shares the lists of those that do.
        const isRoot = placeKey(rootOf({ element, modelId })) === placeKey({ element, modelId });
        const asksList = isRoot || page1 === undefined || ownLists === true;
        return [
          question(appGet, at, ({ appKeyIndexes, status }) => {
            if (status === 0) read.bind = appKeyIndexes;
          }),
          ...(asksList
            ? [
                question(listGet, at, ({ addresses, status }) => {
                  if (status === 0) read.subscribe = addresses;
                }),
              ]
            : []),
          question(PublicationGet, at, (answer) => {
            if (answer.status === 0 && answer.address !== 0) read.publish = answer;
          }),
        ];
      }),
    );
  }

  result(): ReadConfiguration {
    const { node, page1, rootOf } = this.#known;
    const ownLists = page1 === undefined && this.#hasOwnLists();
    const { rootOf: listOf } = ownLists ? knownNode(node, { ownLists }) : { rootOf };
    const elements = node.elements.map((element, i) => ({
      ...element,
      models: element.models.map((model): DatabaseModel => {
        const place = { element: i, modelId: model.modelId };
        const read = this.#models.get(placeKey(place));
        if (!read) return model;
        const isRoot = placeKey(listOf(place)) === placeKey(place);
        const { publish: _, ...rest } = model;
        void _;
        const publish = read.publish && this.#publication(read.publish);
        return {
          ...rest,
          bind: read.bind,
          subscribe: isRoot ? this.#addresses(read.subscribe) : [],
          ...(publish && { publish }),
        };
      }),
    }));
    const { heartbeatPub: _, heartbeatSub: __, ...others } = node;
    void _;
    void __;
    return {
      node: {
        ...others,
        ...this.#states,
        features: { ...node.features, ...this.#features },
        netKeys: this.#keys(this.netKeys, node.netKeys),
        appKeys: this.#keys(this.#appKeys, node.appKeys),
        configComplete: true,
        elements,
      },
      ownLists,
      notes: [...this.#notes],
    };
  }

  #keys(indexes: readonly number[], known: readonly DatabaseNodeKey[]): DatabaseNodeKey[] {
    const updated = (index: number) => known.find((key) => key.index === index)?.updated ?? false;
    return [...indexes]
      .sort((one, other) => one - other)
      .map((index) => ({ index, updated: updated(index) }));
  }

  /** Whether models that would share a list have other addresses. */
  #hasOwnLists(): boolean {
    const { models } = this.#known;
    return models.some(({ element, modelId, root }) => {
      const own = this.#models.get(placeKey({ element, modelId }));
      const shared = this.#models.get(placeKey(root));
      const text = (read: ReadModel | undefined) => [...(read?.subscribe ?? [])].sort().join();
      return own !== undefined && shared !== undefined && text(own) !== text(shared);
    });
  }

  #addresses(addresses: readonly number[]): DatabaseAddress[] {
    const known = new Map<string, DatabaseAddress>();
    for (const address of addresses) {
      const own = this.#address(address, "it subscribes to");
      if (own !== undefined) known.set(addressKey(own), own);
    }
    return [...known.values()];
  }

  #publication({
    address,
    key,
    period,
    retransmit,
    ttl,
  }: NonNullable<ReadModel["publish"]>): DatabasePublication | undefined {
    const own = this.#address(address, "it publishes to");
    if (own === undefined) return undefined;
    return {
      address: own,
      index: key.appKeyIndex,
      ttl,
      period: { numberOfSteps: period & 0x3f, resolution: periodResolutions[period >> 6]! },
      retransmit: { count: retransmit.count, interval: (retransmit.steps + 1) * 50 },
      credentials: key.credentialFlag === 1 ? 1 : 0,
    };
  }

  /** An address, or the label of a virtual one. */
  #address(address: number, what: string): DatabaseAddress | undefined {
    if (address < 0x8000 || address > 0xbfff) return address;
    const label = this.#labelOf(address);
    if (!label)
      this.#notes.add(
        `${what} the virtual address ${address.toString(16)}, whose label nobody knows here: add its group`,
      );
    return label;
  }
}
