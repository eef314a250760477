import { development } from "../base/development.js";
import { frozen } from "../base/frozen.js";
import type { Element } from "./element.js";
import type { Model } from "./model.js";
import type { ModelId } from "./model-id.js";
import { connected, correspondingModel, modelsOf } from "./relations.js";

/**
 * What a model is for in a light that has several elements: the light itself, which is the role of
 * all models of devices with one element, too; its colour temperature, hue or saturation (Mesh Model
 * 1.1 §6.4); or its controller (§6.5).
 */
export type ModelRole = "main" | "temperature" | "hue" | "saturation" | "light-lc";

/** The servers that give their element's models another role, by their identifiers. */
const roles: Readonly<Record<number, ModelRole>> = frozen({
  0x1306: "temperature",
  0x130a: "hue",
  0x130b: "saturation",
  0x130f: "light-lc",
});

/** The models of the model's element that extend it or that it extends, directly or over others, and itself. */
function treeOnElement(model: Model): readonly Model[] {
  const { models } = model.element;
  return connected(model, (each) =>
    models.filter((other) => each.bases.includes(other) || other.bases.includes(each)),
  );
}

/** The role of models, given by their identifiers, that extend each other on one element. */
export function roleOfModel(tree: readonly ModelId[]): ModelRole {
  for (const id of tree) if (roles[id]) return roles[id];
  return "main";
}

/** What a model of a node is for. A Generic Level Server has the role of the server that extends it on its element. */
export function modelRole(model: Model): ModelRole {
  return roleOfModel(treeOnElement(model).map(({ id }) => id));
}

/** A class of models. */
export type ModelClass<M extends Model> = abstract new (...args: never[]) => M;

/** The model of this class and role with number `number` in the order of the elements, from 1; undefined: there is none. */
export function findModel<M extends Model>(
  elements: readonly Element[],
  type: ModelClass<M>,
  role: ModelRole = "main",
  number = 1,
): M | undefined {
  development.args?.("find", [type, role, number]);
  let left = number;
  for (const { models } of elements)
    for (const model of models)
      if (model instanceof type && modelRole(model) === role && --left === 0) return model;
  return undefined;
}

/**
 * The model with this role that `model` corresponds to, directly or over others (Mesh Protocol 1.1 §2.3.6);
 * else the nearest one that extends it or that it extends, on any element. It belongs to the same light, also where
 * a node has several.
 */
function modelOfRole(
  elements: readonly Element[],
  model: Model,
  role: ModelRole,
): Model | undefined {
  const all = modelsOf(elements);
  const hasRole = (other: Model) => other !== model && modelRole(other) === role;
  return (
    connected(model, ({ counterparts }) => counterparts).find(hasRole) ??
    connected(model, (each) => [
      ...each.counterparts,
      ...each.bases,
      ...all.filter(({ bases }) => bases.includes(each)),
    ]).find(hasRole)
  );
}

/** The model that corresponds to `model` on an element, or in a role of the same light. */
export function corresponding(
  elements: readonly Element[],
  model: Model,
  where: Element | ModelRole,
): Model | undefined {
  development.args?.("corresponding", [model, where]);
  return typeof where === "string"
    ? modelOfRole(elements, model, where)
    : correspondingModel(model, where);
}
