import { virtualAddress } from "../../../modules/crypto/toolbox.js";
import type { Crypto } from "../../../modules/host/crypto.js";
import type {
  ConfigurationDatabase,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import { decodeCompositionPage1 } from "../../../modules/access/composition-relations.js";
import { fromHex } from "../../../modules/base/bytes.js";
import { isAway, type NetworkClient } from "../apply/network-client.js";
import {
  type KnownNode,
  knownNode,
  type ModelStateValue,
  stateKey,
} from "../desired/known-network.js";
import { modelName } from "../model-names.js";
import type { ModelState } from "../states/model-state.js";
import { modelStates, stateNamed } from "../states/model-states.js";
import { type LabelOf, readConfiguration } from "./read-configuration.js";
import { readComposition } from "./read-composition.js";

/** What a node says of itself. */
export interface ReadNode {
  readonly node: DatabaseNode;
  readonly page1: string | undefined;
  readonly ownLists: boolean;
  readonly states: readonly ModelStateValue[];
  /** What it has and a database cannot say. */
  readonly notes: readonly string[];
}

/** Reads a node: composition, configuration, and states of its models. Rejects as NetworkClient does. */
export async function readNode(
  client: NetworkClient,
  known: KnownNode,
  labelOf: LabelOf,
): Promise<ReadNode> {
  const { node: composition, page1 } = await readComposition(client, known.node);
  const described = knownNode(
    { ...known.node, ...composition },
    {
      ...known,
      ...(page1 === undefined
        ? { page1: undefined }
        : { page1: decodeCompositionPage1(fromHex(page1)), ownLists: false }),
    },
  );
  const { node, notes, ownLists } = await readConfiguration(client, described, labelOf);
  const states = await readStates(client, node, known.states ?? []);
  return { node, page1, ownLists, states: states.values, notes: [...notes, ...states.notes] };
}

/** Milliseconds for which an answer is awaited: a server does not answer for a property that it does not have. */
const stateTimeout = 5000;

/** Asks the models of a node for the states that they are configured with: of states with parts those that are known. */
async function readStates(
  client: NetworkClient,
  node: DatabaseNode,
  known: readonly ModelStateValue[],
): Promise<{ readonly values: readonly ModelStateValue[]; readonly notes: readonly string[] }> {
  const values: ModelStateValue[] = [];
  const notes: string[] = [];
  const asked = statesToRead(node, known);
  for (const value of known) {
    const isAsked = asked.some((each) => stateKey(stateOf(each)) === stateKey(value));
    const { getter } = stateNamed(value.state)!;
    const has = (id: number) =>
      node.elements[value.element]?.models.some(({ modelId }) => modelId === id);
    if (isAsked || !has(value.modelId)) continue;
    // What nobody can ask for may be as it was set.
    values.push(value);
    notes.push(
      `element ${value.element} is not asked for ${value.state}, as its ${modelName(getter)} ${has(getter) ? "is bound to no AppKey" : "is missing"}`,
    );
  }
  for (const question of asked) {
    const { appKeyIndex, element, part, state } = question;
    const { message, values: wanted } = state.get(part);
    const dst = node.unicastAddress + element;
    try {
      const answer = await client.ask({
        message,
        values: wanted,
        dst,
        appKeyIndex,
        timeout: stateTimeout,
      });
      const value = state.valueOf(answer as never, part);
      if (value !== undefined) values.push({ ...stateOf(question), value });
    } catch (error) {
      if (!isAway(error)) throw error;
      notes.push(
        `element ${element} does not answer ${message.name}${part === "" ? "" : `, ${part}`}`,
      );
    }
  }
  return { values, notes };
}

interface StateQuestion {
  readonly appKeyIndex: number | undefined;
  readonly element: number;
  readonly part: string;
  readonly state: ModelState;
}

function stateOf({ element, part, state }: StateQuestion): Omit<ModelStateValue, "value"> {
  return { element, modelId: state.setter, state: state.name, part };
}

/** The states of which the model that is asked has a key. */
function statesToRead(
  { elements }: DatabaseNode,
  known: readonly ModelStateValue[],
): readonly StateQuestion[] {
  return elements.flatMap(({ models }, element) =>
    modelStates.flatMap((state) => {
      const has = (id: number) => models.find(({ modelId }) => modelId === id);
      const getter = has(state.getter);
      const appKeyIndex = state.device ? undefined : getter?.bind[0];
      if (!has(state.setter) || !getter || (!state.device && appKeyIndex === undefined)) return [];
      return partsOf(state, element, known).map((part) => ({ appKeyIndex, element, part, state }));
    }),
  );
}

function partsOf(
  state: ModelState,
  element: number,
  known: readonly ModelStateValue[],
): readonly string[] {
  if (!state.hasParts) return [""];
  return known
    .filter((value) => value.element === element && stateNamed(value.state) === state)
    .map(({ part }) => part);
}

/** The labels of a network's groups and of what its nodes are known to have, by their virtual addresses. */
export function labelsOf(crypto: Crypto, database: ConfigurationDatabase): LabelOf {
  const labels = new Map<number, Uint8Array>();
  const add = (address: unknown) => {
    if (address instanceof Uint8Array) labels.set(virtualAddress(crypto, address), address);
  };
  for (const { address } of database.groups) add(address);
  for (const { elements } of database.nodes)
    for (const { models } of elements)
      for (const { publish, subscribe } of models) {
        subscribe.forEach(add);
        add(publish?.address);
      }
  return (address) => labels.get(address);
}
