import { roundStep } from "../../../page/round-step.js";
import type { FastRun } from "../run-record.js";
import { count, counted, seconds } from "../../../page/wording.js";
import {
  drawBreak,
  drawLevel,
  drawTimeAxis,
  label,
  line,
  stepPath,
  type TimeAxis,
} from "../../../page/browser/axis.js";
import type { ChartContent } from "../../../page/browser/chart.js";
import { countUntil, ordered } from "./timeline.js";

/** Espressif's own figure for fast provisioning; runs of as many devices are compared with it. */
const reference = { time: 60_000, devices: 100 };

/** The time of the reference, ms; undefined for a run that is not comparable. */
export function referenceTime(run: FastRun): number | undefined {
  return run.nodes.length === reference.devices ? reference.time : undefined;
}

const height = 270;
const top = 34;
const bottom = height - 30;

/** Devices that were nodes, and that were lit, against time. */
export function curve(run: FastRun, axis: TimeAxis, end: number): ChartContent {
  const devices = run.nodes.length;
  const done = ordered(run.nodes.map(({ configured }) => configured));
  const lit = ordered(run.nodes.map(({ on }) => on));
  const y = (number: number) => bottom - (number / Math.max(1, devices)) * (bottom - top);
  const path = (times: readonly number[], from: number) => {
    const before = countUntil(times, from);
    const later = times.slice(before).map((time, i) => [axis.x(time), y(before + i + 1)] as const);
    return stepPath([[axis.x(from), y(before)], ...later], axis.x(end));
  };
  // Before the first device is lit the line would lie on the axis.
  const firstLit = Math.max(0, (lit[0] ?? end) - 1);
  const area = `${path(done, 0)}V${bottom}H${axis.left}Z`;
  return {
    height,
    top,
    bottom,
    description: describe(devices, done),
    drawn: [
      ...levels(devices).flatMap((level) => drawLevel(axis, y(level), count(level))),
      ...drawTimeAxis(axis, bottom),
      ...drawBreak(axis, bottom),
      ...drawReference(axis, y(reference.devices)),
      `<path class="done-area" d="${area}"/>`,
      `<path class="lit" d="${path(lit, firstLit)}"/>`,
      `<path class="done" d="${path(done, 0)}"/>`,
    ],
    at: (time) => {
      const now = countUntil(done, time);
      return { text: `${seconds(time)}: ${counted(now, "node")}`, y: y(now) };
    },
  };
}

/** Round numbers of devices, and the total. */
function levels(devices: number): number[] {
  const step = Math.max(1, roundStep(Math.max(1, devices), 5));
  const below = Array.from({ length: Math.ceil(devices / step) }, (_, i) => i * step);
  return [...below.filter((level) => devices - level > 0.4 * step), devices];
}

function describe(devices: number, done: readonly number[]): string {
  const parts = [0.5, 0.9, 1].flatMap((part) => {
    const time = done[Math.ceil(part * devices) - 1];
    return time === undefined ? [] : `${Math.ceil(part * devices)} after ${seconds(time)}`;
  });
  return `Devices that are nodes, against time. ${counted(done.length, "node")} of ${counted(devices, "device")}: ${parts.join(", ") || "fewer than half of them"}.`;
}

function drawReference({ mark, right }: TimeAxis, pointY: number): string[] {
  if (!mark) return [];
  const { broken, x } = mark;
  // Beside the line where the run ends early enough, otherwise below the point.
  const room = right - x > 90;
  const beside = broken ? x : room ? x + 10 : x - 10;
  const anchor = broken ? "middle" : room ? "start" : "end";
  return [
    line(x, top, x, bottom, "reference"),
    `<circle class="reference" cx="${x.toFixed(1)}" cy="${pointY.toFixed(1)}" r="4"/>`,
    ...["Espressif:", "100 devices", "in 60 s"].map((words, i) =>
      label(beside, pointY + 22 + i * 15, words, `class="reference-label" text-anchor="${anchor}"`),
    ),
  ];
}
