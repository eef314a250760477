import type { AirModel } from "../../air/model.js";

/** What one message to the group did. */
export interface Switching {
  readonly on: boolean;
  /** Number of lights that are as it says when the next one is sent. */
  readonly following: number;
  /** Simulated milliseconds until half, nine tenths and 99 of a hundred lights followed it. */
  readonly times: readonly (number | undefined)[];
  /** Advertising events of all nodes meanwhile. */
  readonly events: number;
}

/** The result of a building. */
export interface BuildingReport {
  readonly nodes: number;
  readonly floors: number;
  readonly air: AirModel;
  /** Of a floor, metres. */
  readonly width: number;
  readonly depth: number;
  /** Number of lights that relay. */
  readonly relays: number;
  readonly switchings: readonly Switching[];
  /** Advertising events in all. */
  readonly events: number;
  readonly simulatedMs: number;
  /** Processor time until the lights were loaded, and from then on, seconds. */
  readonly loadSeconds: number;
  readonly switchSeconds: number;
  /** Memory of the process at the end, megabytes. */
  readonly memoryMB: number;
}

const shares = [0.5, 0.9, 0.99];
/** The share of the lights that follow one unacknowledged message at least. */
const enough = 0.9;

/** The times until shares of `nodes` lights followed; `times` in ascending order. */
export function share(times: readonly number[], nodes: number): (number | undefined)[] {
  return shares.map((part) => times[Math.ceil(part * nodes) - 1]);
}

/** Whether every message reached nine tenths of the lights. */
export function succeeded({ nodes, switchings }: BuildingReport): boolean {
  return switchings.every(({ following }) => following >= enough * nodes);
}

/** The median of what is known; undefined unless it is for most. */
function median(values: readonly (number | undefined)[]): number | undefined {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  return middle === Infinity ? undefined : middle;
}

/** Medians over all switchings. */
export function summary({ nodes, switchings }: BuildingReport) {
  const parts = switchings.map(({ following }) => following / nodes);
  return {
    followed: median(parts) ?? 0,
    fewest: Math.min(...parts),
    times: shares.map((_, i) => median(switchings.map(({ times }) => times[i]))),
    events: median(switchings.map(({ events }) => events)) ?? 0,
  };
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

function time(ms: number | undefined): string {
  return ms === undefined ? "-" : `${Math.round(ms)}`;
}

/** The report as text. */
export function buildingText(report: BuildingReport): string {
  const { air, depth, floors, loadSeconds, memoryMB, nodes, relays, switchSeconds, width } = report;
  const { events, fewest, followed, times } = summary(report);
  const count = report.switchings.length;
  return [
    `${nodes.toLocaleString("en")} lights on ${floors} floor${floors === 1 ? "" : "s"} of ${width.toFixed(0)} m x ${depth.toFixed(0)} m, of which ${relays.toLocaleString("en")} relay; the ${air} air`,
    `${count} messages to the group of all lights, not acknowledged, sent once each:`,
    `  followed by ${percent(followed)} of the lights (median), ${percent(fewest)} at least`,
    `  half, 90 % and 99 % of the lights after ${times.map(time).join(", ")} simulated ms`,
    `  ${Math.round(events).toLocaleString("en")} advertising events for each message`,
    `Processor time: ${loadSeconds.toFixed(1)} s to load the lights, ${switchSeconds.toFixed(1)} s to switch them; memory: ${memoryMB.toFixed(0)} MB`,
  ].join("\n");
}
