import type { AirModel, AirParameters } from "../../air/model.js";

/** Options of the simulation of an office. */
export interface RoomOptions {
  /** Daylight, people and the air follow from it. */
  readonly seed: string;
  readonly air: AirModel;
  /** Parameters of the air that differ from the model. */
  readonly airParameters?: Partial<AirParameters>;
  /** Where a capture goes; undefined: nothing is recorded. */
  readonly capture?: string;
}
