import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Capture } from "../air/air.js";
import { table } from "../simulate/report.js";
import type { FastCase, FastTarget } from "./fast-cases.js";
import type { FastOutcome } from "./fast-run.js";

const program = fileURLToPath(new URL("fast-run.ts", import.meta.url));

/** Milliseconds over all seeds of a case; null if too few runs reached the state. */
export interface Spread {
  readonly median: number | null;
  readonly p90: number | null;
  readonly worst: number | null;
}

export interface FastFigure {
  readonly name: string;
  readonly capture: Capture;
  readonly seeds: number;
  /**
   * Number of runs in which every device became a node with a unique address, is known to the top
   * provisioner, and was lit.
   */
  readonly complete: number;
  readonly addressesUnique: boolean;
  readonly target: FastTarget | undefined;
  /** Until the last device's final status was received by its provisioner. */
  readonly lastProvisioned: Spread;
  /** Until the top provisioner has all keys, and all lights have received the group message. */
  readonly done: Spread;
  /** Medians of the runs. */
  readonly eventsPerDevice: number;
  readonly collisionsPerDevice: number;
  readonly linksInVain: number;
}

async function runOne(options: object): Promise<FastOutcome> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import=tsx", program, JSON.stringify(options)],
    { maxBuffer: 1 << 20 },
  );
  return JSON.parse(stdout) as FastOutcome;
}

/** Runs jobs in parallel, as many at a time as there are cores. */
async function inParallel<T>(jobs: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async () => {
    while (next < jobs.length) {
      const at = next++;
      results[at] = await jobs[at]!();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

function at(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return value === Infinity ? null : Math.round(value);
}

function spread(values: readonly (number | null)[]): Spread {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  return { median: at(sorted, 0.5), p90: at(sorted, 0.9), worst: at(sorted, 1) };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function figure(one: FastCase, capture: Capture, runs: readonly FastOutcome[]): FastFigure {
  return {
    name: one.name,
    capture,
    seeds: runs.length,
    complete: runs.filter(({ succeeded }) => succeeded).length,
    addressesUnique: runs.every(({ addressesUnique }) => addressesUnique),
    target: capture === "lock" ? one.target : undefined,
    lastProvisioned: spread(runs.map(({ lastProvisioned }) => lastProvisioned)),
    done: spread(runs.map(({ done }) => done)),
    eventsPerDevice: Math.round(middle(runs.map(({ events, nodes }) => events / nodes))),
    collisionsPerDevice: Math.round(
      middle(runs.map(({ collisions, nodes }) => collisions / nodes)),
    ),
    linksInVain: middle(runs.map(({ linksInVain }) => linksInVain)),
  };
}

/** Simulates every case with every capture mode and seed, on Node.js. */
export async function benchFast(cases: readonly FastCase[]): Promise<FastFigure[]> {
  const plan = cases.flatMap((one) =>
    one.captures.flatMap((capture) =>
      Array.from({ length: one.seeds }, (_, i) => ({ one, capture, seed: String(i + 1) })),
    ),
  );
  const outcomes = await inParallel(
    plan.map(
      ({ one, capture, seed }) =>
        () =>
          runOne({ ...one.options, capture, seed }),
    ),
  );
  return cases.flatMap((one) =>
    one.captures.map((capture) =>
      figure(
        one,
        capture,
        outcomes.filter((_, i) => plan[i]!.one === one && plan[i]!.capture === capture),
      ),
    ),
  );
}

function seconds(milliseconds: number | null): string {
  return milliseconds === null ? "-" : (milliseconds / 1000).toFixed(1);
}

function targetText(target: FastTarget | undefined): string {
  if (!target) return "";
  const { median, of, p90 } = target;
  return `${median}${p90 === undefined ? "" : ` / ${p90}`} s${of ? `, ${of}` : ""}`;
}

export function fastTable(figures: readonly FastFigure[]): string {
  return table(
    [
      "fast provisioning",
      "capture",
      "complete",
      "done: median",
      "90 %",
      "worst",
      "target",
      "provisioned",
      "events a device",
      "failed links",
    ],
    figures.map((one) => [
      one.name,
      one.capture,
      `${one.complete} of ${one.seeds}`,
      `${seconds(one.done.median)} s`,
      seconds(one.done.p90),
      seconds(one.done.worst),
      targetText(one.target),
      seconds(one.lastProvisioned.median),
      String(one.eventsPerDevice),
      String(one.linksInVain),
    ]),
  );
}
