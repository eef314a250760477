import { toHex } from "../../../modules/base/bytes.js";
import type { DatabaseNode } from "../../../modules/provisioner/configuration-database.js";
import { addressText } from "../cdb/listing.js";
import { modelId } from "../model-names.js";
import { hint } from "../similar.js";
import type { ReadDocument, SelectorForm, SelectorObject } from "./document.js";
import { configurableNodes, type KnownNetwork, type KnownNode } from "./known-network.js";
import type { Faults } from "./names.js";

type Path = readonly PropertyKey[];
type Identity = NonNullable<ReadDocument["nodes"]>[string];

const plain = (text: string) => text.replace(/^0x/i, "").replaceAll("-", "").toLowerCase();

/** Finds the nodes of a document in the network. */
export class Selection {
  readonly #network: KnownNetwork;
  readonly #document: ReadDocument;
  readonly #faults: Faults;
  /** Nodes by the names that the document gives them. */
  readonly #named = new Map<string, KnownNode>();
  /** Zones whose members are being looked for. */
  readonly #open = new Set<string>();

  constructor(network: KnownNetwork, document: ReadDocument, faults: Faults) {
    this.#network = network;
    this.#document = document;
    this.#faults = faults;
    for (const [name, identity] of Object.entries(document.nodes ?? {})) this.#find(name, identity);
    this.#checkNames();
    const owners = new Map<KnownNode, string>();
    for (const [name, node] of this.#named) {
      const other = owners.get(node);
      if (other !== undefined)
        faults.say(["nodes", name], `the same node as "${other}": ${nodeText(node)}`);
      owners.set(node, name);
    }
  }

  /** Says which names stand for several things, or would do so once the document is applied. */
  #checkNames(): void {
    const { nodes = {}, zones = {} } = this.#document;
    const say = (list: "nodes" | "zones", name: string, text: string) =>
      this.#faults.say([list, name], text);
    for (const [list, names] of [
      ["nodes", nodes],
      ["zones", zones],
    ] as const)
      if (Object.hasOwn(names, "all"))
        say(list, "all", '"all" stands for every node: give it another name');
    for (const name of Object.keys(zones))
      if (this.nodeNamed(name))
        say(
          "zones",
          name,
          "a node has this name, so that nobody knows which of the two is meant: give it another one",
        );
    for (const [name, node] of this.#named) {
      const by = ownMember(nodes, name)?.name;
      const isMoved = by !== undefined && by !== name && node.node.name === by;
      if (isMoved && this.#named.has(by))
        say("nodes", name, "it is found by the name that another node gets: give its uuid");
      const other = this.#network.nodes.find(
        (each) => each !== node && each.node.name === name && this.nameOf(each) === undefined,
      );
      if (other && node.node.name !== name)
        say(
          "nodes",
          name,
          `${nodeText(other)} has this name in the network: give it another one in nodes, or choose another here`,
        );
    }
  }

  /** The name that the document gives a node. */
  nameOf(node: KnownNode): string | undefined {
    for (const [name, own] of this.#named) if (own === node) return name;
    return undefined;
  }

  /** A node by its name in the document or in the network. */
  nodeNamed(name: string): KnownNode | undefined {
    const named = this.#named.get(name);
    if (named) return named;
    const found = this.#network.nodes.filter(({ node }) => node.name === name);
    return found.length === 1 ? found[0] : undefined;
  }

  /** The nodes of a selector, in the order of their addresses. Says where there is none. */
  select(selector: SelectorForm, path: Path): readonly KnownNode[] {
    const parts = Array.isArray(selector) ? (selector as readonly (string | SelectorObject)[]) : [];
    const nodes = new Set<KnownNode>();
    if (Array.isArray(selector))
      parts.forEach((part, i) => this.#part(part, [...path, i]).forEach((node) => nodes.add(node)));
    else this.#part(selector as string | SelectorObject, path).forEach((node) => nodes.add(node));
    return this.#network.nodes.filter((node) => nodes.has(node));
  }

  #part(part: string | SelectorObject, path: Path): readonly KnownNode[] {
    return typeof part === "string" ? this.#byName(part, path) : this.#byKind(part, path);
  }

  #byName(name: string, path: Path): readonly KnownNode[] {
    if (name === "all") return configurableNodes(this.#network);
    const node = this.nodeNamed(name);
    if (node) return [node];
    const zone = ownMember(this.#document.zones, name);
    if (zone) {
      if (this.#open.has(name)) {
        this.#faults.say(path, `the zone "${name}" is a member of itself`);
        return [];
      }
      this.#open.add(name);
      const nodes = this.select(zone.nodes, ["zones", name, "nodes"]);
      this.#open.delete(name);
      if (nodes.length === 0)
        this.#faults.say(["zones", name], "it has no members: no node is configured by it");
      return nodes;
    }
    if (!ownMember(this.#document.nodes, name)) this.#unknown(name, path);
    return [];
  }

  #unknown(name: string, path: Path): void {
    const alike = this.#network.nodes.filter(({ node }) => node.name === name);
    if (alike.length > 1)
      return this.#faults.say(
        path,
        `${alike.length} nodes of the network have the name "${name}": give one a name by its uuid in nodes`,
      );
    const names = [
      ...this.#named.keys(),
      ...Object.keys(this.#document.zones ?? {}),
      ...this.#network.nodes.flatMap(({ node }) => node.name ?? []),
    ];
    this.#faults.say(
      path,
      `there is no node and no zone "${name}"${hint(name, new Set(names), "there are")}`,
    );
  }

  #byKind(kind: SelectorObject, path: Path): readonly KnownNode[] {
    const { address, cid, except, has, in: within, pid, supports, vid } = kind;
    const names = (given: string | readonly string[], at: string) =>
      new Set(this.select(given, [...path, at]));
    let nodes = configurableNodes(this.#network);
    if (within !== undefined) {
      const own = names(within, "in");
      nodes = this.#network.nodes.filter((node) => own.has(node));
    }
    if (has !== undefined) {
      try {
        const id = modelId(has);
        nodes = nodes.filter(({ models }) => models.some((model) => model.modelId === id));
      } catch (error) {
        this.#faults.say([...path, "has"], (error as Error).message);
        return [];
      }
    }
    if (supports !== undefined)
      nodes = nodes.filter(({ node }) => (node.features?.[supports] ?? 2) !== 2);
    nodes = nodes.filter(({ node }) => fits(node, { address, cid, pid, vid }));
    if (except !== undefined) {
      const others = names(except, "except");
      nodes = nodes.filter((node) => !others.has(node));
    }
    if (nodes.length === 0) this.#faults.say(path, "no node of the network is of this kind");
    return nodes;
  }

  #find(name: string, identity: Identity): void {
    const alike = this.#network.nodes.filter(({ node }) => fits(node, identity));
    // Once it has the name that the document gives it, it has no longer that by which it was found.
    const renamed = this.#network.nodes.filter(({ node }) => fits(node, { ...identity, name }));
    const found = alike.length === 0 && identity.name !== undefined ? renamed : alike;
    const path = ["nodes", name];
    if (found.length === 1) this.#named.set(name, found[0]!);
    else if (found.length === 0)
      this.#faults.say(
        path,
        `no node of the network is that: ${identityText(identity)}; xs-mesh nodes lists them`,
      );
    else
      this.#faults.say(
        path,
        `${found.length} nodes are that: ${found.map(nodeText).join(", ")}; give the uuid of one`,
      );
  }
}

function fits(node: DatabaseNode, wanted: Identity): boolean {
  const { address, cid, name, pid, uuid, vid } = wanted;
  const isHex = (text: string | undefined, value: number | undefined) =>
    text === undefined || parseInt(plain(text), 16) === value;
  return (
    (uuid === undefined || plain(uuid) === toHex(node.UUID)) &&
    (name === undefined || name === node.name) &&
    isHex(address, node.unicastAddress) &&
    isHex(cid, node.cid) &&
    isHex(pid, node.pid) &&
    isHex(vid, node.vid)
  );
}

function identityText(identity: Identity): string {
  return Object.entries(identity)
    .map(([member, value]) => `${member} ${String(value)}`)
    .join(", ");
}

/** A member by a name that a user has chosen, which may be one that every object has. */
function ownMember<T>(of: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return of && Object.hasOwn(of, name) ? of[name] : undefined;
}

/** "0005 ceiling". */
export function nodeText({ node }: KnownNode): string {
  return `${addressText(node.unicastAddress)}${node.name === undefined ? "" : ` ${node.name}`}`;
}
