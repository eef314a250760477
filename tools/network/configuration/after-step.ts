import type {
  DatabaseModel,
  DatabaseNode,
} from "../../../modules/provisioner/configuration-database.js";
import type { PlanContext } from "./plan.js";
import { type ModelPlace, ownList, type StateStep, type Step } from "./step.js";
import { addressKey, indexesOf, placeKey } from "./values.js";

/** A request that a node refuses in its state. */
export class ImpossibleStepError extends Error {
  override get name(): string {
    return "ImpossibleStepError";
  }
}

function refuse(why: string): never {
  throw new ImpossibleStepError(why);
}

/**
 * What a node has after a request that it takes, as the Configuration Server model says (Mesh Protocol 1.1 §4.4.1). A
 * key that is there may be added, and one that is not may be deleted, as a request that is sent again does. The values
 * of models' states are not in it. Throws ImpossibleStepError.
 */
export function afterStep(node: DatabaseNode, step: Step, context: PlanContext): DatabaseNode {
  switch (step.step) {
    case "add-net-key":
      if (indexesOf(node.netKeys).includes(step.index)) return node;
      return { ...node, netKeys: [...node.netKeys, { index: step.index, updated: false }] };
    case "delete-net-key":
      return withoutNetKey(node, step.index, context);
    case "add-app-key": {
      const key = context.appKeys.find(({ index }) => index === step.index);
      if (!key || !indexesOf(node.netKeys).includes(key.boundNetKey))
        refuse(`AppKey ${step.index}: the node has not its NetKey`);
      if (indexesOf(node.appKeys).includes(step.index)) return node;
      return { ...node, appKeys: [...node.appKeys, { index: step.index, updated: false }] };
    }
    case "delete-app-key":
      return withoutAppKey(node, step.index);
    case "state":
      return withState(node, step);
    case "model-state":
      return withModel(node, step, (model) => {
        const { appKeyIndex } = step;
        if (appKeyIndex !== undefined && !model.bind.includes(appKeyIndex))
          refuse(`not bound to AppKey ${appKeyIndex}`);
        return model;
      });
    case "subscribe":
    case "unsubscribe":
    case "overwrite":
    case "unsubscribe-all":
      return withSubscription(node, step, context);
    default:
      return withModel(node, step, (model) => changedModel(node, model, step));
  }
}

function withModel(
  node: DatabaseNode,
  place: ModelPlace,
  change: (model: DatabaseModel) => DatabaseModel,
): DatabaseNode {
  const { element, modelId } = place;
  if (!node.elements[element]?.models.some((model) => model.modelId === modelId))
    refuse(`element ${element} has no model ${modelId}`);
  return eachModel(node, (model, at) => (placeKey(at) === placeKey(place) ? change(model) : model));
}

function eachModel(
  node: DatabaseNode,
  change: (model: DatabaseModel, place: ModelPlace) => DatabaseModel,
): DatabaseNode {
  const elements = node.elements.map((each, element) => ({
    ...each,
    models: each.models.map((model) => change(model, { element, modelId: model.modelId })),
  }));
  return { ...node, elements };
}

/** Unbinds a key of a model, which publishes with it no longer. */
function unbound(model: DatabaseModel, index: number): DatabaseModel {
  const { publish, ...rest } = model;
  const stays = publish !== undefined && publish.index !== index;
  const bind = model.bind.filter((key) => key !== index);
  return { ...rest, bind, ...(stays && { publish }) };
}

function changedModel(
  node: DatabaseNode,
  model: DatabaseModel,
  step: Extract<Step, { step: "bind" | "unbind" | "publish" }>,
): DatabaseModel {
  if (step.step === "publish") {
    const { publish: _, ...rest } = model;
    void _;
    const { publication } = step;
    if (publication === undefined) return rest;
    if (!model.bind.includes(publication.index)) refuse(`not bound to AppKey ${publication.index}`);
    return { ...rest, publish: publication };
  }
  const { index } = step;
  if (!indexesOf(node.appKeys).includes(index)) refuse(`no AppKey ${index}`);
  if (step.step === "unbind") return unbound(model, index);
  return model.bind.includes(index) ? model : { ...model, bind: [...model.bind, index] };
}

function withoutAppKey(node: DatabaseNode, index: number): DatabaseNode {
  const appKeys = node.appKeys.filter((key) => key.index !== index);
  return eachModel({ ...node, appKeys }, (model) =>
    model.bind.includes(index) ? unbound(model, index) : model,
  );
}

function withoutNetKey(node: DatabaseNode, index: number, context: PlanContext): DatabaseNode {
  if (!indexesOf(node.netKeys).includes(index)) return node;
  if (node.netKeys.length === 1) refuse("the last NetKey");
  const bound = context.appKeys.filter(({ boundNetKey }) => boundNetKey === index);
  const { heartbeatPub, ...others } = node;
  const rest: DatabaseNode = {
    ...others,
    netKeys: node.netKeys.filter((key) => key.index !== index),
    // Heartbeats with this key end (§4.4.1.2.11).
    ...(heartbeatPub && heartbeatPub.index !== index && { heartbeatPub }),
  };
  return bound.reduce<DatabaseNode>((left, key) => withoutAppKey(left, key.index), rest);
}

function withSubscription(
  node: DatabaseNode,
  step: Extract<Step, { step: "subscribe" | "unsubscribe" | "overwrite" | "unsubscribe-all" }>,
  { rootOf = ownList }: PlanContext,
): DatabaseNode {
  const root = placeKey(rootOf(step));
  withModel(node, step, (model) => model);
  return eachModel(node, (model, place) => {
    if (placeKey(rootOf(place)) !== root) return model;
    if (step.step === "unsubscribe-all") return { ...model, subscribe: [] };
    const { address } = step;
    const others = model.subscribe.filter((own) => addressKey(own) !== addressKey(address));
    const before = step.step === "overwrite" ? [] : others;
    return { ...model, subscribe: step.step === "unsubscribe" ? others : [...before, address] };
  });
}

function withState(node: DatabaseNode, { state, value }: StateStep): DatabaseNode {
  if (state === "proxy" || state === "friend")
    return { ...node, features: { ...node.features, [state]: value ? 1 : 0 } };
  if (state !== "relay") return { ...node, [state]: value };
  const { on, retransmit } = value;
  return {
    ...node,
    features: { ...node.features, relay: on ? 1 : 0 },
    ...(retransmit && { relayRetransmit: retransmit }),
  };
}
