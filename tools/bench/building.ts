import { silentProgress } from "../cli/progress.js";
import { Building } from "../simulate/building/building.js";
import type { BuildingOptions } from "../simulate/building/options.js";
import { buildingText, summary, succeeded } from "../simulate/building/report.js";
import { referenceSeconds } from "./air-speed.js";

/** Ten thousand lights on ten floors, which are switched a hundred times. */
export const largeBuilding: BuildingOptions = {
  nodes: 10_000,
  floors: 10,
  switchings: 100,
  seed: "1",
  air: "typical",
};

/** The figures of a building, with those of the computer. */
export interface BuildingFigures {
  readonly options: BuildingOptions;
  readonly succeeded: boolean;
  readonly relays: number;
  /** Advertising events in all: the same in each run, whatever it takes. */
  readonly events: number;
  readonly simulatedMs: number;
  /** Medians over all switchings. */
  readonly summary: ReturnType<typeof summary>;
  /** Processor time until the lights were loaded, and from then on, seconds. */
  readonly loadSeconds: number;
  readonly switchSeconds: number;
  readonly memoryMB: number;
  /** Processor time of the reference loop of `air-speed`, before and after the run. */
  readonly referenceSeconds: number;
  /** Processor time of the run : that of the reference loop. */
  readonly ratio: number;
  readonly text: string;
}

/** Simulates a building once. */
export async function benchBuilding(options: BuildingOptions): Promise<BuildingFigures> {
  const before = referenceSeconds();
  const report = await new Building(options, silentProgress).run();
  const reference = (before + referenceSeconds()) / 2;
  const { events, loadSeconds, memoryMB, relays, simulatedMs, switchSeconds } = report;
  return {
    options,
    succeeded: succeeded(report),
    relays,
    events,
    simulatedMs,
    summary: summary(report),
    loadSeconds,
    switchSeconds,
    memoryMB: Math.round(memoryMB),
    referenceSeconds: reference,
    ratio: Number(((loadSeconds + switchSeconds) / reference).toFixed(1)),
    text: buildingText(report),
  };
}

export function buildingTable({
  ratio,
  referenceSeconds: reference,
  text,
}: BuildingFigures): string {
  return `${text}\nReference loop: ${reference.toFixed(2)} s, ratio ${ratio}`;
}
