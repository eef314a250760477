import { extendsModel, type Model, type ModelElement } from "../../access/model.js";
import type { SceneKeeper } from "../common/scene-keeper.js";
import { sceneServerId } from "./messages.js";

/** A model with states that scenes keep, and its element, counted from that of the Scene Server. */
export interface FoundKeeper {
  readonly element: number;
  readonly keeper: SceneKeeper;
}

/**
 * The models whose states the scenes of a server keep: on its element and those after it, up to the next Scene
 * Server. In the order of elements and models.
 */
export function keepersOf(
  elements: readonly ModelElement[],
  server: ModelElement,
): readonly FoundKeeper[] {
  const found: FoundKeeper[] = [];
  for (let i = server.index; i < elements.length; i++) {
    const { models } = elements[i]!;
    if (i > server.index && models.some(({ id }) => id === sceneServerId)) break;
    for (const model of models)
      if (isKeeper(model)) found.push({ element: i - server.index, keeper: model });
  }
  const kept: FoundKeeper[] = [];
  for (const each of found) if (!isKeptByOther(each.keeper, found)) kept.push(each);
  return kept;
}

function isKeptByOther(model: SceneKeeper, found: readonly FoundKeeper[]): boolean {
  for (const { keeper } of found) if (keepsFor(keeper, model)) return true;
  return false;
}

function isKeeper(model: Model): model is SceneKeeper {
  const { sceneStates, storeScene } = model as Partial<SceneKeeper>;
  return sceneStates !== undefined && (sceneStates.length > 0 || storeScene !== undefined);
}

/** Whether a model keeps the states of another one too: one that extends it, or that has more states. */
function keepsFor(model: SceneKeeper, other: SceneKeeper): boolean {
  const states = model.sceneStates;
  const others = other.sceneStates;
  if (others.length === 0 || !others.every((state) => states.includes(state))) return false;
  return states.length > others.length || extendsModel(model, other);
}
