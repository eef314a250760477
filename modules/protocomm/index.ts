/**
 * Wi-Fi provisioning as ESP-IDF has it: the device's side and a client.
 * @module xs-mesh/protocomm
 */
export { Diagnostics } from "../base/diagnostics.js";
export { Records } from "../base/records.js";
export type { Answer, EndpointHandler } from "./protocomm.js";
export type { HttpRequest, HttpRespond, HttpResponse, HttpServer } from "../host/http.js";
export type { AesCtr, AesGcm, SessionCrypto } from "../host/session-crypto.js";
export {
  type Wifi,
  type WifiAccessPoint,
  WifiAuth,
  type WifiConnection,
  type WifiFailure,
  type WifiNetwork,
  type WifiOwnAccessPoint,
  type WifiScanOptions,
} from "../host/wifi.js";
export {
  type DeviceStatus,
  ProvisioningClient,
  type ProvisioningClientOptions,
  type ScanChoices,
  type WaitOptions,
} from "./client/client.js";
export {
  type ClientTransport,
  ProofError,
  ProtocommError,
  ProtocommRefusedError,
  ProtocommStatusError,
} from "./client/transport.js";
export type { DeviceVersion } from "./client/version.js";
export { GattTransport, type GattTransportOptions } from "./gatt-transport.js";
export { HttpTransport, type HttpTransportOptions } from "./http-transport.js";
export { Protocomm, type ProtocommOptions, type SessionEvent } from "./protocomm.js";
export type { SecurityOptions } from "./security/options.js";
export { srpVerifier } from "./security/srp.js";
export { StationKeeper, type StationKeeperOptions } from "./wifi/keeper.js";
export type { StationFailure, StationState } from "./wifi/station.js";
export type { Security2Credentials } from "./client/security2.js";
export type { VersionOptions } from "./version-endpoint.js";
export {
  type ProtocommTransport,
  WifiProvisioning,
  type WifiProvisioningOptions,
} from "./wifi/provisioning.js";
export { StoredNetwork } from "./wifi/stored-network.js";
