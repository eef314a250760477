import { toHex } from "../../../modules/base/bytes.js";
import type { CompositionPage1 } from "../../../modules/access/composition-relations.js";
import type { ModelId } from "../../../modules/access/model-id.js";
import type {
  ConfigurationDatabase,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import { ownList, type RootOf } from "../configuration/step.js";
import { describeModels, type ModelDescription, rootsOf } from "../models/describe-models.js";
import type { StateValue } from "../states/model-state.js";

/** A value of a state of a model; see `ModelState`. */
export interface ModelStateValue {
  readonly element: number;
  /** The model that takes its Set message. */
  readonly modelId: ModelId;
  /** Name of the state. */
  readonly state: string;
  /** Name of the part; "" of a state without parts. */
  readonly part: string;
  readonly value: StateValue;
}

/** What is known of a node beside what a Mesh Configuration Database has of it. */
export interface NodeKnowledge {
  /** Page 1 of its composition data; undefined: it has none, or was not asked. */
  readonly page1?: CompositionPage1 | undefined;
  /** Models that extend each other have subscription lists of their own, as some stacks have it against §4.2.4. */
  readonly ownLists?: boolean | undefined;
  /** Its composition was read from the node by this provisioner, and not taken from a file. */
  readonly confirmed?: boolean | undefined;
  /** Values of states of models that were set or read. */
  readonly states?: readonly ModelStateValue[] | undefined;
}

/** A node with what is known of it. */
export interface KnownNode extends NodeKnowledge {
  readonly node: DatabaseNode;
  readonly models: readonly ModelDescription[];
  /** Through which models its subscription lists are written. */
  readonly rootOf: RootOf;
}

/** A network with what is known of its nodes. */
export interface KnownNetwork {
  readonly database: ConfigurationDatabase;
  readonly nodes: readonly KnownNode[];
}

export function knownNode(node: DatabaseNode, knowledge: NodeKnowledge = {}): KnownNode {
  const { page1, ownLists = false } = knowledge;
  const elements = node.elements.map(({ models }) => ({
    models: models.map(({ modelId }) => modelId),
  }));
  const models = describeModels(elements, page1);
  return { ...knowledge, node, models, rootOf: ownLists ? ownList : rootsOf(models) };
}

/** A database of which nothing else is known. `knowledgeOf`: what is known of a node. */
export function knownNetwork(
  database: ConfigurationDatabase,
  knowledgeOf: (node: DatabaseNode) => NodeKnowledge = () => ({}),
): KnownNetwork {
  const nodes = database.nodes.map((node) => knownNode(node, knowledgeOf(node)));
  return { database, nodes };
}

/** Whether the models of a node are known. */
export function wasRead({ node }: Pick<KnownNode, "node">): boolean {
  return node.elements.some(({ models }) => models.length > 0);
}

/** All nodes but those that belong to a provisioner, and those that are to leave. */
export function configurableNodes({ database, nodes }: KnownNetwork): readonly KnownNode[] {
  const owners = new Set(database.provisioners.map(({ UUID }) => toHex(UUID)));
  return nodes.filter(({ node }) => !owners.has(toHex(node.UUID)) && !node.excluded);
}

/** Of a set of values of states. */
export function stateKey(value: Omit<ModelStateValue, "value">): string {
  return `${value.element}/${value.modelId}/${value.state}/${value.part}`;
}
