// What a program imports from "xs-mesh/simulation".
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
} from "../air/model.js";
export type { Position, Wall } from "../air/propagation.js";
export { Station, type StationCounters, type StationOptions } from "../air/station.js";
export {
  type SimulatedAccessPoint,
  type SimulatedStation,
  WifiLandscape,
} from "../wifi/landscape.js";
export { LocalHttpServer, LocalHttpTransport } from "../wifi/local-http.js";
export { SimulatedHost } from "./simulated-host.js";
export {
  type RunOptions,
  type SimulatedHostOptions,
  Simulation,
  type SimulationOptions,
} from "./simulation.js";
