import { nodeHost } from "../../../hosts/node/host.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { MemoryStore } from "../../../hosts/node/store.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import type { Model } from "../../../modules/access/model.js";
import { OpcodesAggregatorClient } from "../../../modules/foundation/opcodes-aggregator/client.js";
import type { AbortSignalLike } from "../../../modules/base/abort.js";
import type { Host } from "../../../modules/host/host.js";
import { Node } from "../../../modules/node/node.js";
import type { DatabaseNode } from "../../../modules/provisioner/configuration-database.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../../air/air.js";
import type { AirModel, AirParameters } from "../../air/model.js";
import type { Position } from "../../air/propagation.js";
import { decodeAccess } from "../../report/decode/message-table.js";
import { toHex } from "../../../modules/base/bytes.js";
import { NetworkClient } from "../apply/network-client.js";
import { NetworkBook } from "../book/network-book.js";
import type { KnownNetwork, KnownNode } from "../desired/known-network.js";
import { MessageClient } from "../message-client.js";
import { configureTwin } from "./twin-configuration.js";
import { addTwinFeatures } from "./twin-features.js";
import { type TwinStates, twinModels } from "./twin-model.js";

export interface TwinNetworkOptions {
  /** The network whose nodes it has. */
  readonly network: KnownNetwork;
  readonly seed: string;
  readonly air?: AirModel;
  readonly airParameters?: Partial<AirParameters>;
  /** Where a node is, by its UUID in hexadecimal digits; undefined: in a square around the provisioner. */
  readonly positionOf?: (uuid: string) => Position | undefined;
  /** Models of a node, for each of its elements. Default: models like those that it is known to have. */
  readonly modelsOf?: (known: KnownNode) => readonly (readonly Model[])[] | undefined;
  /** Milliseconds until a node that does not answer is away. */
  readonly timeout?: number;
}

/** Metres between two neighbours. */
const spacing = 2;
const limits = { appKeys: 250, bindings: 32, subnets: 32 };
/** Addresses in all lists of models that share one, and in one list. */
const sharedSubscriptions = 185;
const mostSubscriptions = 32;

/** A node of a twin. */
export interface TwinNode {
  readonly known: KnownNode;
  readonly node: Node;
  readonly states: TwinStates;
}

/**
 * A network like a known one, on the virtual air in virtual time: its nodes are ours, with the elements and models of the known
 * ones and configured as these are; keys are others. What is tried on it happens to nobody else.
 */
export class TwinNetwork {
  readonly clock = new VirtualClock();
  readonly air: VirtualAir;
  readonly provisioner: Provisioner;
  readonly book: NetworkBook;
  readonly client: NetworkClient;
  /** By the unicast address of the primary element. */
  readonly nodes = new Map<number, TwinNode>();
  readonly #options: TwinNetworkOptions;
  readonly #messages = new MessageClient(decodeAccess);
  readonly #aggregator = new OpcodesAggregatorClient();

  constructor(options: TwinNetworkOptions) {
    const { air, airParameters, network, seed } = options;
    this.#options = options;
    this.air = new VirtualAir({
      clock: this.clock,
      seed,
      ...(air && { model: air }),
      ...airParameters,
    });
    const store = new MemoryStore();
    this.provisioner = new Provisioner({
      host: this.#host("provisioner", { x: 0, y: 0 }, store),
      companyId: 0xffff,
      models: [this.#messages, this.#aggregator],
      limits,
    });
    this.#addKeys();
    const others = network.nodes.filter(({ node }) => !this.#isProvisioner(node));
    others.forEach((known, i) => this.#addNode(known, placeOf(i, others.length)));
    this.book = new NetworkBook({ provisioner: this.provisioner, store });
    const { appKeys, groups, meshName, netKeys, scenes } = network.database;
    this.book.change({ appKeys, groups, meshName, netKeys, scenes });
    for (const { confirmed, node, ownLists, states } of others)
      this.book.keep(node, { confirmed, ownLists, states });
    this.client = this.clientWith();
  }

  /** What is known of the twin. */
  get known(): KnownNetwork {
    return this.book.known;
  }

  /** A client that a signal ends. */
  clientWith(signal?: AbortSignalLike): NetworkClient {
    return new NetworkClient({
      provisioner: this.provisioner,
      messages: this.#messages,
      aggregator: this.#aggregator,
      timeout: this.#options.timeout,
      netKeysOf: (address) => (this.book.nodeAt(address)?.netKeys ?? []).map(({ index }) => index),
      signal,
    });
  }

  /** Lets virtual time pass until the promise settles, and settles as it does. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const end = () => (settled = true);
    promise.then(end, end);
    await this.clock.run(() => settled);
    return promise;
  }

  close(): void {
    this.provisioner.close();
    for (const { node } of this.nodes.values()) node.close();
    this.air.close();
  }

  #host(name: string, position: Position, store: MemoryStore): Host {
    const radio = this.air.attach({ name, position });
    const random = new SeededRandom(`${this.#options.seed} ${name}`);
    return nodeHost({ clock: this.clock, radio, random, store });
  }

  /** The node of a provisioner, ours or another one, which nobody configures. */
  #isProvisioner({ UUID }: DatabaseNode): boolean {
    const { provisioners } = this.#options.network.database;
    return provisioners.some((other) => toHex(other.UUID) === toHex(UUID));
  }

  #addKeys(): void {
    const { appKeys, netKeys } = this.#options.network.database;
    const { applicationKeys, subnets } = this.provisioner.node.network!;
    for (const { index, key } of netKeys) if (index !== 0) subnets.add(index, key);
    for (const { boundNetKey, index, key } of appKeys) applicationKeys.add(boundNetKey, index, key);
  }

  #addNode(known: KnownNode, usual: Position): void {
    const { node } = known;
    const name = toHex(node.UUID);
    const position = this.#options.positionOf?.(name) ?? usual;
    const states: TwinStates = new Map();
    const models = this.#options.modelsOf?.(known) ?? twinModels(known, states);
    const twin = new Node({
      host: this.#host(name, position, new MemoryStore()),
      uuid: node.UUID,
      companyId: node.cid ?? 0xffff,
      ...(node.pid !== undefined && { productId: node.pid }),
      ...(node.vid !== undefined && { versionId: node.vid }),
      relay: node.features?.relay !== 2,
      limits: { ...limits, subscriptions: roomOf(models) },
      provisionable: false,
      elements: models.map((own, i) => ({ location: node.elements[i]!.location, models: own })),
    });
    const deviceKey = new Uint8Array(16).map((_, i) => node.UUID[i]! ^ 0x5a);
    const { subnets } = this.provisioner.node.network!;
    const netKeyIndex = node.netKeys[0]?.index ?? 0;
    const { unicastAddress: address } = node;
    twin.provision({
      netKey: subnets.get(netKeyIndex)!.keys.key,
      netKeyIndex,
      deviceKey,
      ivIndex: 0,
      address,
    });
    const elements = node.elements.length;
    this.provisioner.database.add({ address, elements, netKeyIndex, uuid: node.UUID, deviceKey });
    this.nodes.set(address, { known, node: twin, states });
    configureTwin(twin, node, this.provisioner.node);
    addTwinFeatures(twin, node);
  }
}

/** The place of a node without a position: in a square around the provisioner. */
function placeOf(index: number, count: number): Position {
  const side = Math.ceil(Math.sqrt(count));
  const middle = (side - 1) / 2;
  // A metre aside, as the one in the middle would be where the provisioner is.
  const y = (Math.floor(index / side) - middle) * spacing + 1;
  return { x: ((index % side) - middle) * spacing, y };
}

/** Addresses for each model of a node: as many as there can be where all of an element share a list. */
function roomOf(models: readonly (readonly Model[])[]): number {
  const most = Math.max(...models.map(({ length }) => length));
  return Math.min(mostSubscriptions, Math.floor(sharedSubscriptions / Math.max(1, most)));
}
