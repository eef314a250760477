/**
 * A virtual air in virtual time, and simulated machines on it, in one process of Node.js.
 * @module xs-mesh/simulation
 */
export {
  type AirListener,
  type AirPacket,
  VirtualAir,
  type VirtualAirOptions,
} from "../air/air.js";
export {
  type AirModel,
  airModels,
  type AirParameters,
  airParameters,
  neighbourDistance,
  type Part,
  type Span,
} from "../air/model.js";
export type { AdvertisedPacket, AdvertisingDataInfo } from "../air/packet.js";
export type { Capture } from "../air/judge.js";
export type { Position, Site, Wall } from "../air/propagation.js";
export { Station } from "../air/station.js";
export type {
  StationOptions,
  StationReceiver,
  StationScanOptions,
} from "../air/station-options.js";
export { type StationCounters } from "../air/station-counters.js";
export {
  type SimulatedAccessPoint,
  type SimulatedStation,
  WifiLandscape,
} from "../wifi/landscape.js";
export { LocalHttpServer, LocalHttpTransport } from "../wifi/local-http.js";
export { RefusalLog } from "./refusal-log.js";
export { SimulatedHost } from "./simulated-host.js";
export {
  type RunOptions,
  type SimulatedHostOptions,
  Simulation,
  type SimulationOptions,
} from "./simulation.js";
export { defineScript, type Script, type ScriptDevice } from "./script.js";
export type { VirtualBoardState } from "../../modules/firmware/virtual-board.js";
export type { HeapFigures } from "../../hosts/xs/port.js";
export type { NetworkKeyList } from "../network/network-keys.js";
export type { BootRequest, FirmwareProgram, RunningFirmware } from "./firmware-program.js";
export {
  type ModelPlan,
  type NetworkPlan,
  type PlannedModel,
  PlanNames,
  type PublicationPlan,
} from "./network-plan.js";
export type { DeviceOob } from "./oob.js";
export type { Refusal, RefusalWords } from "./refusal-words.js";
export { ClosedError } from "./time-driver.js";
export { ExpectationError, World } from "./world.js";
export type { WorldDeviceOptions, WorldHost, WorldOptions, WorldStep } from "./world-options.js";
export type { LogLine, WorldDevice, WorldDeviceParts } from "./world-device.js";
export {
  type ExpectedDevice,
  type NetworkSurroundings,
  type WorldCapture,
  type WorldNetwork,
  type WorldNetworkOptions,
} from "./world-network.js";
export type { ScriptEvent, ScriptFailure } from "../capture/script-events.js";
