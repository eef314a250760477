// Simulates one fast provisioning in a process of its own: reads options as JSON, writes the
// outcome as JSON.
import { silentProgress } from "../cli/progress.js";
import { FastSimulation } from "../simulate/fast/fast-simulation.js";
import { type FastOptions, usualFastOptions } from "../simulate/fast/options.js";
import { addressesUnique, doneAfter, succeeded } from "../simulate/fast/outcome.js";
import type { FastRun } from "../simulate/fast/run-record.js";

/**
 * The recorded results of a run. Milliseconds from the Primary Provisioner's start; null: not
 * reached.
 */
export type FastOutcome = FastRun["totals"] & {
  readonly nodes: number;
  readonly succeeded: boolean;
  readonly addressesUnique: boolean;
  readonly lastProvisioned: number | null;
  readonly done: number | null;
};

const given = JSON.parse(process.argv[2] ?? "{}") as Partial<FastOptions>;
const run = await new FastSimulation({ ...usualFastOptions, ...given }, silentProgress).run();
const outcome: FastOutcome = {
  nodes: run.nodes.length,
  succeeded: succeeded(run),
  addressesUnique: addressesUnique(run),
  lastProvisioned: run.lastProvisioned ?? null,
  done: doneAfter(run) ?? null,
  ...run.totals,
};
process.stdout.write(JSON.stringify(outcome));
