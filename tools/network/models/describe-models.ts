import type { CompositionPage1 } from "../../../modules/access/composition-relations.js";
import { isVendorModel, type ModelId } from "../../../modules/access/model-id.js";
import { type ModelRole, roleOfModel } from "../../../modules/access/model-roles.js";
import type { ModelPlace, RootOf } from "../configuration/step.js";
import { placeKey } from "../configuration/values.js";
import { standardRelations } from "./standard-relations.js";

/** A model of a node, and how it is related to the others. */
export interface ModelDescription extends ModelPlace {
  /** What it is for in a light with several elements; "main" of everything else. */
  readonly role: ModelRole;
  /** Its number among the models with its identifier and role, in the order of the elements, from 1. */
  readonly number: number;
  /** The models that it extends. */
  readonly extends: readonly ModelPlace[];
  /** The models that it corresponds to, directly or over others. */
  readonly corresponds: readonly ModelPlace[];
  /**
   * The model through which the subscription list is written that it shares with those that extend it, or that it
   * extends, on its element (Mesh Protocol 1.1 §4.2.4): the first of them that no other extends.
   */
  readonly root: ModelPlace;
}

/** The models of an element, as composition data page 0 or a database has them. */
export interface ElementModels {
  readonly models: readonly ModelId[];
}

interface Relations {
  readonly bases: readonly ModelPlace[];
  /** Some of those that it corresponds to, from which the others follow. */
  readonly counterparts: readonly ModelPlace[];
}

type RelationsAt = (place: ModelPlace) => Relations;

/**
 * Describes the models of a node, of whatever stack it is: by page 1 of its composition data where it has that, else by
 * what the specification says of its models. A page 1 that does not fit the models is not used.
 */
export function describeModels(
  elements: readonly ElementModels[],
  page1?: CompositionPage1,
): readonly ModelDescription[] {
  const places = elements.flatMap(({ models }, element) =>
    models.map((modelId): ModelPlace => ({ element, modelId })),
  );
  const relationsAt = (page1 && byPage1(elements, page1)) ?? bySpecification(elements);
  const relations = new Map(places.map((place) => [placeKey(place), relationsAt(place)]));
  const of = (place: ModelPlace) => relations.get(placeKey(place))!;
  const trees = new Map<string, readonly ModelPlace[]>();
  for (const place of places) {
    if (trees.has(placeKey(place))) continue;
    const own = places.filter(({ element }) => element === place.element);
    const tree = connected(place, own, (one, other) => isBase(of(one), other));
    // In the order of the element, so that the same models have the same root.
    const ordered = own.filter((each) => tree.includes(each));
    for (const each of tree) trees.set(placeKey(each), ordered);
  }
  const counts = new Map<string, number>();
  return places.map((place) => {
    const tree = trees.get(placeKey(place))!;
    const role = roleOfModel(tree.map(({ modelId }) => modelId));
    const kind = `${place.modelId} ${role}`;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const root = tree.find((one) => !tree.some((other) => isBase(of(other), one))) ?? tree[0]!;
    const corresponds = connected(place, places, (one, other) =>
      of(one).counterparts.some((each) => placeKey(each) === placeKey(other)),
    ).slice(1);
    return { ...place, role, number, extends: of(place).bases, corresponds, root };
  });
}

/** Through which models the subscription lists of a described node are written. */
export function rootsOf(models: readonly ModelDescription[]): RootOf {
  const roots = new Map(models.map((model) => [placeKey(model), model.root]));
  return (place) => roots.get(placeKey(place)) ?? place;
}

function isBase({ bases }: Relations, place: ModelPlace): boolean {
  return bases.some((base) => placeKey(base) === placeKey(place));
}

/** What hangs together with `first`, the nearest first. */
function connected(
  first: ModelPlace,
  all: readonly ModelPlace[],
  linked: (one: ModelPlace, other: ModelPlace) => boolean,
): readonly ModelPlace[] {
  const found = [first];
  for (let i = 0; i < found.length; i++) {
    const one = found[i]!;
    for (const other of all)
      if (!found.includes(other) && (linked(one, other) || linked(other, one))) found.push(other);
  }
  return found;
}

function bySpecification(elements: readonly ElementModels[]): RelationsAt {
  const has = (element: number, modelId: ModelId) =>
    elements[element]?.models.includes(modelId) === true;
  const here = (element: number, ids: readonly ModelId[]) =>
    ids.filter((id) => has(element, id)).map((modelId) => ({ element, modelId }));
  const before = (element: number, ids: readonly ModelId[]) =>
    ids.flatMap((modelId) => {
      for (let other = element - 1; other >= 0; other--)
        if (has(other, modelId)) return [{ element: other, modelId }];
      return [];
    });
  return ({ element, modelId }) => {
    const own = standardRelations.get(modelId) ?? {};
    return {
      bases: [...here(element, own.extends ?? []), ...before(element, own.extendsBefore ?? [])],
      counterparts: [
        ...here(element, own.corresponds === undefined ? [] : [own.corresponds]),
        ...before(element, own.correspondsBefore === undefined ? [] : [own.correspondsBefore]),
      ],
    };
  };
}

/** Undefined where the page has other elements or models, or names one that is not there. */
function byPage1(
  elements: readonly ElementModels[],
  page1: CompositionPage1,
): RelationsAt | undefined {
  if (page1.elements.length !== elements.length) return undefined;
  const items = new Map<string, Relations>();
  /** The first model of each group of corresponding ones. */
  const groups = new Map<number, ModelPlace>();
  for (const [element, { sig, vendor }] of page1.elements.entries()) {
    const models = inOrder(elements[element]!);
    const known = [...sig, ...vendor];
    const counts = models.filter((id) => !isVendorModel(id)).length === sig.length;
    if (!counts || models.length !== known.length) return undefined;
    for (const [i, modelId] of models.entries()) {
      const { correspondingGroup: group, extended } = known[i]!;
      const bases: ModelPlace[] = [];
      for (const { elementOffset, index } of extended) {
        const other = element + elementOffset;
        const base = elements[other] && inOrder(elements[other])[index];
        if (base === undefined) return undefined;
        bases.push({ element: other, modelId: base });
      }
      const place = { element, modelId };
      const first = group === undefined ? undefined : (groups.get(group) ?? place);
      if (group !== undefined && first) groups.set(group, first);
      items.set(placeKey(place), { bases, counterparts: first && first !== place ? [first] : [] });
    }
  }
  return (place) => items.get(placeKey(place))!;
}

/** Page 1 has the models in the order of page 0: those of vendors last. */
function inOrder({ models }: ElementModels): readonly ModelId[] {
  return [...models.filter((id) => !isVendorModel(id)), ...models.filter(isVendorModel)];
}
