import { published } from "../air/published.js";
import type { AirReport } from "./air-report.js";

/** Colours of a plot. On a page they can be CSS variables. */
export interface PlotColours {
  readonly ink: string;
  readonly faint: string;
  readonly grid: string;
  /** The run's values, and the published ones. */
  readonly run: string;
  readonly published: string;
}

/** Times of a run for which published values exist: "a question to its answer", in ms. */
export interface PlotTimes {
  readonly what: "round trips" | "group message";
  readonly milliseconds: readonly number[];
}

export const plotSize = { width: 900, height: 220 };
const panel = { width: 330, height: 130, top: 44 };
const left = 60;
const right = 530;
const mostMetres = 100;
const mostDbm = -30;
const leastDbm = -100;
const mostMs = 400;

interface Pen {
  readonly colours: PlotColours;
  readonly text: (x: number, y: number, content: string, extra?: string) => string;
  readonly line: (x1: number, y1: number, x2: number, y2: number, colour: string) => string;
}

function pen(colours: PlotColours): Pen {
  return {
    colours,
    text: (x, y, content, extra = "") =>
      `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${colours.ink}" font-size="11" ${extra}>${content}</text>`,
    line: (x1, y1, x2, y2, colour) =>
      `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${colour}"/>`,
  };
}

/** A plot of a run and of published measurements: SVG elements of `plotSize`, from the origin. */
export function airPlot(
  report: AirReport,
  times: PlotTimes,
  colours: PlotColours,
): readonly string[] {
  return [...strengthPanel(report, pen(colours)), ...timePanel(times, pen(colours))];
}

function frame({ colours, line, text }: Pen, x: number, title: string): string[] {
  const bottom = panel.top + panel.height;
  return [
    text(x, 16, title, 'font-weight="bold"'),
    line(x, bottom, x + panel.width, bottom, colours.faint),
  ];
}

function strengthPanel({ strengths }: AirReport, of: Pen): string[] {
  const { colours, line, text } = of;
  const x = (metres: number) => left + (Math.log10(metres) / Math.log10(mostMetres)) * panel.width;
  const y = (dBm: number) => panel.top + ((mostDbm - dBm) / (mostDbm - leastDbm)) * panel.height;
  const { deviations, points, source } = published.strengths;
  const [most, least] = deviations;
  const parts = frame(of, left, "Strength at a receiver, dBm over metres");
  for (const dBm of [-40, -60, -80, -100])
    parts.push(
      line(left, y(dBm), left + panel.width, y(dBm), colours.grid),
      text(left - 8, y(dBm) + 4, String(dBm), 'text-anchor="end"'),
    );
  for (const metres of [1, 2, 5, 10, 20, 50, 100])
    parts.push(text(x(metres), panel.top + panel.height + 16, String(metres), middle));
  points.forEach(([metres, dBm], i) => {
    const off = most + ((least - most) * i) / (points.length - 1);
    parts.push(
      `<line x1="${x(metres).toFixed(1)}" x2="${x(metres).toFixed(1)}" y1="${y(dBm - off).toFixed(1)}" y2="${y(dBm + off).toFixed(1)}" stroke="${colours.published}" stroke-width="7" stroke-opacity="0.35"/>`,
      `<circle cx="${x(metres).toFixed(1)}" cy="${y(dBm).toFixed(1)}" r="3.5" fill="${colours.published}"/>`,
    );
  });
  const places = strengths
    .filter(([metres]) => metres <= mostMetres)
    .map(([metres, dBm]) => `${x(metres).toFixed(1)},${y(dBm).toFixed(1)}`);
  if (places.length > 0)
    parts.push(
      `<polyline points="${places.join(" ")}" fill="none" stroke="${colours.run}" stroke-width="2"/>`,
    );
  return [...parts, ...key(of, left, `${source}, mean and deviation`)];
}

const middle = 'text-anchor="middle"';

function timePanel({ milliseconds, what }: PlotTimes, of: Pen): string[] {
  const { colours, line, text } = of;
  const x = (ms: number) => right + (Math.min(ms, mostMs) / mostMs) * panel.width;
  const y = (share: number) => panel.top + (1 - share) * panel.height;
  const trips = what === "round trips";
  const limit = trips ? published.roundTrips.sixHops : published.multicast.of24;
  const title = trips
    ? "Question to answer: share of all, over milliseconds"
    : "Group message to light: share of all, over milliseconds";
  const label = trips
    ? `${published.roundTrips.source}: within ${limit} ms over six hops`
    : `${published.multicast.source}: within ${limit} ms at 24 nodes`;
  const parts = [
    ...frame(of, right, title),
    `<rect x="${right}" y="${panel.top}" width="${(x(limit) - right).toFixed(1)}" height="${panel.height}" fill="${colours.published}" fill-opacity="0.15"/>`,
  ];
  for (const share of [0.5, 1])
    parts.push(
      line(right, y(share), right + panel.width, y(share), colours.grid),
      text(right - 8, y(share) + 4, `${100 * share} %`, 'text-anchor="end"'),
    );
  for (const ms of [0, 100, 200, 300, 400])
    parts.push(text(x(ms), panel.top + panel.height + 16, String(ms), middle));
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const steps = sorted
    .filter((ms) => ms <= mostMs)
    .map((ms, i) => `H${x(ms).toFixed(1)}V${y((i + 1) / sorted.length).toFixed(1)}`);
  if (steps.length > 0)
    parts.push(
      `<path d="M${right},${y(0)}${steps.join("")}" fill="none" stroke="${colours.run}" stroke-width="2"/>`,
    );
  return [...parts, ...key(of, right, label)];
}

/** The legend below a panel: the colours of the run and of the published values. */
function key({ colours, text }: Pen, x: number, label: string): string[] {
  const y = panel.top + panel.height + 36;
  const swatch = (at: number, colour: string) =>
    `<rect x="${at}" y="${y - 8}" width="14" height="8" fill="${colour}"/>`;
  return [
    swatch(x, colours.run),
    text(x + 20, y, "this run"),
    swatch(x + 80, colours.published),
    text(x + 100, y, label),
  ];
}
