/**
 * A provisioner with its network, its options and its errors.
 * @module xs-mesh/provisioner
 */
export { type Damage, DamagedNetworkError } from "./damaged-network.js";
export {
  type AddressRange,
  NetworkDatabase,
  type NetworkDatabaseOptions,
  type NodeEntry,
} from "./database.js";
export type { ExistingNetwork } from "./join.js";
export {
  keyRefresh,
  type KeyRefreshOptions,
  type KeyRefreshProgress,
  type KeyRefreshReport,
  type KeyRefreshState,
  keyRefreshState,
  type MissingNode,
  resumeKeyRefresh,
} from "./key-refresh.js";
export type { KeyRefreshStep } from "./key-refresh-steps.js";
export { knowledgeOf, type LearnedNodes, type NetworkKnowledge } from "./network-knowledge.js";
export type {
  DatabaseAddress,
  DatabaseSecurity,
  DatabaseNetKey,
  DatabaseAppKey,
  DatabaseAddressRange,
  DatabaseSceneRange,
  DatabaseProvisioner,
  DatabaseNodeKey,
  DatabaseTransmit,
  DatabasePublication,
  DatabaseModel,
  DatabaseElement,
  DatabaseFeature,
  DatabaseFeatures,
  DatabaseHeartbeatPublication,
  DatabaseHeartbeatSubscription,
  DatabaseNode,
  DatabaseGroup,
  DatabaseScene,
  DatabaseExclusion,
  ConfigurationDatabase,
} from "./configuration-database.js";
export type { CreateAppKeyOptions, ProvisionerKeys } from "./provisioner-keys.js";
export { RefreshUnknownError, type ReprovisionOptions } from "./node-refresh.js";
export {
  type ProvisionDeviceOptions,
  type ProvisionDeviceRequest,
  Provisioner,
  type ProvisionerOptions,
} from "./provisioner.js";
export {
  ErrorCode,
  errorCodeName,
  LinkClosedError,
  ProvisioningAbortError,
  type ProvisioningError,
  ProvisioningFailedError,
  ProvisioningRefusedError,
  ProvisioningTimeoutError,
} from "../provisioning/errors.js";
export {
  Algorithm,
  InputAction,
  type OobKind,
  type OobValue,
  OutputAction,
} from "../provisioning/oob.js";
export type {
  EarlyReception,
  EarlyReceptionOwner,
} from "../provisioning/pb-adv/early-reception.js";
export {
  type Backoff,
  type DelayRange,
  fastProvisioningTiming,
  type PbAdvTiming,
  standardTiming,
} from "../provisioning/pb-adv/timing.js";
export type {
  Authentication,
  ProvisionedDevice,
  ProvisioningStep,
  ProvisionOptions,
} from "../provisioning/provisioner-options.js";
export type {
  LinkCallbacks,
  OpenLink,
  ProvisioningBearer,
  ProvisioningLink,
} from "../provisioning/link.js";
export type { Capabilities, ProvisioningData } from "../provisioning/pdu.js";
export {
  type UnprovisionedDevice,
  UnprovisionedScanner,
  type UnprovisionedScannerOptions,
} from "../provisioning/scanner.js";
