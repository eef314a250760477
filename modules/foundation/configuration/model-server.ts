import type { Model } from "../../access/model.js";
import {
  type ModelConfiguration,
  type Publication,
  sameSubscription,
  type Subscription,
} from "../../access/model-configuration.js";
import type { ModelId } from "../../access/model-id.js";
import { virtualAddress } from "../../crypto/toolbox.js";
import { allNodes, isGroup, isVirtual, unassignedAddress } from "../../network/address.js";
import { Status } from "../status.js";
import type { ConfigurationTarget } from "./target.js";

/** The model that a message names, or why there is none. */
export function findModel(
  target: ConfigurationTarget,
  elementAddress: number,
  modelId: ModelId,
): Model | Status {
  const element = target.elements[elementAddress - target.address];
  if (!element) return Status.invalidAddress;
  return element.find(modelId) ?? Status.invalidModel;
}

/** Changes a model's configuration, or leaves it as it was where the store fails. */
function change(
  target: ConfigurationTarget,
  model: Model,
  changes: Partial<ModelConfiguration>,
): Status {
  const before = model.configuration;
  model.configuration = { ...before, ...changes };
  if (target.saveModel(model)) return Status.success;
  model.configuration = before;
  return Status.storageFailure;
}

/** The same for the subscriptions that it shares: one record keeps them. §4.2.4 */
function replaceSubscriptions(
  target: ConfigurationTarget,
  { subscriptionList: list }: Model,
  entries: readonly Subscription[],
): Status {
  const before = list.entries;
  list.entries = entries;
  if (target.saveModel(list.owner)) return Status.success;
  list.entries = before;
  return Status.storageFailure;
}

/** Model App Bind. Mesh Protocol 1.1 §4.4.1.2.14. */
export function bind(target: ConfigurationTarget, model: Model, appKeyIndex: number): Status {
  if (model.access === "device") return Status.cannotBind;
  if (!target.applicationKeys.get(appKeyIndex)) return Status.invalidAppKeyIndex;
  const { bindings } = model.configuration;
  if (bindings.includes(appKeyIndex)) return Status.success;
  if (bindings.length >= target.maximumBindings) return Status.insufficientResources;
  return change(target, model, { bindings: [...bindings, appKeyIndex] });
}

/** Model App Unbind; a publication with that key ends. §4.4.1.2.14 */
export function unbind(target: ConfigurationTarget, model: Model, appKeyIndex: number): Status {
  if (!target.applicationKeys.get(appKeyIndex)) return Status.invalidAppKeyIndex;
  const { bindings, publication } = model.configuration;
  if (!bindings.includes(appKeyIndex)) return Status.success;
  return change(target, model, {
    bindings: bindings.filter((index) => index !== appKeyIndex),
    publication: publication?.appKeyIndex === appKeyIndex ? undefined : publication,
  });
}

/** What a subscription message asks for. §4.4.1.2.5 */
export type SubscriptionChange = "add" | "delete" | "overwrite" | "delete-all";

export function virtualSubscription(target: ConfigurationTarget, label: Uint8Array): Subscription {
  return { address: virtualAddress(target.crypto, label), label };
}

/**
 * Config Model Subscription Add, Delete, Overwrite and Delete All, and those of virtual addresses.
 * Subscription Overwrite leaves this one address in the list. §4.4.1.2.5
 */
export function changeSubscriptions(
  target: ConfigurationTarget,
  model: Model,
  kind: SubscriptionChange,
  subscription: Subscription,
): Status {
  if (model.access === "device") return Status.notASubscribeModel;
  const { subscriptionList: list } = model;
  const { entries } = list;
  const become = (next: readonly Subscription[]) => replaceSubscriptions(target, model, next);
  if (kind === "delete-all") return become([]);
  const { address, label } = subscription;
  if (!label && (!isGroup(address) || address === allNodes)) return Status.invalidAddress;
  const others = entries.filter((other) => !sameSubscription(other, subscription));
  switch (kind) {
    case "delete":
      return others.length === entries.length ? Status.success : become(others);
    case "overwrite":
      return become([subscription]);
    case "add":
      if (others.length < entries.length) return Status.success;
      if (others.length >= list.room(target.maximumSubscriptions))
        return Status.insufficientResources;
      return become([...others, subscription]);
  }
}

/** Model Publication Set; the unassigned address ends publication. §4.4.1.2.4 */
export function setPublication(
  target: ConfigurationTarget,
  model: Model,
  publication: Publication,
): Status {
  if (model.access === "device") return Status.invalidPublishParameters;
  if (publication.address === unassignedAddress)
    return change(target, model, { publication: undefined });
  if (isVirtual(publication.address) && !publication.label) return Status.invalidAddress;
  // A key that the model is not bound to is as good as none.
  if (!model.configuration.bindings.includes(publication.appKeyIndex))
    return Status.invalidAppKeyIndex;
  if (publication.ttl > 127 && publication.ttl !== 0xff) return Status.invalidPublishParameters;
  // Friendship security credentials are for Low Power nodes.
  if (publication.credentialFlag) return Status.featureNotSupported;
  return change(target, model, { publication });
}
