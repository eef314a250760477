import type { FastLightState } from "../../../modules/firmware/fast-light/state.js";
import type { SeededRandom } from "../../../hosts/node/seeded-random.js";
import type { Station } from "../../air/station.js";
import type {
  BootRequest,
  FirmwareProgram,
  RunningFirmware,
} from "../../simulation/firmware-program.js";

/** A device with its station, and its state while it has power. */
export interface SimulatedDevice {
  readonly name: string;
  readonly station: Station;
  readonly powered: boolean;
  /** Reads the state of its node. Throws Error without power. */
  state(): FastLightState;
}

/**
 * The firmware of the devices, which keeps those that run, since their states are read at a moment
 * of virtual time. The random numbers differ for each boot of a device, and depend on the seed only.
 */
export class FastProgram implements FirmwareProgram {
  readonly #program: FirmwareProgram;
  readonly #random: SeededRandom;
  readonly #running = new Map<string, RunningFirmware>();
  readonly #boots = new Map<string, number>();

  constructor(program: FirmwareProgram, random: SeededRandom) {
    this.#program = program;
    this.#random = random;
  }

  /** Throws the error of a firmware that does not start. */
  boot(request: BootRequest): RunningFirmware {
    const { name } = request;
    const boots = this.#boots.get(name) ?? 0;
    this.#boots.set(name, boots + 1);
    const random = this.#random.fork(`${name} ${boots}`);
    // Firmwares on XS and in this process boot at once.
    const running = this.#program.boot({ ...request, random }) as RunningFirmware;
    this.#running.set(name, running);
    return running;
  }

  /** The state of the device of this name, which has power. */
  stateOf(name: string): FastLightState {
    return this.#running.get(name)!.call("fast") as FastLightState;
  }

  close(): void {
    this.#program.close();
  }
}
