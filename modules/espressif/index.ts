/**
 * Fast provisioning as ESP-IDF's example has it, with policies of its own and of this project.
 * @module xs-mesh/espressif
 */
export {
  adaptivePolicy,
  adaptivePolicyFor,
  adaptiveSerialPolicy,
} from "./fast-provisioning/policy/adaptive-policy.js";
export {
  FastProvisioningClient,
  type FastProvisioningClientOptions,
  type FastRequestOptions,
} from "./fast-provisioning/models/client.js";
export { espressifPolicy } from "./fast-provisioning/policy/espressif-policy.js";
export { FastProvisioningNode } from "./fast-provisioning/provisioner/fast-provisioning-node.js";
export type { FastProvisioningNodeOptions } from "./fast-provisioning/provisioner/fast-provisioning-node-options.js";
export {
  espressifCompanyId,
  fastProvisioningClientId,
  fastProvisioningServerId,
} from "./fast-provisioning/models/messages.js";
export type {
  Candidate,
  ChildSituation,
  ChoiceSituation,
  FastProvisioningPolicy,
} from "./fast-provisioning/policy/policy.js";
export {
  FastProvisioningServer,
  type FastProvisioningServerOptions,
} from "./fast-provisioning/models/server.js";
export {
  type FastNetwork,
  FastProvisioningRefusedError,
  type TopConnection,
  TopProvisioner,
  type TopProvisionerOptions,
} from "./fast-provisioning/provisioner/top-provisioner.js";
export type { UnicastRange } from "./unicast-range.js";
export type { FastProvInfo } from "./fast-provisioning/models/info-set.js";
export type {
  FastProvInfoAnswer,
  FastProvStatuses,
} from "./fast-provisioning/models/info-status.js";
export type { FastProvSettings } from "./fast-provisioning/models/info-validation.js";
export type { ReportParameters } from "./node-records/reporter-options.js";
