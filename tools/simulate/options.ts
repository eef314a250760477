import type { AirModel, AirParameters } from "../air/model.js";

/** Options of a simulation. */
export interface SimulationOptions {
  /** Number of lights, 1..1000. */
  readonly nodes: number;
  readonly seed: string;
  readonly air: AirModel;
  /** Parameters of the air that differ from the model. */
  readonly airParameters?: Partial<AirParameters>;
  /**
   * What the lights run on: "xs" and "node"; "board": one light on a board, the others on XS;
   * "mcsim" and "x-cli-lin": Moddable's simulator and plain executables, one process for each
   * light, in real time.
   */
  readonly host: "xs" | "node" | "board" | "mcsim" | "x-cli-lin";
  /** The provisioner: this project's, or BlueZ's bluetooth-meshd, which needs real time. */
  readonly provisioner: "own" | "meshd";
  /** How the provisioner reaches the lights: by advertising (default), or by GATT connections, as a phone does. */
  readonly bearer?: "adv" | "gatt";
  /** The main module of the lights' firmware. */
  readonly firmware: string;
  /** Path of the capture, a pcapng file. */
  readonly capture: string;
}

export const maximumNodes = 1000;

/** Receives the progress of a simulation. */
export interface Progress {
  /** A phase begins; `total`: its number of steps, if they are counted. */
  phase(name: string, total?: number): void;
  /** One step of the phase has ended. */
  step(): void;
  /** Shows a line that a device wrote; `time`: simulated milliseconds. */
  log(time: number, device: string, text: string): void;
  /** Reports a warning to the user. */
  warn(message: string): void;
  end(): void;
}
