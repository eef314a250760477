import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { table } from "../simulate/report.js";
import { withBundled } from "./bundled-program.js";
import { median, short } from "./measure.js";

/** A network whose simulation is measured. */
export interface AirSpeedCase {
  readonly nodes: number;
  /**
   * "lights": on XS, provisioned, configured and switched on the typical air, with a capture;
   * "fast": on Node.js, fast-provisioned in one room on the kind air.
   */
  readonly kind: "lights" | "fast";
  /** Default "1". */
  readonly seed?: string;
}

/** What a process that simulates a case writes. */
export interface AirSpeedRun {
  readonly succeeded: boolean;
  /** Advertising events on the air: the same in each run, whatever it takes. */
  readonly events: number;
  /**
   * Processor time of the process, user and system: with its start, as JavaScript in one file, and the
   * load of the firmware.
   */
  readonly seconds: number;
}

export interface AirSpeedFigure extends AirSpeedCase, AirSpeedRun {
  /** Processor time of the reference loop, before and after the run. */
  readonly referenceSeconds: number;
  /** `seconds` of this network : `referenceSeconds`. */
  readonly ratio: number;
}

/** A hundred and three hundred lights; each run takes seconds. */
export const lightCases: readonly AirSpeedCase[] = [
  { nodes: 100, kind: "lights" },
  // Of this seed the provisioner hears each light; of the first two have no way to it, which nobody
  // who installs lights leaves so: the run would wait for their beacons, and not be complete.
  { nodes: 300, kind: "lights", seed: "2" },
  { nodes: 100, kind: "fast" },
];

/** A thousand devices; it takes minutes. */
export const thousandFast: readonly AirSpeedCase[] = [{ nodes: 1000, kind: "fast" }];

const source = fileURLToPath(new URL("air-speed-run.ts", import.meta.url));
const octets = 1 << 16;
const rounds = 3000;
const repetitions = 3;

/**
 * Seconds of processor time of a loop that is always the same: a computer that is slower or busier
 * takes longer for it as well.
 */
export function referenceSeconds(): number {
  return median(Array.from({ length: repetitions }, referenceLoop));
}

function referenceLoop(): number {
  const before = process.cpuUsage();
  const data = new Uint8Array(octets);
  let hash = 1;
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < octets; i++) {
      hash = Math.imul(hash ^ data[i]! ^ i, 0x9e3779b1);
      data[i] = hash >>> 24;
    }
  const { system, user } = process.cpuUsage(before);
  return (system + user) / 1e6;
}

/** Simulates each network once. */
export async function benchAirSpeed(
  cases: readonly AirSpeedCase[],
): Promise<readonly AirSpeedFigure[]> {
  return withBundled(source, async (program) => {
    const figures: AirSpeedFigure[] = [];
    for (const one of cases) {
      const before = referenceSeconds();
      const run = await runOne(program, one);
      const reference = (before + referenceSeconds()) / 2;
      const ratio = Number((run.seconds / reference).toFixed(2));
      figures.push({ ...one, ...run, referenceSeconds: reference, ratio });
    }
    return figures;
  });
}

async function runOne(program: string, one: AirSpeedCase): Promise<AirSpeedRun> {
  const folder = mkdtempSync(join(tmpdir(), "air-speed-"));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      program,
      JSON.stringify(one),
      join(folder, "run.pcapng"),
    ]);
    return JSON.parse(stdout) as AirSpeedRun;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const words = {
  lights: "lights on XS, provisioned, configured and switched",
  fast: "devices on Node.js, fast-provisioned in a room",
};

export function airSpeedTable(figures: readonly AirSpeedFigure[]): string {
  return table(
    ["simulated", "complete", "events", "s of processor time", "reference loop", "ratio"],
    figures.map(({ events, kind, nodes, ratio, referenceSeconds: reference, ...run }) => [
      `${nodes} ${words[kind]}`,
      run.succeeded ? "yes" : "no",
      events.toLocaleString("en"),
      short(run.seconds),
      `${reference.toFixed(2)} s`,
      short(ratio),
    ]),
  );
}
