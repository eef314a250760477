// What a firmware or a tool imports from "xs-mesh".
export { Abort, type AbortSignalLike } from "./base/abort.js";
export { AbortError, MeshError, TimeoutError } from "./base/errors.js";
export type { Board, Firmware, Start } from "./firmware/start.js";
export type { Host } from "./host/host.js";
export type { TraceEvent } from "./host/trace.js";
export * from "./access/fields.js";
export { message, type Message } from "./access/message.js";
export { Model, type MessageContext, type SendOptions } from "./access/model.js";
export { ClientModel, type RequestOptions } from "./access/client-model.js";
export { vendorOpcode } from "./access/opcode.js";
export { vendorModelId, type ModelId } from "./access/model-id.js";
export {
  adaptivePolicy,
  adaptivePolicyFor,
  adaptiveSerialPolicy,
} from "./espressif/fast-provisioning/policy/adaptive-policy.js";
export {
  FastProvisioningClient,
  type FastProvisioningClientOptions,
} from "./espressif/fast-provisioning/models/client.js";
export { espressifPolicy } from "./espressif/fast-provisioning/policy/espressif-policy.js";
export { FastProvisioningNode } from "./espressif/fast-provisioning/provisioner/fast-provisioning-node.js";
export type { FastProvisioningNodeOptions } from "./espressif/fast-provisioning/provisioner/fast-provisioning-node-options.js";
export type { FastProvisioningPolicy } from "./espressif/fast-provisioning/policy/policy.js";
export {
  FastProvisioningServer,
  type FastProvisioningServerOptions,
} from "./espressif/fast-provisioning/models/server.js";
export {
  type FastNetwork,
  FastProvisioningRefusedError,
  TopProvisioner,
  type TopProvisionerOptions,
} from "./espressif/fast-provisioning/provisioner/top-provisioner.js";
export { ConfigurationClient } from "./foundation/configuration/client.js";
export { ConfigurationError } from "./foundation/configuration/request.js";
export {
  HealthClient,
  type HealthClientOptions,
  type HealthFaults,
} from "./foundation/health/client.js";
export type { HealthCompany } from "./foundation/health/faults.js";
export { HealthServer, type HealthServerOptions } from "./foundation/health/server.js";
export { LargeCompositionDataClient } from "./foundation/large-composition-data/client.js";
export {
  LargeCompositionDataServer,
  type LargeCompositionDataServerOptions,
} from "./foundation/large-composition-data/server.js";
export type { MetadataEntry, MetadataPage } from "./foundation/large-composition-data/metadata.js";
export { OnDemandPrivateProxyClient } from "./foundation/on-demand-private-proxy/client.js";
export { OnDemandPrivateProxyServer } from "./foundation/on-demand-private-proxy/server.js";
export { aggregated, OpcodesAggregatorClient } from "./foundation/opcodes-aggregator/client.js";
export { AggregatorStatus } from "./foundation/opcodes-aggregator/messages.js";
export { OpcodesAggregatorServer } from "./foundation/opcodes-aggregator/server.js";
export { PrivateBeaconClient } from "./foundation/private-beacon/client.js";
export { PrivateBeaconServer } from "./foundation/private-beacon/server.js";
export { SarConfigurationClient } from "./foundation/sar-configuration/client.js";
export { SarConfigurationServer } from "./foundation/sar-configuration/server.js";
export {
  RemoteProvisioningClient,
  RemoteProvisioningError,
} from "./foundation/remote-provisioning/client.js";
export { remoteProvisioningSarTransmitter } from "./foundation/remote-provisioning/server-timeouts.js";
export { RemoteProvisioningServer } from "./foundation/remote-provisioning/server.js";
export { GenericOnOffClient } from "./models/generic-onoff/client.js";
export { GenericOnOffServer } from "./models/generic-onoff/server.js";
export { Node, type NodeOptions, type NodeState } from "./node/node.js";
export { Provisioner, type ProvisionerOptions } from "./provisioner/provisioner.js";
export { Algorithm, InputAction, OutputAction } from "./provisioning/oob.js";
