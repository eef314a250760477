import type { AirModel, AirParameters } from "../../air/model.js";

/** Most lights of a building: their unicast addresses are below 0x8000, and memory is limited. */
export const mostLights = 10_000;
export const mostFloors = 50;

/** Options of the simulation of a building. */
export interface BuildingOptions {
  /** Number of lights, 1..10000, which are configured when it begins. */
  readonly nodes: number;
  /** Number of floors, 1..50; the lights are shared out evenly among them. */
  readonly floors: number;
  /** How many times the group of all lights is switched. */
  readonly switchings: number;
  readonly seed: string;
  readonly air: AirModel;
  /** Parameters of the air that differ from the model. */
  readonly airParameters?: Partial<AirParameters>;
}

/** A hundred group switches. */
export const usualSwitchings = 100;
