import type { Element } from "./element.js";
import type { Model } from "./model.js";
import { modelIdText } from "./model-id.js";
import { mostSubscriptions, SubscriptionList } from "./subscription-list.js";

/** The models of a set that hang together by `neighbours`, the nearest first. */
export function connected(first: Model, neighbours: (model: Model) => readonly Model[]): Model[] {
  const found = [first];
  for (let i = 0; i < found.length; i++)
    for (const model of neighbours(found[i]!)) if (!found.includes(model)) found.push(model);
  return found;
}

/** All models of a node, in the order of its elements. */
export function modelsOf(elements: readonly Element[]): Model[] {
  const all: Model[] = [];
  for (const { models } of elements) for (const model of models) all.push(model);
  return all;
}

/**
 * Lets the models of each extension tree share one subscription list an element
 * (Mesh Protocol 1.1 §4.2.4). Throws Error where a model extends, or corresponds
 * to, one that is on no element of the node; RangeError where models that share a list,
 * each with the room that was asked for (`subscriptions`), had more than can be listed.
 */
export function relateModels(elements: readonly Element[], subscriptions?: number): void {
  const models = modelsOf(elements);
  const extended = new Map<Model, Model[]>();
  for (const model of models)
    for (const other of [...model.bases, ...model.counterparts]) {
      if (!models.includes(other))
        throw new Error(
          `model ${modelIdText(model.id)} extends or corresponds to model ${modelIdText(other.id)}, which is on no element of the node`,
        );
      if (model.bases.includes(other)) extended.set(other, [...(extended.get(other) ?? []), model]);
    }
  const seen = new Set<Model>();
  for (const model of models) {
    if (seen.has(model)) continue;
    const tree = connected(model, (each) => [...each.bases, ...(extended.get(each) ?? [])]);
    for (const each of tree) seen.add(each);
    if (tree.length > 1) share(elements, tree, subscriptions);
  }
}

function share(
  elements: readonly Element[],
  tree: readonly Model[],
  subscriptions: number | undefined,
): void {
  for (const element of elements) {
    const sharers = element.models.filter((model) => tree.includes(model));
    if (sharers.length < 2) continue;
    const most = Math.floor(mostSubscriptions / sharers.length);
    if (subscriptions !== undefined && subscriptions > most)
      throw new RangeError(
        `limits.subscriptions: ${subscriptions} for each of the ${sharers.length} models of element ${element.index} that share a list are ${subscriptions * sharers.length}: a Subscription List carries ${mostSubscriptions}; give ${most} at most`,
      );
    const list = new SubscriptionList<Model>(sharers[0]!);
    list.sharers = sharers.length;
    for (const model of sharers) model.shareSubscriptions(list);
  }
}

/** The model on `element` that `model` corresponds to, directly or over others. Mesh Protocol 1.1 §2.3.6. */
export function correspondingModel(model: Model, element: Element): Model | undefined {
  return connected(model, ({ counterparts }) => counterparts).find(
    (other) => other !== model && other.element === element,
  );
}

/** The groups of models that correspond to each other, in the order of the elements: numbered in page 1 of the composition data. */
export function correspondingGroups(elements: readonly Element[]): Model[][] {
  const groups: Model[][] = [];
  for (const model of modelsOf(elements))
    if (model.counterparts.length > 0 && !groups.some((group) => group.includes(model)))
      groups.push(connected(model, ({ counterparts }) => counterparts));
  return groups;
}
