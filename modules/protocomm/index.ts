// What a firmware or a tool imports from "xs-mesh/protocomm".
export { Diagnostics } from "../base/diagnostics.js";
export { Records } from "../base/records.js";
export type { EndpointHandler } from "./protocomm.js";
export type { HttpServer } from "../host/http.js";
export type { SessionCrypto } from "../host/session-crypto.js";
export {
  type Wifi,
  type WifiAccessPoint,
  WifiAuth,
  type WifiConnection,
  type WifiNetwork,
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
export { GattTransport } from "./gatt-transport.js";
export { HttpTransport } from "./http-transport.js";
export { Protocomm, type ProtocommOptions, type SessionEvent } from "./protocomm.js";
export type { SecurityOptions } from "./security/options.js";
export { srpVerifier } from "./security/srp.js";
export { StationKeeper } from "./wifi/keeper.js";
export { WifiProvisioning, type WifiProvisioningOptions } from "./wifi/provisioning.js";
export { StoredNetwork } from "./wifi/stored-network.js";
