import type { ModelId } from "../../modules/access/model-id.js";
import {
  fastProvisioningClientId,
  fastProvisioningServerId,
} from "../../modules/espressif/fast-provisioning/models/messages.js";
import {
  nodeRecordClientId,
  nodeRecordServerId,
} from "../../modules/espressif/node-records/messages.js";
import { modelName as sigModelName, sigModelIds } from "./model-names.js";

/** The vendor models of this project. */
const vendorNames: ReadonlyMap<ModelId, string> = new Map([
  [fastProvisioningServerId, "Fast Provisioning Server"],
  [fastProvisioningClientId, "Fast Provisioning Client"],
  [nodeRecordServerId, "Node Record Server"],
  [nodeRecordClientId, "Node Record Client"],
]);

/** The identifiers of all models that have a name. */
export const namedModels: readonly ModelId[] = [...sigModelIds, ...vendorNames.keys()];

/** The name of a model, or its identifier in words. */
export function modelName(id: ModelId): string {
  const name = vendorNames.get(id) ?? sigModelName(id);
  return /^[0-9a-f:]+$/.test(name) ? `model ${name}` : name;
}
