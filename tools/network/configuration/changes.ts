import type {
  DatabaseAddress,
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import type { StateValue } from "../states/model-state.js";
import { type ModelPlace, type NodeStates, ownList, type RootOf } from "./step.js";
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

/** A difference of two configurations of a node: what is there and what is wanted. */
export type Change =
  | {
      readonly of: "net-key" | "app-key";
      readonly change: "add" | "remove";
      readonly index: number;
    }
  | (ModelPlace & {
      readonly of: "binding";
      readonly change: "add" | "remove";
      readonly index: number;
    })
  | (ModelPlace & {
      readonly of: "subscription";
      readonly change: "add" | "remove";
      readonly address: DatabaseAddress;
    })
  | (ModelPlace & {
      readonly of: "publication";
      readonly change: "add" | "remove" | "change";
      readonly before: DatabasePublication | undefined;
      readonly after: DatabasePublication | undefined;
    })
  | {
      readonly of: "state";
      readonly change: "add" | "change";
      readonly state: keyof NodeStates;
      readonly before: unknown;
      readonly after: unknown;
    }
  | (ModelPlace & {
      readonly of: "model-state";
      readonly change: "add" | "change";
      readonly state: string;
      readonly part: string;
      readonly before: StateValue | undefined;
      readonly after: StateValue;
    });

const changed = <T>(before: readonly T[], after: readonly T[], key: (item: T) => unknown) => [
  ...without(after, before, key).map((item) => ({ change: "add" as const, item })),
  ...without(before, after, key).map((item) => ({ change: "remove" as const, item })),
];

/**
 * The differences of what a node has, `before`, and what it is to have, `after`, which have the same elements and models.
 * A state that `after` does not name is as it is.
 */
export function changesOf(
  before: DatabaseNode,
  after: DatabaseNode,
  rootOf: RootOf = ownList,
): Change[] {
  const keys = (of: "net-key" | "app-key", name: "netKeys" | "appKeys"): Change[] =>
    changed(indexesOf(before[name]), indexesOf(after[name]), itself).map(({ change, item }) => {
      return { of, change, index: item };
    });
  const models = new Map(modelsOf(before).map((each) => [placeKey(each), each.model]));
  const changes: Change[] = [...keys("net-key", "netKeys"), ...keys("app-key", "appKeys")];
  for (const { element, model, modelId } of modelsOf(after)) {
    const place = { element, modelId };
    const own = models.get(placeKey(place));
    for (const { change, item } of changed(own?.bind ?? [], model.bind, itself))
      changes.push({ ...place, of: "binding", change, index: item });
    const published = own && publicationOf(own);
    const wanted = publicationOf(model);
    if (!sameValue(published, wanted))
      changes.push({
        ...place,
        of: "publication",
        change: !published ? "add" : !wanted ? "remove" : "change",
        before: published,
        after: wanted,
      });
  }
  const lists = listsOf(before, rootOf);
  for (const [key, { addresses, root }] of listsOf(after, rootOf))
    for (const { change, item } of changed(lists.get(key)?.addresses ?? [], addresses, addressKey))
      changes.push({ ...root, of: "subscription", change, address: item });
  const states = statesOf(before);
  for (const [name, value] of Object.entries(statesOf(after))) {
    const state = name as keyof NodeStates;
    if (isAsWanted(state, states[state], value)) continue;
    const change = states[state] === undefined ? "add" : "change";
    changes.push({ of: "state", change, state, before: states[state], after: value });
  }
  return changes;
}
