/**
 * The foundation models: servers for a firmware to add, clients for who configures nodes.
 * @module xs-mesh/foundation
 */
export { ConfigurationClient, configurationClientId } from "./configuration/client.js";
export type {
  HeartbeatPublicationValues,
  HeartbeatSubscriptionResult,
  HeartbeatSubscriptionValues,
} from "./configuration/heartbeat-values.js";
export type { RelayState } from "./configuration/configuration-states.js";
export type { PublicationSettings } from "./configuration/publication-settings.js";
export {
  ConfigurationError,
  type ConfigurationOptions,
  type ModelAddress,
} from "./configuration/request.js";
export { configurationServerId } from "./configuration/server.js";
export { HealthClient, type HealthClientOptions, type HealthFaults } from "./health/client.js";
export type { HealthCompany } from "./health/faults.js";
export { healthClientId, healthServerId } from "./health/messages.js";
export { HealthServer, type HealthServerOptions } from "./health/server.js";
export { LargeCompositionDataClient, type PagePart } from "./large-composition-data/client.js";
export type {
  MetadataEntry,
  MetadataPage,
  ModelMetadata,
} from "./large-composition-data/metadata.js";
export {
  type KnownModel,
  LargeCompositionDataServer,
  type LargeCompositionDataServerOptions,
} from "./large-composition-data/server.js";
export type { NodeRequestOptions } from "./node-client.js";
export { OnDemandPrivateProxyClient } from "./on-demand-private-proxy/client.js";
export {
  OnDemandPrivateProxyServer,
  type OnDemandPrivateProxyServerOptions,
} from "./on-demand-private-proxy/server.js";
export {
  aggregated,
  type AggregatedAnswer,
  type AggregatedMessage,
  OpcodesAggregatorClient,
  type SequenceOptions,
} from "./opcodes-aggregator/client.js";
export { AggregatorStatus } from "./opcodes-aggregator/messages.js";
export { OpcodesAggregatorServer } from "./opcodes-aggregator/server.js";
export {
  PrivateBeaconClient,
  type PrivateBeaconState,
  type PrivateNodeIdentity,
} from "./private-beacon/client.js";
export { PrivateBeaconServer } from "./private-beacon/server.js";
export {
  type ExtendedScanRequest,
  type ExtendedScanResult,
  RemoteProvisioningClient,
  RemoteProvisioningError,
  type ScanRequest,
} from "./remote-provisioning/client.js";
export { LinkState, NppiProcedure, RemoteStatus, ScanState } from "./remote-provisioning/codes.js";
export { remoteProvisioningSarTransmitter } from "./remote-provisioning/server-timeouts.js";
export type { ScannedDevice } from "./remote-provisioning/found-devices.js";
export {
  RemoteProvisioningServer,
  type RemoteProvisioningServerOptions,
} from "./remote-provisioning/server.js";
export { SarConfigurationClient } from "./sar-configuration/client.js";
export { SarConfigurationServer } from "./sar-configuration/server.js";
export { SolicitationPduRplClient } from "./solicitation-pdu-rpl/client.js";
export type { UnicastRange } from "./solicitation-pdu-rpl/messages.js";
export { SolicitationPduRplServer } from "./solicitation-pdu-rpl/server.js";
