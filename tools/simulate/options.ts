import type { AirModel, AirParameters } from "../air/model.js";

/** What a simulation is asked for. */
export interface SimulationOptions {
  /** Lights, 1..1000. */
  readonly nodes: number;
  readonly seed: string;
  readonly air: AirModel;
  /** Where the air differs from its model. */
  readonly airParameters?: Partial<AirParameters>;
  /**
   * What the lights run on; "board": one on a board, the others on XS; "mcsim" and
   * "x-cli-lin": Moddable's simulator and plain executables, a process each, in real time.
   */
  readonly host: "xs" | "node" | "board" | "mcsim" | "x-cli-lin";
  /** Who takes the lights in: this project's provisioner, or BlueZ's daemon, which needs real time. */
  readonly provisioner: "own" | "meshd";
  /** The main module of the lights' firmware. */
  readonly firmware: string;
  /** Where the capture goes, a pcapng file. */
  readonly capture: string;
}

export const maximumNodes = 1000;

/** What the simulation says while it runs. */
export interface Progress {
  /** A new phase begins; `total` steps are counted where it has any. */
  phase(name: string, total?: number): void;
  /** One step of the phase is done. */
  step(): void;
  /** Something that a person should read. */
  warn(message: string): void;
  end(): void;
}
