/**
 * Fast provisioning as ESP-IDF's example has it, with policies of its own and of this project.
 * @module xs-mesh/espressif
 */
export {
  adaptivePolicy,
  adaptivePolicyFor,
  adaptiveSerialPolicy,
} from "./fast-provisioning/adaptive-policy.js";
export {
  FastProvisioningClient,
  type FastProvisioningClientOptions,
  type FastRequestOptions,
} from "./fast-provisioning/client.js";
export { espressifPolicy } from "./fast-provisioning/espressif-policy.js";
export { FastProvisioningNode } from "./fast-provisioning/fast-provisioning-node.js";
export type { FastProvisioningNodeOptions } from "./fast-provisioning/fast-provisioning-node-options.js";
export {
  espressifCompanyId,
  fastProvisioningClientId,
  fastProvisioningServerId,
} from "./fast-provisioning/messages.js";
export type {
  Candidate,
  ChildSituation,
  ChoiceSituation,
  FastProvisioningPolicy,
} from "./fast-provisioning/policy.js";
export {
  FastProvisioningServer,
  type FastProvisioningServerOptions,
} from "./fast-provisioning/server.js";
export {
  type FastNetwork,
  FastProvisioningRefusedError,
  TopProvisioner,
  type TopProvisionerOptions,
} from "./fast-provisioning/top-provisioner.js";
export type { UnicastRange } from "./fast-provisioning/range.js";
export type { FastProvInfo } from "./fast-provisioning/info-set.js";
export type { FastProvInfoAnswer, FastProvStatuses } from "./fast-provisioning/info-status.js";
export type { FastProvSettings } from "./fast-provisioning/info-validation.js";
export type { ReportTiming } from "./node-records/reporter.js";
