import type { WorldHost } from "../../simulation/world-options.js";
import type { AirModel, AirParameters } from "../../air/model.js";

/** Options of the simulation of an office. */
export interface RoomOptions {
  /** What the firmwares run on: the XS engine of the chip, or this process. */
  readonly host: WorldHost;
  /** Daylight, people and the air follow from it. */
  readonly seed: string;
  readonly air: AirModel;
  /** Parameters of the air that differ from the model. */
  readonly airParameters?: Partial<AirParameters>;
  /** Where a capture goes; undefined: nothing is recorded. */
  readonly capture?: string;
}
