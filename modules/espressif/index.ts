// What a firmware or a tool imports from "xs-mesh/espressif".
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
