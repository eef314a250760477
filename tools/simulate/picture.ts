import { airPlot, plotSize } from "./air-plot.js";
import { airName } from "./air-report.js";
import { roundStep } from "../page/round-step.js";
import { type LightReport, type SimulationReport, trafficSlot } from "./simulation.js";

const margin = { left: 170, right: 30, top: 92, bottom: 30 };
const plotWidth = 900;
const longestRow = 26;
const rowsHeight = 420;
const trafficHeight = 70;
/** Most grid lines of a run. */
const mostLines = 12;

/** The colours of the picture, which are CSS variables: its ground follows light and dark. */
const colours = {
  paper: "var(--paper)",
  ink: "var(--ink)",
  faint: "var(--faint)",
  grid: "var(--grid)",
  waiting: "var(--waiting)",
  provisioning: "var(--provisioning)",
  configuring: "var(--configuring)",
  ready: "var(--ready)",
  on: "var(--on)",
  traffic: "var(--traffic)",
  failure: "var(--failure)",
};

type Palette = Readonly<Record<keyof typeof colours, string>>;

const light: Palette = {
  paper: "#ffffff",
  ink: "#24292f",
  faint: "#656d76",
  grid: "#e6e8eb",
  waiting: "#d0d7de",
  provisioning: "#2f6fdb",
  configuring: "#8250df",
  ready: "#e9dcae",
  on: "#f2b705",
  traffic: "#57ab5a",
  failure: "#cf222e",
};

const dark: Palette = {
  paper: "#0d1117",
  ink: "#e6edf3",
  faint: "#9198a1",
  grid: "#262c34",
  waiting: "#3d444d",
  provisioning: "#4493f8",
  configuring: "#ab7df8",
  ready: "#6b5a21",
  on: "#f2b705",
  traffic: "#57ab5a",
  failure: "#f85149",
};

function style(): string {
  const variables = (palette: Palette) =>
    Object.entries(palette)
      .map(([name, value]) => `--${name}:${value}`)
      .join(";");
  return `<style>svg{${variables(light)}}@media (prefers-color-scheme:dark){svg{${variables(dark)}}}</style>`;
}

function escape(text: string): string {
  return text.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function text(x: number, y: number, content: string, extra = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${extra}>${escape(content)}</text>`;
}

function box(x: number, y: number, width: number, height: number, fill: string): string {
  const places = [x, y, Math.max(width, 0.5), height].map((value) => value.toFixed(1));
  return `<rect x="${places[0]}" y="${places[1]}" width="${places[2]}" height="${places[3]}" fill="${fill}"/>`;
}

/** An SVG picture of a run: the state of each light over time, and the traffic on the air. */
export function drawRun(report: SimulationReport): string {
  const { simulatedMs } = report;
  const lights = inOrder(report);
  const row = Math.min(longestRow, rowsHeight / lights.length);
  const x = (time: number) => margin.left + (time / simulatedMs) * plotWidth;
  const bottom = margin.top + row * lights.length;
  const airTop = bottom + 24 + trafficHeight + margin.bottom;
  const height = airTop + plotSize.height;
  const width = margin.left + plotWidth + margin.right;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height.toFixed(0)}" font-family="sans-serif" font-size="12" fill="${colours.ink}">`,
    style(),
    box(0, 0, width, height, colours.paper),
    ...heading(report),
    ...grid(simulatedMs, x, bottom + 24 + trafficHeight),
    ...lights.flatMap((light, i) => lightRow(light, report, margin.top + i * row, row, x)),
    ...restart(report, row, x),
    ...traffic(report, bottom + 24, x),
    ...beside(report, airTop),
    "</svg>\n",
  ].join("\n");
}

/** The lights in the order in which they were provisioned; those that were not come last. */
function inOrder({ lights }: SimulationReport): LightReport[] {
  const began = ({ times }: LightReport) => times.began ?? Infinity;
  return [...lights].sort((a, b) => (began(a) === began(b) ? 0 : began(a) - began(b)));
}

function heading({ lights, simulatedMs, pdus }: SimulationReport): string[] {
  const on = lights.filter(({ times }) => times.on !== undefined).length;
  const seconds = (simulatedMs / 1000).toFixed(1);
  const title = `${on} of ${lights.length} lights on a Bluetooth Mesh network, lit in ${seconds} simulated seconds`;
  const legend: readonly (readonly [string, string])[] = [
    [colours.waiting, "beacons"],
    [colours.provisioning, "is provisioned"],
    [colours.configuring, "is configured"],
    [colours.ready, "belongs to the group"],
    [colours.on, "is on"],
  ];
  return [
    text(20, 30, title, 'font-size="18" font-weight="bold"'),
    ...legend.flatMap(([fill, name], i) => {
      const at = margin.left + i * 165;
      return [box(at, 50, 14, 14, fill), text(at + 20, 61.5, name)];
    }),
    text(
      margin.left + plotWidth,
      30,
      `${pdus.toLocaleString("en")} advertising events`,
      `text-anchor="end" fill="${colours.faint}"`,
    ),
  ];
}

function grid(simulatedMs: number, x: (time: number) => number, bottom: number): string[] {
  const step = roundStep(simulatedMs / 1000, mostLines);
  const lines: string[] = [];
  for (let i = 0; i * step * 1000 <= simulatedMs; i++) {
    const second = i * step;
    const at = x(second * 1000).toFixed(1);
    lines.push(
      `<line x1="${at}" y1="${margin.top - 6}" x2="${at}" y2="${bottom.toFixed(1)}" stroke="${colours.grid}"/>`,
      text(Number(at), margin.top - 10, `${Number(second.toFixed(3))} s`, anchored),
    );
  }
  return lines;
}

const anchored = `text-anchor="middle" font-size="11" fill="${colours.faint}"`;

function lightRow(
  { name, address, times, failure }: LightReport,
  { simulatedMs }: SimulationReport,
  y: number,
  row: number,
  x: (time: number) => number,
): string[] {
  const height = row * 0.7;
  const phases: readonly (readonly [number | undefined, string])[] = [
    [0, colours.waiting],
    [times.began, colours.provisioning],
    [times.provisioned, colours.configuring],
    [times.configured, colours.ready],
    [times.on, colours.on],
  ];
  const begun = phases.filter((phase): phase is [number, string] => phase[0] !== undefined);
  const bars = begun.map(([begin, fill], i) => {
    const end = begun[i + 1]?.[0] ?? simulatedMs;
    return box(x(begin), y + row * 0.15, x(end) - x(begin), height, fill);
  });
  // With many lights there is space for the names of only some of them.
  const label = `${address?.toString(16).padStart(4, "0") ?? "----"}  ${name}`;
  const size = Math.min(12, row);
  const names =
    row >= 9
      ? [text(margin.left - 12, y + row * 0.68, label, `text-anchor="end" font-size="${size}"`)]
      : [];
  if (failure) bars.push(box(x(simulatedMs) - 6, y + row * 0.15, 6, height, colours.failure));
  return [...names, ...bars];
}

function restart(report: SimulationReport, row: number, x: (time: number) => number): string[] {
  const { restarted } = report;
  if (!restarted) return [];
  const y =
    margin.top + inOrder(report).findIndex(({ name }) => name === restarted.name) * row + row / 2;
  const at = x(restarted.time);
  return [
    `<circle cx="${at.toFixed(1)}" cy="${y.toFixed(1)}" r="${Math.min(5, row / 3).toFixed(1)}" fill="${colours.paper}" stroke="${colours.ink}" stroke-width="1.5"/>`,
    text(
      at - 9,
      y + 4,
      "power cut, started from its store",
      `text-anchor="end" font-size="11" paint-order="stroke" stroke="${colours.paper}" stroke-width="3"`,
    ),
  ];
}

/** The name of the air, and the run's values next to published measurements. */
function beside({ air, roundTrips }: SimulationReport, top: number): string[] {
  const plot = airPlot(
    air,
    { what: "round trips", milliseconds: roundTrips },
    {
      ink: colours.ink,
      faint: colours.faint,
      grid: colours.grid,
      run: colours.provisioning,
      published: colours.on,
    },
  );
  return [
    text(20, top + 16, "The air", 'font-weight="bold"'),
    text(20, top + 34, airName(air), 'font-size="11"'),
    text(20, top + 50, "(a model)", `font-size="11" fill="${colours.faint}"`),
    `<g transform="translate(${margin.left - 50} ${top.toFixed(0)})">`,
    ...plot,
    "</g>",
  ];
}

function traffic(
  { traffic: counts, simulatedMs }: SimulationReport,
  top: number,
  x: (time: number) => number,
): string[] {
  const most = Math.max(...counts, 1);
  const bars = counts.map((count, slot) => {
    const height = (count / most) * trafficHeight;
    const begin = x(slot * trafficSlot);
    return box(
      begin,
      top + trafficHeight - height,
      x(Math.min((slot + 1) * trafficSlot, simulatedMs)) - begin - 0.5,
      height,
      colours.traffic,
    );
  });
  return [
    text(margin.left - 12, top + trafficHeight / 2, "events on the air", 'text-anchor="end"'),
    text(
      margin.left - 12,
      top + trafficHeight / 2 + 16,
      `up to ${most} in ${trafficSlot} ms`,
      `text-anchor="end" font-size="11" fill="${colours.faint}"`,
    ),
    ...bars,
  ];
}
