import type {
  DatabaseAppKey,
  DatabaseGroup,
  DatabaseNetKey,
  DatabaseNode,
  DatabaseScene,
} from "../../../modules/provisioner/configuration-database.js";
import type { ReadDocument, RuleOf, SelectorForm } from "./document.js";
import {
  type KnownNetwork,
  type KnownNode,
  type ModelStateValue,
  wasRead,
} from "./known-network.js";
import { Faults, NetworkNames } from "./names.js";
import { NodeWishes } from "./node-wishes.js";
import { addressKey } from "../configuration/values.js";
import { DocumentError, type DocumentSource } from "./read.js";
import { Selection } from "./selection.js";

/** How a node is to be. */
export interface NodeTarget {
  readonly known: KnownNode;
  /** Its configuration, with the elements and models that it has. */
  readonly after: DatabaseNode;
  /** States of its models that are to have these values. */
  readonly states: readonly ModelStateValue[];
}

/** Something that a network gets, or, where it has another name `before`, the name that it gets. */
export type Added<T> = T & { readonly before?: string };

/** What a network gets that belongs to no node. */
export interface NetworkAdditions {
  readonly name: string | undefined;
  readonly netKeys: readonly Added<Pick<DatabaseNetKey, "name" | "index">>[];
  readonly appKeys: readonly Added<Pick<DatabaseAppKey, "name" | "index" | "boundNetKey">>[];
  readonly groups: readonly Added<DatabaseGroup>[];
  readonly scenes: readonly Added<DatabaseScene>[];
}

/** What a document says of a network: how it is to be. */
export interface NetworkTarget {
  readonly additions: NetworkAdditions;
  /** The nodes that the document is for, in the order of their addresses. */
  readonly nodes: readonly NodeTarget[];
  /** Nodes that it is for and of which it is not known what they are made of: nobody has read them. */
  readonly unread: readonly KnownNode[];
  /** AppKeys of the network as it is to be, with their NetKeys. */
  readonly appKeys: readonly Pick<DatabaseAppKey, "name" | "index" | "boundNetKey">[];
  readonly groups: readonly DatabaseGroup[];
}

/** Finds out what a document means for a network. Throws DocumentError with all that it says of what the network has not, or that cannot be. */
export function resolveDocument(
  { document, lineOf }: DocumentSource,
  network: KnownNetwork,
): NetworkTarget {
  const faults = new Faults(lineOf);
  const names = new NetworkNames(document, network.database, faults);
  const selection = new Selection(network, document, faults);
  const wishes = new Map<KnownNode, NodeWishes>();
  const unread = new Set<KnownNode>();
  for (const { at, path, rule, selector } of rulesOf(document)) {
    const nodes = selection.select(selector, at);
    const matched = new Set<string>();
    for (const node of nodes) {
      if (!wasRead(node)) {
        unread.add(node);
        continue;
      }
      let own = wishes.get(node);
      if (!own) wishes.set(node, (own = new NodeWishes({ node, names, selection, faults })));
      for (const model of own.take(rule, path)) matched.add(model);
    }
    for (const model of Object.keys(rule.models ?? {}))
      if (nodes.some(wasRead) && !matched.has(model))
        faults.say([...path, "models", model], missingModel(nodes, model));
  }
  const targets = network.nodes.flatMap((known): NodeTarget[] => {
    const own = wishes.get(known);
    const name = selection.nameOf(known);
    if (!own && name === undefined) return [];
    return [
      (own ?? new NodeWishes({ node: known, names, selection, faults })).target(
        name,
        document.others,
      ),
    ];
  });
  if (faults.list.length > 0) throw new DocumentError(faults.list);
  return {
    additions: additionsOf(document, names, network),
    nodes: targets,
    unread: network.nodes.filter((node) => unread.has(node)),
    appKeys: names.appKeys,
    groups: names.groups,
  };
}

interface PlacedRule {
  readonly selector: SelectorForm;
  readonly rule: RuleOf;
  /** Place of the selector, and of the rule. */
  readonly at: readonly PropertyKey[];
  readonly path: readonly PropertyKey[];
}

function rulesOf({ rules = [], zones = {} }: ReadDocument): readonly PlacedRule[] {
  return [
    ...Object.entries(zones).map(([name, rule]): PlacedRule => {
      const path = ["zones", name];
      return { selector: name, rule, at: [...path, "nodes"], path };
    }),
    ...rules.map((rule, i): PlacedRule => {
      return { selector: rule.for, rule, at: ["rules", i, "for"], path: ["rules", i] };
    }),
  ];
}

function missingModel(nodes: readonly KnownNode[], model: string): string {
  return nodes.length === 1
    ? `the node has no ${model}`
    : `none of the ${nodes.length} nodes has a ${model}`;
}

function additionsOf(
  { network: name }: ReadDocument,
  { appKeys, groups, netKeys, scenes }: NetworkNames,
  { database }: KnownNetwork,
): NetworkAdditions {
  const sameIndex = (one: { index: number }, other: { index: number }) => one.index === other.index;
  return {
    name: name === database.meshName ? undefined : name,
    netKeys: newOf(netKeys, database.netKeys, sameIndex),
    appKeys: newOf(appKeys, database.appKeys, sameIndex),
    groups: newOf(
      groups,
      database.groups,
      (one, other) => addressKey(one.address) === addressKey(other.address),
    ),
    scenes: newOf(scenes, database.scenes, (one, other) => one.number === other.number),
  };
}

/** Those of a document that a network has not, or with another name. */
function newOf<T extends { readonly name: string }>(
  wanted: readonly T[],
  known: readonly T[],
  same: (one: T, other: T) => boolean,
): readonly Added<T>[] {
  return wanted.flatMap((each) => {
    const own = known.find((other) => same(each, other));
    if (own?.name === each.name) return [];
    return [{ ...each, ...(own && { before: own.name }) }];
  });
}
