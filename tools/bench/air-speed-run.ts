// Simulates one network in a process of its own, whose processor time is measured. Arguments: an
// AirSpeedCase as JSON, and the path of a capture. Writes an AirSpeedRun as JSON.
import { silentProgress } from "../cli/progress.js";
import { FastSimulation } from "../simulate/fast/fast-simulation.js";
import { usualFastOptions } from "../simulate/fast/options.js";
import { succeeded as fastSucceeded } from "../simulate/fast/outcome.js";
import { lightFirmware } from "../simulate/light.js";
import { succeeded } from "../simulate/report.js";
import { Simulation } from "../simulate/simulation.js";
import type { AirSpeedCase, AirSpeedRun } from "./air-speed.js";

async function simulate(
  { nodes, kind, seed = "1" }: AirSpeedCase,
  capture: string,
): Promise<Omit<AirSpeedRun, "seconds">> {
  if (kind === "fast") {
    const options = { ...usualFastOptions, nodes, air: "kind", seed } as const;
    const run = await new FastSimulation(options, silentProgress).run();
    return { succeeded: fastSucceeded(run), events: run.totals.events };
  }
  const report = await new Simulation(
    {
      nodes,
      seed,
      air: "typical",
      host: "xs",
      provisioner: "own",
      bearer: "adv",
      firmware: lightFirmware,
      capture,
    },
    silentProgress,
  ).run();
  return { succeeded: succeeded(report), events: report.pdus };
}

const [given, capture] = process.argv.slice(2);
const outcome = await simulate(JSON.parse(given!) as AirSpeedCase, capture!);
const { systemCPUTime, userCPUTime } = process.resourceUsage();
const run: AirSpeedRun = { ...outcome, seconds: (userCPUTime + systemCPUTime) / 1e6 };
process.stdout.write(JSON.stringify(run));
