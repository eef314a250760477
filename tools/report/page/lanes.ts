import { drawTimeAxis, label, line, type TimeAxis } from "../../page/browser/axis.js";
import type { ChartContent } from "../../page/browser/chart.js";
import { count, seconds } from "../../page/wording.js";
import {
  type MessageKind,
  messageKinds,
  type ReportMessage,
  type ReportRecord,
} from "../report-record.js";
import { hopsOf } from "./selection.js";
import { kindNames } from "./words.js";

/** Height of a lane, in pixels, beside its name and below it. */
const wideLane = 26;
const narrowLane = 38;
/** Greatest height of a bar. */
const tallest = 18;
const top = 26;
/** Width of a bar in pixels. */
const bar = 2;

/** What the time line shows beside all messages. */
export interface LanesSelection {
  readonly message: ReportMessage | undefined;
  /** Indices of the messages of the selected station; undefined: none is selected. */
  readonly ofStation: readonly number[] | undefined;
}

/** The kinds of messages that a run has. */
export function kindsOf({ messages }: ReportRecord): readonly MessageKind[] {
  const present = new Set(messages.map(({ kind }) => kind));
  return messageKinds.filter((kind) => present.has(kind));
}

/** A lane for each kind of message with their number at each time, and the selected message. */
export function lanes(
  record: ReportRecord,
  axis: TimeAxis,
  selection: LanesSelection,
): ChartContent {
  const kinds = kindsOf(record);
  const narrow = axis.left < 100;
  const laneHeight = narrow ? narrowLane : wideLane;
  const bottom = top + kinds.length * laneHeight + 4;
  const y = (kind: MessageKind) => top + (kinds.indexOf(kind) + 1) * laneHeight;
  const { message, ofStation } = selection;
  const chosen = ofStation?.map((i) => record.messages[i]!);
  return {
    height: bottom + 26,
    top,
    bottom,
    description: `Messages against time, by kind: ${kinds
      .map(
        (kind) =>
          `${count(record.messages.filter((own) => own.kind === kind).length)} ${kindNames[kind]}`,
      )
      .join(", ")}.`,
    drawn: [
      ...kinds.flatMap((kind) => [
        line(axis.left, y(kind), axis.right, y(kind), "grid"),
        narrow
          ? label(
              axis.left + 2,
              y(kind) - laneHeight + 11,
              kindNames[kind],
              'class="tick lane-name"',
            )
          : label(axis.left - 8, y(kind) - 7, kindNames[kind], 'class="tick" text-anchor="end"'),
      ]),
      ...bars(record.messages, kinds, axis, y, chosen ? "faint" : ""),
      ...(chosen ? bars(chosen, kinds, axis, y, "") : []),
      ...failures(record, axis, bottom),
      ...drawTimeAxis(axis, bottom),
      ...(message ? mark(message, axis, y(message.kind), bottom) : []),
    ],
    at: (time) => ({ text: seconds(time, 2), y: top - 2 }),
  };
}

/** For each kind a path of bars, whose heights are the square roots of the numbers of messages. */
function bars(
  messages: readonly ReportMessage[],
  kinds: readonly MessageKind[],
  axis: TimeAxis,
  y: (kind: MessageKind) => number,
  className: string,
): string[] {
  const columns = Math.ceil((axis.right - axis.left) / bar) + 1;
  return kinds.flatMap((kind) => {
    const counts = new Uint32Array(columns);
    for (const message of messages)
      if (message.kind === kind) counts[Math.floor((axis.x(message.time) - axis.left) / bar)]!++;
    const most = counts.reduce((largest, value) => Math.max(largest, value), 1);
    let path = "";
    counts.forEach((value, column) => {
      if (value === 0) return;
      const height = 4 + Math.sqrt(value / most) * (tallest - 4);
      const x = axis.left + column * bar;
      path += `M${x.toFixed(1)} ${y(kind)}v${(-height).toFixed(1)}h${bar}v${height.toFixed(1)}z`;
    });
    return path === "" ? [] : [`<path class="bars ${kind} ${className}" d="${path}"/>`];
  });
}

/** A line through all lanes at the time of each failure of the run. */
function failures({ messages }: ReportRecord, axis: TimeAxis, bottom: number): string[] {
  const failed = messages.filter(({ outcome }) => outcome === "failed");
  const times = failed.map(({ time }) => axis.x(time).toFixed(1));
  if (times.length === 0) return [];
  const path = [...new Set(times)].map((x) => `M${x} ${top}V${bottom}`).join("");
  return [`<path class="failure-line" d="${path}"/>`];
}

/** A triangle at the time of the selected message, and a tick for each of its transmissions. */
function mark(message: ReportMessage, axis: TimeAxis, y: number, bottom: number): string[] {
  const x = axis.x(message.time).toFixed(1);
  const hops = hopsOf(message).map(({ time }) => axis.x(time).toFixed(1));
  const ticks = [...new Set(hops)].map((at) => `M${at} ${y}v-${tallest}`).join("");
  return [
    `<path class="selected-hops" d="${ticks}"/>`,
    `<path class="selected-mark" d="M${x} ${bottom}l-6 9h12z"/>`,
  ];
}
