import { tmpdir } from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lightFirmware } from "../simulate/light.js";
import type { Progress } from "../simulate/options.js";
import { reportText, succeeded } from "../simulate/report.js";
import { Simulation, type SimulationReport } from "../simulate/simulation.js";
import type { SimulatorKind } from "./sdk.js";

/** How a provisioning of simulators went. */
export interface SimulatorsResult {
  /** Every light was provisioned, configured and switched on, and one came back so from its store. */
  readonly passed: boolean;
  /** The table of the run. */
  readonly text: string;
  readonly report: SimulationReport;
}

export interface SimulatorsOptions {
  readonly kind: SimulatorKind;
  /** Default 2. */
  readonly nodes?: number;
  /** Main module of the firmware, a manifest beside it; default: the light's. */
  readonly firmware?: string;
  readonly progress: Progress;
}

/**
 * Builds the light with the SDK that MODDABLE names and runs some of it as simulators
 * on one virtual air, where this project's provisioner provisions and switches them. Rejects
 * where it cannot begin, saying what is missing.
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
