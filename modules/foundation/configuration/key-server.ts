import type { KeyResult } from "../../network/subnets.js";
import type { AppKeyResult } from "../../transport/application-keys.js";
import { NodeServer } from "../node-server.js";
import { Status } from "../status.js";
import type { ConfigurationTarget } from "./target.js";

/** The status of a key operation. Mesh Protocol 1.1 §4.4.1.2.6..9. */
export function keyStatus(result: KeyResult | AppKeyResult | "no-app-key"): Status {
  switch (result) {
    case "ok":
      return Status.success;
    case "unknown":
      return Status.invalidNetKeyIndex;
    case "no-app-key":
      return Status.invalidAppKeyIndex;
    case "stored":
      return Status.keyIndexAlreadyStored;
    case "full":
      return Status.insufficientResources;
    case "cannot-update":
      return Status.cannotUpdate;
    case "failed":
      return Status.storageFailure;
    case "last":
      return Status.cannotRemove;
    case "wrong-subnet":
      return Status.invalidBinding;
  }
}

/** Reports a new AppKey to the servers whose states are the node's. */
export function tellServers(
  target: ConfigurationTarget,
  netKeyIndex: number,
  appKeyIndex: number,
): void {
  for (const { models } of target.elements)
    for (const model of models)
      if (model instanceof NodeServer) model.appKeyAdded?.(netKeyIndex, appKeyIndex);
}

/**
 * Deletes an AppKey with all that refers to it: bindings and publications. §4.4.1.2.8 The key
 * goes last: where the store fails before, the client gets an error status and can ask again.
 */
export function deleteAppKey(
  target: ConfigurationTarget,
  netKeyIndex: number,
  appKeyIndex: number,
): Status {
  const subnet = target.applicationKeys.get(appKeyIndex)?.netKeyIndex;
  if (subnet === netKeyIndex && !forgetAppKey(target, appKeyIndex)) return Status.storageFailure;
  return keyStatus(target.applicationKeys.delete(netKeyIndex, appKeyIndex));
}

/** Deletes a NetKey with the AppKeys that are bound to it. §4.4.1.2.11 */
export function deleteNetKey(target: ConfigurationTarget, netKeyIndex: number): Status {
  const bound = target.applicationKeys.list.filter((key) => key.netKeyIndex === netKeyIndex);
  if (target.subnets.get(netKeyIndex) && target.subnets.list.length > 1)
    for (const { appKeyIndex } of bound) {
      const status = deleteAppKey(target, netKeyIndex, appKeyIndex);
      if (status !== Status.success) return status;
    }
  const status = keyStatus(target.subnets.delete(netKeyIndex));
  if (status === Status.success)
    for (const { models } of target.elements)
      for (const model of models)
        if (model instanceof NodeServer) model.subnetDeleted?.(netKeyIndex);
  return status;
}

/** False where the store fails: what is left to be done is as it was. */
function forgetAppKey(target: ConfigurationTarget, appKeyIndex: number): boolean {
  for (const { models } of target.elements)
    for (const model of models) {
      const before = model.configuration;
      const { bindings, publication } = before;
      const published = publication?.appKeyIndex === appKeyIndex;
      if (!published && !bindings.includes(appKeyIndex)) continue;
      model.configuration = {
        bindings: bindings.filter((index) => index !== appKeyIndex),
        publication: published ? undefined : publication,
      };
      if (target.saveModel(model)) continue;
      model.configuration = before;
      return false;
    }
  return true;
}
