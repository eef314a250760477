import type { MemoryStore } from "../../../hosts/node/store.js";
import type { Station } from "../../air/station.js";
import type { RunningDevice } from "./devices.js";

/** A device with its station and what its store holds. */
export interface SimulatedDevice {
  readonly name: string;
  readonly station: Station;
  readonly store: MemoryStore;
  running: RunningDevice;
  powered: boolean;
  boots: number;
}
