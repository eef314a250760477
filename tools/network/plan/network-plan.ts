import { type Change, changesOf } from "../configuration/changes.js";
import { planNode } from "../configuration/plan.js";
import type { ModelStateStep, Step } from "../configuration/step.js";
import { sameValue } from "../configuration/values.js";
import {
  configurableNodes,
  type KnownNetwork,
  type KnownNode,
  stateKey,
} from "../desired/known-network.js";
import type { NetworkAdditions, NetworkTarget, NodeTarget } from "../desired/resolve.js";
import { stateNamed } from "../states/model-states.js";
import { messagesOf } from "./messages.js";

/** What is to be done with one node. */
export interface NodePlan {
  readonly target: NodeTarget;
  readonly known: KnownNode;
  /** What differs. */
  readonly changes: readonly Change[];
  /** Another name, which no node hears of. */
  readonly renamed: boolean;
  /** The requests, in their order. */
  readonly steps: readonly Step[];
  /** The steps by the messages that have them. */
  readonly messages: readonly (readonly Step[])[];
  /** Its composition was not read by this provisioner: it is, before anything is changed. */
  readonly unread: boolean;
}

/** What is to be done so that a network is as a document says. */
export interface NetworkPlan {
  readonly target: NetworkTarget;
  readonly additions: NetworkAdditions;
  /** The nodes of the document, also those of which nothing is to be done. */
  readonly nodes: readonly NodePlan[];
  /** Nodes of the network that the document does not name. */
  readonly others: number;
}

/** Whether a node is to be changed. */
export function isChanged({ renamed, steps }: NodePlan): boolean {
  return renamed || steps.length > 0;
}

/** Whether anything is to be done. */
export function isEmpty({ additions, nodes }: NetworkPlan): boolean {
  const { appKeys, groups, name, netKeys, scenes } = additions;
  const lists = [appKeys, groups, netKeys, scenes];
  return name === undefined && lists.every(({ length }) => length === 0) && !nodes.some(isChanged);
}

/** Number of messages of a node. */
export function messageCount({ messages, unread }: NodePlan): number {
  return messages.length === 0 ? 0 : messages.length + (unread ? 1 : 0);
}

/** Plans what leads from what is known of a network to what it is to be. */
export function planNetwork(network: KnownNetwork, target: NetworkTarget): NetworkPlan {
  const nodes = target.nodes.map((each) => planTarget(each, target));
  return {
    target,
    additions: target.additions,
    nodes,
    others: configurableNodes(network).length - nodes.length - target.unread.length,
  };
}

function planTarget(target: NodeTarget, { appKeys }: NetworkTarget): NodePlan {
  const { after, known } = target;
  const { node, rootOf } = known;
  const values = stateChanges(target);
  const steps = planNode(node, after, {
    appKeys,
    rootOf,
    modelStates: values.map(({ step }) => step),
  });
  return {
    target,
    known,
    changes: [...changesOf(node, after, rootOf), ...values.map(({ change }) => change)],
    renamed: node.name !== after.name,
    steps,
    messages: messagesOf(node, steps),
    unread: !known.confirmed,
  };
}

/** States of models that have other values, or are not known. */
function stateChanges({ after, known, states }: NodeTarget) {
  const values = new Map((known.states ?? []).map((state) => [stateKey(state), state.value]));
  return states.flatMap((wanted): { readonly change: Change; readonly step: ModelStateStep }[] => {
    const { element, modelId, part, state, value } = wanted;
    const before = values.get(stateKey(wanted));
    if (sameValue(before, value)) return [];
    const model = after.elements[element]!.models.find((each) => each.modelId === modelId)!;
    const appKeyIndex = stateNamed(state)!.device ? undefined : model.bind[0];
    const place = { element, modelId, state, part };
    const change = before === undefined ? ("add" as const) : ("change" as const);
    return [
      {
        change: { ...place, of: "model-state", change, before, after: value },
        step: { ...place, step: "model-state", value, appKeyIndex },
      },
    ];
  });
}
