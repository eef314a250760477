import type {
  DatabaseAddress,
  DatabaseAppKey,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import {
  type ModelStateStep,
  type NodeStates,
  ownList,
  type RootOf,
  type StateStep,
  type Step,
} from "./step.js";
import {
  addressKey,
  indexesOf,
  isAsWanted,
  itself,
  listsOf,
  modelsOf,
  placeKey,
  publicationOf,
  sameValue,
  statesOf,
  without,
} from "./values.js";

/** What a plan depends on beside the node. */
export interface PlanContext {
  /** AppKeys of the network, with the NetKeys that they are bound to. */
  readonly appKeys: readonly Pick<DatabaseAppKey, "index" | "boundNetKey">[];
  /** Through which models subscription lists are written. Default: each has its own. */
  readonly rootOf?: RootOf;
  /** States of models that are to be set, once the models are bound to their keys. Default: none. */
  readonly modelStates?: readonly ModelStateStep[];
}

/**
 * The requests that make of what a node has, `before`, what it is to have, `after`, which have the same elements and
 * models. There are as few as can be where no key and no binding that stays is removed on the way. They are in an order
 * in which each is possible, nothing that stays stops working but a subscription list that is written from the start, and what
 * could cut the way to the node, such as its relay or its keys, comes last.
 */
export function planNode(before: DatabaseNode, after: DatabaseNode, context: PlanContext): Step[] {
  const { modelStates = [], rootOf = ownList } = context;
  const netKeys = { before: indexesOf(before.netKeys), after: indexesOf(after.netKeys) };
  const appKeys = { before: indexesOf(before.appKeys), after: indexesOf(after.appKeys) };
  const lostNetKeys = without(netKeys.before, netKeys.after, itself);
  const lostAppKeys = without(appKeys.before, appKeys.after, itself);
  /** Those that go with their NetKey. */
  const lostWith = new Set(
    context.appKeys
      .filter(({ boundNetKey }) => lostNetKeys.includes(boundNetKey))
      .map(({ index }) => index),
  );
  const index =
    (step: "add-net-key" | "delete-net-key" | "add-app-key" | "delete-app-key") =>
    (key: number): Step => ({ step, index: key });
  const states = stateSteps(before, after);
  return [
    ...states.first,
    ...without(netKeys.after, netKeys.before, itself).map(index("add-net-key")),
    ...without(appKeys.after, appKeys.before, itself).map(index("add-app-key")),
    ...bindSteps(before, after),
    ...publicationSteps(before, after, lostAppKeys),
    ...subscriptionSteps(before, after, rootOf),
    ...modelStates,
    ...lostAppKeys.filter((key) => !lostWith.has(key)).map(index("delete-app-key")),
    ...states.last,
    ...lostNetKeys.map(index("delete-net-key")),
  ];
}

/** Models with what they had before. */
function pairs(before: DatabaseNode, after: DatabaseNode) {
  const models = new Map(modelsOf(before).map((each) => [placeKey(each), each.model]));
  return modelsOf(after).map(({ element, model, modelId }) => {
    const place = { element, modelId };
    return { model, own: models.get(placeKey(place)), place };
  });
}

function bindSteps(before: DatabaseNode, after: DatabaseNode): Step[] {
  return pairs(before, after).flatMap(({ model, own, place }) =>
    without(model.bind, own?.bind ?? [], itself).map((index): Step => {
      return { ...place, step: "bind", index };
    }),
  );
}

/** Publications, and bindings that end. A key that the node loses takes its bindings with it, and these their publications. */
function publicationSteps(
  before: DatabaseNode,
  after: DatabaseNode,
  lost: readonly number[],
): Step[] {
  return pairs(before, after).flatMap(({ model, own, place }) => {
    const steps: Step[] = [];
    const unbound = without(own?.bind ?? [], model.bind, itself);
    const published = own && publicationOf(own);
    const wanted = publicationOf(model);
    // Before the key is unbound that it publishes with now.
    const stops = published && !wanted && !unbound.includes(published.index);
    if (stops || (wanted && !sameValue(published, wanted)))
      steps.push({ ...place, step: "publish", publication: wanted });
    for (const key of unbound)
      if (!lost.includes(key)) steps.push({ ...place, step: "unbind", index: key });
    return steps;
  });
}

/** The addresses of a list added and deleted, or the list overwritten, whichever is shorter. */
function subscriptionSteps(before: DatabaseNode, after: DatabaseNode, rootOf: RootOf): Step[] {
  const steps: Step[] = [];
  const lists = listsOf(before, rootOf);
  for (const [key, { addresses, root }] of listsOf(after, rootOf)) {
    const known = lists.get(key)?.addresses ?? [];
    const added = without(addresses, known, addressKey);
    const deleted = without(known, addresses, addressKey);
    const one = (step: "subscribe" | "unsubscribe" | "overwrite", address: DatabaseAddress) =>
      steps.push({ ...root, step, address });
    if (deleted.length > 0 && Math.max(1, addresses.length) < added.length + deleted.length) {
      if (addresses.length === 0) steps.push({ ...root, step: "unsubscribe-all" });
      addresses.forEach((address, i) => one(i === 0 ? "overwrite" : "subscribe", address));
    } else {
      // First, so that there is room in a list that is full.
      for (const address of deleted) one("unsubscribe", address);
      for (const address of added) one("subscribe", address);
    }
  }
  return steps;
}

/** States that open ways first, others and those that close ways last. */
function stateSteps(
  before: DatabaseNode,
  after: DatabaseNode,
): { readonly first: readonly Step[]; readonly last: readonly Step[] } {
  const known = statesOf(before);
  const steps = Object.entries(statesOf(after))
    .filter(
      ([name, value]) =>
        !isAsWanted(name as keyof NodeStates, known[name as keyof NodeStates], value),
    )
    .map(([state, value]) => ({ step: "state", state, value }) as StateStep);
  return { first: steps.filter(opens), last: steps.filter((step) => !opens(step)) };
}

function opens({ state, value }: StateStep): boolean {
  return state === "relay" ? value.on : (state === "proxy" || state === "friend") && value;
}
