import { roundStep } from "../round-step.js";

/**
 * Runs shorter than this many milliseconds get an axis with a break before the mark, so that they
 * stay wide enough.
 */
const shortRun = 30_000;

/** The time axis of all charts: maps a time to CSS pixels. */
export interface TimeAxis {
  readonly left: number;
  readonly right: number;
  readonly width: number;
  /** Milliseconds from the left to the right end. */
  readonly span: number;
  /** Position of a marked time; beyond `right` the axis has a break. */
  readonly mark:
    { readonly time: number; readonly x: number; readonly broken: boolean } | undefined;
  x(time: number): number;
  time(x: number): number;
}

/** Space beside the plot, CSS pixels. */
export interface AxisMargins {
  readonly left: number;
  readonly right: number;
}

/** Space for the labels of values, and for the figures of a plot. */
function usualMargins(width: number): AxisMargins {
  return { left: 54, right: width < 600 ? 88 : 130 };
}

/** An axis from 0 to `end` ms, and to a marked time. `width`: of the chart, CSS pixels. */
export function timeAxis(
  width: number,
  end: number,
  mark?: number,
  margins = usualMargins(width),
): TimeAxis {
  const { left } = margins;
  const right = width - margins.right;
  const broken = end < shortRun;
  const span = broken || mark === undefined ? end : Math.max(end, mark * 1.02);
  const x = (time: number) => left + (time / span) * (right - left);
  return {
    left,
    right,
    width,
    span,
    mark:
      mark === undefined
        ? undefined
        : { time: mark, broken, x: broken ? (right + width) / 2 + 6 : x(mark) },
    x,
    time: (at) => Math.min(end, Math.max(0, ((at - left) / (right - left)) * span)),
  };
}

export function label(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${content}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, className: string): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((value) => value.toFixed(1));
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" class="${className}"/>`;
}

/** The axis line with a mark every few seconds, and its break. */
export function drawTimeAxis(axis: TimeAxis, y: number): string[] {
  const step = roundStep(axis.span / 1000, (axis.right - axis.left) / 52);
  const drawn = [line(axis.left, y, axis.right, y, "axis")];
  for (let second = 0; second * 1000 <= axis.span; second += step) {
    const x = axis.x(second * 1000);
    drawn.push(
      line(x, y, x, y + 4, "axis"),
      label(x, y + 18, `${Number(second.toFixed(2))} s`, 'class="tick" text-anchor="middle"'),
    );
  }
  return drawn;
}

/** Two strokes that show a break of the axis, and the marked time behind it. */
export function drawBreak(axis: TimeAxis, y: number): string[] {
  if (!axis.mark?.broken) return [];
  const x = axis.right + 8;
  const { time, x: markX } = axis.mark;
  return [
    line(x - 3, y + 5, x + 1, y - 5, "axis"),
    line(x + 2, y + 5, x + 6, y - 5, "axis"),
    line(x + 4, y, axis.width - 2, y, "axis"),
    line(markX, y, markX, y + 4, "axis"),
    label(markX, y + 18, `${time / 1000} s`, 'class="tick" text-anchor="middle"'),
  ];
}

/** One horizontal line of the value axis with its label. */
export function drawLevel(axis: TimeAxis, y: number, content: string): string[] {
  return [
    line(axis.left, y, axis.right, y, "grid"),
    label(axis.left - 8, y + 4, content, 'class="tick" text-anchor="end"'),
  ];
}

/** A step line: each value holds until the next point. */
export function stepPath(points: readonly (readonly [number, number])[], until: number): string {
  const steps = points.map(([x, y], i) =>
    i === 0 ? `M${x.toFixed(1)} ${y.toFixed(1)}` : `H${x.toFixed(1)}V${y.toFixed(1)}`,
  );
  return `${steps.join("")}H${until.toFixed(1)}`;
}
