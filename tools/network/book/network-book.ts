import { randomUUID } from "node:crypto";
import { equalBytes, fromHex, toHex } from "../../../modules/base/bytes.js";
import { Records } from "../../../modules/base/records.js";
import type { Store } from "../../../modules/host/store.js";
import { loadIdentity } from "../../../modules/node/node-record.js";
import type {
  ConfigurationDatabase,
  DatabaseAppKey,
  DatabaseNetKey,
  DatabaseNode,
  DatabaseProvisioner,
} from "../../../modules/provisioner/configuration-database.js";
import type { NodeEntry } from "../../../modules/provisioner/database.js";
import type { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { type KnownNetwork, knownNetwork, type NodeKnowledge } from "../desired/known-network.js";
import { messageClientId } from "../message-client.js";
import { BookRecords, knowledgeOf, type StoredNetwork, type StoredNode } from "./records.js";

export interface NetworkBookOptions {
  readonly provisioner: Provisioner;
  /** Where the book is kept: beside the records of the provisioner. */
  readonly store: Store;
  /** The time of a change, RFC 3339. Default: that of this computer. */
  readonly timestamp?: () => string;
}

/**
 * What a provisioner on a computer knows of its network, beside what it needs itself: the configuration of each node,
 * names, groups, scenes. With the provisioner's own records it is a Mesh Configuration Database; a view of both is made
 * when it is asked for, so that keys and addresses are in one place.
 */
export class NetworkBook {
  readonly #options: NetworkBookOptions;
  readonly #records: BookRecords;
  readonly #nodes = new Map<string, StoredNode>();
  #network: StoredNetwork;

  /** Throws BookError where a record is damaged. */
  constructor(options: NetworkBookOptions) {
    this.#options = options;
    this.#records = new BookRecords(options.store);
    this.#network = this.#records.readNetwork();
    for (const stored of this.#records.readNodes())
      this.#nodes.set(toHex(stored.node.UUID), stored);
    if (!this.#network.meshUUID)
      this.change({
        meshUUID: fromHex(randomUUID().replaceAll("-", "")),
        meshName: "Mesh network",
      });
  }

  /** The database of the network as it is known now. */
  get database(): ConfigurationDatabase {
    const network = this.#network;
    const { exclusions } = this.#options.provisioner.database;
    return {
      ...network,
      meshUUID: network.meshUUID!,
      meshName: network.meshName ?? "Mesh network",
      timestamp: network.timestamp ?? this.#now(),
      partial: false,
      netKeys: this.#netKeys(),
      appKeys: this.#appKeys(),
      provisioners: this.#provisioners(),
      nodes: this.#nodesOf(),
      groups: network.groups ?? [],
      scenes: network.scenes ?? [],
      networkExclusions:
        exclusions.length > 0 || network.networkExclusions ? exclusions : undefined,
    };
  }

  /** The database, and what is known of the nodes beside it. */
  get known(): KnownNetwork {
    return knownNetwork(this.database, (node) => this.knowledge(node));
  }

  /** The node with an element at this address; undefined: there is none. */
  nodeAt(address: number): DatabaseNode | undefined {
    const { address: own, database, node } = this.#options.provisioner;
    if (address >= own && address < own + node.elements.length) return this.#ownNode();
    const entry = database.at(address);
    return entry && this.#nodeOf(entry);
  }

  /** What is known of a node beside its configuration. */
  knowledge({ UUID }: Pick<DatabaseNode, "UUID">): NodeKnowledge {
    const stored = this.#nodes.get(toHex(UUID));
    return stored ? knowledgeOf(stored) : {};
  }

  /** Keeps what belongs to no node. */
  change(changes: StoredNetwork): void {
    const network = { ...this.#network, ...changes, timestamp: this.#now() };
    this.#records.writeNetwork(network);
    this.#network = network;
  }

  /** Keeps what is known of a node, and of what is given beside it; what is not given stays as it was. */
  keep(node: DatabaseNode, knowledge: Omit<StoredNode, "node"> = {}): void {
    const uuid = toHex(node.UUID);
    const before = this.#nodes.get(uuid);
    const { deviceKey: _, ...rest } = node;
    void _;
    const stored: StoredNode = { ...before, ...knowledge, node: rest };
    this.#records.writeNode(stored);
    if (before && before.node.unicastAddress !== node.unicastAddress)
      this.#records.deleteNode(before.node.unicastAddress);
    this.#nodes.set(uuid, stored);
  }

  /** Forgets a node, as when it has left. */
  forget({ UUID, unicastAddress }: Pick<DatabaseNode, "UUID" | "unicastAddress">): void {
    this.#records.deleteNode(unicastAddress);
    this.#nodes.delete(toHex(UUID));
  }

  #now(): string {
    return this.#options.timestamp?.() ?? new Date().toISOString();
  }

  #netKeys(): readonly DatabaseNetKey[] {
    const { network } = this.#options.provisioner.node;
    return (network?.subnets.list ?? []).map(({ keys, netKeyIndex: index, newKeys, phase }) => {
      const known = this.#network.netKeys?.find((key) => key.index === index);
      const key = (newKeys ?? keys).key;
      return {
        ...known,
        name: known?.name ?? (index === 0 ? "Primary" : `NetKey ${index}`),
        index,
        key,
        phase: phase,
        minSecurity: known?.minSecurity ?? "insecure",
        timestamp: known?.timestamp ?? this.#network.timestamp ?? this.#now(),
        oldKey: newKeys ? keys.key : undefined,
      };
    });
  }

  #appKeys(): readonly DatabaseAppKey[] {
    const { network } = this.#options.provisioner.node;
    return (network?.applicationKeys.list ?? []).map(
      ({ appKeyIndex: index, key, netKeyIndex, newKey }) => {
        const known = this.#network.appKeys?.find((each) => each.index === index);
        return {
          ...known,
          name: known?.name ?? `AppKey ${index}`,
          index,
          boundNetKey: netKeyIndex,
          key: (newKey ?? key).key,
          oldKey: newKey ? key.key : undefined,
        };
      },
    );
  }

  /** The provisioners that are known, and this one. */
  #provisioners(): readonly DatabaseProvisioner[] {
    const { provisioners = [] } = this.#network;
    const { uuid } = this.#options.provisioner.node;
    if (provisioners.some(({ UUID }) => equalBytes(UUID, uuid))) return provisioners;
    return [
      ...provisioners,
      {
        provisionerName: "xs-mesh",
        UUID: uuid,
        allocatedUnicastRange: [{ lowAddress: 0x0001, highAddress: 0x7fff }],
        allocatedGroupRange: [{ lowAddress: 0xc000, highAddress: 0xfeff }],
        allocatedSceneRange: [{ firstScene: 0x0001, lastScene: 0xffff }],
      },
    ];
  }

  #nodesOf(): readonly DatabaseNode[] {
    const { database } = this.#options.provisioner;
    const nodes = [this.#ownNode(), ...database.nodes.map((entry) => this.#nodeOf(entry))];
    return nodes.sort((one, other) => one.unicastAddress - other.unicastAddress);
  }

  #ownNode(): DatabaseNode {
    const { address, node } = this.#options.provisioner;
    const { applicationKeys, subnets } = node.network!;
    const keys = { netKeys: subnets.list.map(keyOf), appKeys: applicationKeys.list.map(appKeyOf) };
    const stored = this.#nodes.get(toHex(node.uuid))?.node;
    return {
      ...stored,
      UUID: node.uuid,
      unicastAddress: address,
      deviceKey: this.#deviceKey(),
      security: "secure",
      configComplete: true,
      excluded: false,
      name: stored?.name ?? "Provisioner",
      ...keys,
      elements: node.elements.map(({ index, location, models }) => ({
        index,
        location,
        models: models
          // A means of this program, which nobody else knows.
          .filter(({ id }) => id !== messageClientId)
          .map(({ configuration, id }) => ({
            modelId: id,
            bind: configuration.bindings,
            subscribe: [],
          })),
      })),
    };
  }

  /** That of the provisioner's own node, which only its record has. */
  #deviceKey(): Uint8Array | undefined {
    const { provisioner, store } = this.#options;
    return loadIdentity(new Records({ store, diagnostics: provisioner.node.diagnostics }))
      ?.deviceKey;
  }

  /** A node of the provisioner with what is known of it; of one that was never asked its address and elements. */
  #nodeOf({ address, deviceKey, elements, netKeyIndex, uuid }: NodeEntry): DatabaseNode {
    const stored = this.#nodes.get(toHex(uuid))?.node;
    if (stored?.unicastAddress === address && stored.elements.length === elements)
      return { ...stored, deviceKey };
    return {
      UUID: uuid,
      unicastAddress: address,
      deviceKey,
      security: "insecure",
      netKeys: [{ index: netKeyIndex, updated: false }],
      appKeys: [],
      configComplete: false,
      excluded: false,
      elements: Array.from({ length: elements }, (_, index) => ({
        index,
        location: 0,
        models: [],
      })),
      ...(stored?.name !== undefined && { name: stored.name }),
    };
  }
}

const keyOf = ({ netKeyIndex }: { readonly netKeyIndex: number }) => ({
  index: netKeyIndex,
  updated: false,
});
const appKeyOf = ({ appKeyIndex }: { readonly appKeyIndex: number }) => ({
  index: appKeyIndex,
  updated: false,
});
