/**
 * The stack: nodes, provisioners, models, messages of your own, and every error that they throw.
 * Under Moddable all of it is one module.
 * @module xs-mesh
 */
export { Abort, type AbortSignalLike } from "./base/abort.js";
export { fromHex, toHex } from "./base/bytes.js";
export { AbortError, MeshError, TimeoutError } from "./base/errors.js";
export { GattDisconnectedError, GattError } from "./base/gatt-errors.js";
export type { Firmware, Start } from "./firmware/start.js";
export type { Board, ButtonFunctions, ButtonPress, Dimmer, Lamp, Sensor } from "./host/board.js";
export type { Clock, TimerHandle } from "./host/clock.js";
export type { AesKey, Crypto, EcdhKeyPair } from "./host/crypto.js";
export type { Host } from "./host/host.js";
export {
  type AdvertisingHandle,
  type Overhearer,
  type PacketFilter,
  PacketKind,
  type PacketReceiver,
  type PduTimes,
  type Radio,
  type RadioWatcher,
  type ScanOptions,
  type WantedLinks,
  type WantedPackets,
} from "./host/radio.js";
export type {
  Advertisement,
  AdvertisingScheduler,
  AdvertisingSchedulerUser,
  Transmission,
} from "./host/advertising-scheduler.js";
export type { Random } from "./host/random.js";
export type { Store } from "./host/store.js";
export type { LogLevel, RefusedMessage, Trace, TraceEvent } from "./host/trace.js";
export type { DropCounts } from "./host/drop-counts.js";
export type { DropReason } from "./host/drop-reason.js";
export {
  addAdvertisement,
  claimConnection,
  releaseConnection,
  removeAdvertisement,
} from "./bearer/connectable-advertiser.js";
export type {
  ConnectableAdvertisement,
  GattCharacteristic,
  GattConnection,
  GattDescriptor,
  GattServer,
  GattService,
  GattUuid,
  SharedAdvertisement,
} from "./host/gatt.js";
export type {
  ConnectOptions,
  GattClient,
  GattPeer,
  RemoteCharacteristic,
  RemoteService,
} from "./host/gatt-client.js";
export {
  type NetworkCipher,
  type NetworkCipherKey,
  NonceType,
  type OutgoingMessage,
} from "./host/network-cipher.js";
export type { ReplayTable } from "./host/replay-table.js";
export type {
  ForwardingStates,
  NetworkReceiver,
  NetworkReceiverOptions,
  OpenedMessages,
  OpeningKey,
  ReceivedFields,
} from "./host/network-receiver.js";
export type {
  FollowedMessage,
  SegmentFollower,
  SegmentProgress,
  SegmentStates,
} from "./host/segment-follower.js";
export type { FirmwareConsole } from "./host/console.js";
export { AccessError } from "./access/outgoing-access.js";
export type { RemoteDeviceKeys } from "./access/access-options.js";
export type { CompositionElement, CompositionPage0 } from "./access/composition.js";
export type { MeshProfile } from "./access/composition-profiles.js";
export type { Element } from "./access/element.js";
export type { ModelClass, ModelRole } from "./access/model-roles.js";
export type { ModelConfiguration, Publication } from "./access/model-configuration.js";
export * from "./access/field.js";
export * from "./access/fields.js";
export { message, type Message } from "./access/message.js";
export {
  Model,
  type MessageContext,
  type ModelAccess,
  type ModelParts,
  type ModelServices,
  NotProvisionedError,
  type PublicationTurn,
  type RetransmissionPayload,
  type ReplyOptions,
  type SendOptions,
} from "./access/model.js";
export {
  type Accepts,
  ClientModel,
  type PublishResult,
  type RequestOptions,
} from "./access/client-model.js";
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
export {
  OnDemandPrivateProxyServer,
  type OnDemandPrivateProxyServerOptions,
} from "./foundation/on-demand-private-proxy/server.js";
export { aggregated, OpcodesAggregatorClient } from "./foundation/opcodes-aggregator/client.js";
export { AggregatorStatus } from "./foundation/opcodes-aggregator/messages.js";
export { OpcodesAggregatorServer } from "./foundation/opcodes-aggregator/server.js";
export { PrivateBeaconClient } from "./foundation/private-beacon/client.js";
export { PrivateBeaconServer } from "./foundation/private-beacon/server.js";
export { SarConfigurationClient } from "./foundation/sar-configuration/client.js";
export { SarConfigurationServer } from "./foundation/sar-configuration/server.js";
export { SolicitationPduRplClient } from "./foundation/solicitation-pdu-rpl/client.js";
export { SolicitationPduRplServer } from "./foundation/solicitation-pdu-rpl/server.js";
export {
  ProxySolicitor,
  type ProxySolicitorOptions,
} from "./proxy/solicitation/proxy-solicitor.js";
export {
  RemoteProvisioningClient,
  RemoteProvisioningError,
} from "./foundation/remote-provisioning/client.js";
export { remoteProvisioningSarTransmitter } from "./foundation/remote-provisioning/server-timeouts.js";
export { RemoteProvisioningServer } from "./foundation/remote-provisioning/server.js";
export { OnPowerUp } from "./models/common/power-up.js";
export { GenericDefaultTransitionTimeClient } from "./models/generic-default-transition-time/client.js";
export { GenericDefaultTransitionTimeServer } from "./models/generic-default-transition-time/server.js";
export { GenericBatteryClient } from "./models/generic-battery/client.js";
export { GenericBatteryServer } from "./models/generic-battery/server.js";
export { GenericLevelClient } from "./models/generic-level/client.js";
export { GenericLevelServer } from "./models/generic-level/server.js";
export { GenericLocationClient } from "./models/generic-location/client.js";
export { GenericLocationServer } from "./models/generic-location/server.js";
export { GenericLocationSetupServer } from "./models/generic-location/setup-server.js";
export { GenericOnOffClient } from "./models/generic-onoff/client.js";
export { GenericOnOffServer } from "./models/generic-onoff/server.js";
export { GenericPowerOnOffClient } from "./models/generic-power-onoff/client.js";
export { GenericPowerLevelClient } from "./models/generic-power-level/client.js";
export { PowerLevelModels, type PowerLevelModelsOptions } from "./models/power-level-models.js";
export { LightLightnessClient } from "./models/light-lightness/client.js";
export { LightnessModels, type LightnessModelsOptions } from "./models/lightness-models.js";
export { LightCtlClient } from "./models/light-ctl/client.js";
export { CtlModels, type CtlModelsOptions } from "./models/ctl-models.js";
export { LightHslClient } from "./models/light-hsl/client.js";
export { HslModels, type HslModelsOptions } from "./models/hsl-models.js";
export { LightXylClient } from "./models/light-xyl/client.js";
export { XylModels, type XylModelsOptions } from "./models/xyl-models.js";
export { LightLcClient } from "./models/light-lc/client.js";
export { LcModels, type LcModelsOptions } from "./models/lc-models.js";
export { GenericAdminPropertyServer } from "./models/generic-property/admin-server.js";
export { GenericClientPropertyServer } from "./models/generic-property/client-server.js";
export { GenericManufacturerPropertyServer } from "./models/generic-property/manufacturer-server.js";
export { GenericProperty } from "./models/generic-property/property.js";
export { GenericPropertyClient } from "./models/generic-property/client.js";
export { GenericUserPropertyServer } from "./models/generic-property/user-server.js";
export { PropertyError } from "./models/generic-property/property-error.js";
export { SceneClient } from "./models/scene/client.js";
export { SceneError } from "./models/scene/scene-error.js";
export { SceneServer } from "./models/scene/server.js";
export { SceneSetupServer } from "./models/scene/setup-server.js";
export { TimeClient } from "./models/time/client.js";
export { taiOfUnixTime, unixTimeOf } from "./models/time/mesh-time.js";
export { TimeServer } from "./models/time/server.js";
export { TimeSetupServer } from "./models/time/setup-server.js";
export type { Schedule } from "./models/scheduler/schedule.js";
export { SchedulerClient } from "./models/scheduler/client.js";
export { SchedulerServer } from "./models/scheduler/server.js";
export { SchedulerSetupServer } from "./models/scheduler/setup-server.js";
export { SensorClient } from "./models/sensor/client.js";
export { SensorError } from "./models/sensor/sensor-error.js";
export { SensorServer } from "./models/sensor/server.js";
export { SensorSetting } from "./models/sensor/sensor-setting.js";
export { SensorSetupServer } from "./models/sensor/setup-server.js";
export { SensorState } from "./models/sensor/sensor-state.js";
export type { DeviceKey } from "./crypto/application-key.js";
export { allNodes } from "./network/address.js";
export type { NetworkSettings, Retransmission } from "./network/settings.js";
export { SequenceError } from "./network/sequence.js";
export type { NodeLimits } from "./node/limits.js";
export { Node, type NodeOptions, type NodeState, type ProvisionedData } from "./node/node.js";
export { ProxyClient, type ProxyClientConnection } from "./node/proxy-client.js";
export type {
  ProxyClientFilter,
  ProxyClientOptions,
  ProxyConnectOptions,
} from "./node/proxy-client-options.js";
export type { FoundProxy, WantedProxy } from "./proxy/proxy-search.js";
export { Identification } from "./proxy/proxy-advertising-data.js";
export { DamagedNetworkError } from "./provisioner/damaged-network.js";
export { RefreshUnknownError } from "./provisioner/node-refresh.js";
export { Provisioner, type ProvisionerOptions } from "./provisioner/provisioner.js";
export {
  ErrorCode,
  errorCodeName,
  LinkClosedError,
  ProvisioningAbortError,
  type ProvisioningError,
  ProvisioningFailedError,
  ProvisioningRefusedError,
  ProvisioningTimeoutError,
} from "./provisioning/errors.js";
export { Algorithm, InputAction, OutputAction } from "./provisioning/oob.js";
export type { DeviceCapabilities } from "./provisioning/device-options.js";
export type {
  DeviceProvisioned,
  KeyExchange,
  KeyExchangeObserver,
} from "./provisioning/device-session-options.js";
export type { ProvisioningDeviceOptions } from "./provisioning/device.js";
export type { ProvisioningBearer } from "./provisioning/link.js";
export type { SarReceiver, SarTransmitter } from "./transport/sar-configuration.js";
export { TransportError } from "./transport/transport-error.js";
