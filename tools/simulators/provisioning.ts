import { tmpdir } from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lightFirmware } from "../simulate/light.js";
import type { Progress } from "../simulate/options.js";
import { reportText, succeeded } from "../simulate/report.js";
import { Simulation, type SimulationReport } from "../simulate/simulation.js";
import type { SimulatorKind } from "./sdk.js";

/** The result of a provisioning of simulators. */
export interface SimulatorsResult {
  /**
   * Whether every light was provisioned, configured and switched on, and one had these states
   * from its store after a restart.
   */
  readonly passed: boolean;
  /** A table of the results. */
  readonly text: string;
  readonly report: SimulationReport;
}

export interface SimulatorsOptions {
  readonly kind: SimulatorKind;
  /** Number of lights. Default 2. */
  readonly nodes?: number;
  /** Main module of the firmware, with a manifest next to it. Default: the light's. */
  readonly firmware?: string;
  readonly progress: Progress;
}

/**
 * Builds the light with the SDK in MODDABLE and runs a number of them as simulators on one
 * virtual air, on which this project's provisioner provisions and switches them. Rejects with the
 * missing prerequisite if it cannot start.
 */
export async function provisionSimulators(options: SimulatorsOptions): Promise<SimulatorsResult> {
  const { firmware = lightFirmware, kind, nodes = 2, progress } = options;
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-provisioning-"));
  try {
    const simulation = new Simulation(
      {
        nodes,
        seed: "1",
        air: "kind",
        host: kind,
        provisioner: "own",
        firmware,
        capture: join(folder, "run.pcapng"),
      },
      progress,
    );
    const report = await simulation.run();
    return { passed: succeeded(report), text: reportText(report), report };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
