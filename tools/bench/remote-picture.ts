import type { RemoteFigure, RemoteFigures } from "./remote.js";

const panel = { width: 380, height: 260, gap: 70 };
const margin = { left: 60, top: 70, bottom: 50, right: 140 };
const colours = ["#2f6fdb", "#1a7f37", "#8250df", "#cf222e"];
const ink = "#24292f";
const grid = "#e6e8eb";

/** A round number not less than a value, for the end of an axis. */
function ceiling(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 8, 10].find((step) => step * unit >= value) ?? 10) * unit;
}

function label(x: number, y: number, content: string, extra = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${extra}>${content}</text>`;
}

/** A plot of one figure over the number of hops, with a line for each air. */
function plot(
  { corridors }: RemoteFigures,
  left: number,
  title: string,
  value: (figure: RemoteFigure) => number,
): string[] {
  const provisionings = corridors.map(({ figures }) =>
    figures.filter(({ step }) => step === "provision"),
  );
  const hops = provisionings[0]!.length;
  const top = ceiling(Math.max(...provisionings.flat().map(value)));
  const x = (hop: number) => left + ((hop - 1) / (hops - 1)) * panel.width;
  const y = (amount: number) => margin.top + panel.height * (1 - amount / top);
  const lines = [label(left, margin.top - 16, title, 'font-weight="bold"')];
  for (let i = 0; i <= 4; i++) {
    const amount = (top * i) / 4;
    lines.push(
      `<line x1="${left}" x2="${left + panel.width}" y1="${y(amount)}" y2="${y(amount)}" stroke="${grid}"/>`,
      label(left - 8, y(amount) + 4, String(amount), 'text-anchor="end"'),
    );
  }
  for (let hop = 1; hop <= hops; hop++)
    lines.push(label(x(hop), margin.top + panel.height + 20, String(hop), 'text-anchor="middle"'));
  lines.push(
    label(
      left + panel.width / 2,
      margin.top + panel.height + 40,
      "hops to the device",
      'text-anchor="middle"',
    ),
  );
  provisionings.forEach((figures, i) => {
    const colour = colours[i % colours.length]!;
    const points = figures.map((figure) => [x(figure.hops), y(value(figure))] as const);
    const path = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(" ");
    lines.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    for (const [px, py] of points)
      lines.push(`<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="3" fill="${colour}"/>`);
  });
  return lines;
}

/** An SVG plot of time and PDUs of provisionings over the number of hops in a corridor. */
export function drawRemote(report: RemoteFigures): string {
  const width = margin.left + 2 * panel.width + panel.gap + margin.right;
  const height = margin.top + panel.height + margin.bottom;
  const right = margin.left + panel.width + panel.gap;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="${ink}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    label(
      margin.left,
      24,
      `A corridor provisioned node by node, each through the last: median of ${report.seeds} seeds`,
      'font-size="15"',
    ),
    ...plot(report, margin.left, "simulated seconds", ({ milliseconds }) => milliseconds / 1000),
    ...plot(report, right, "PDUs on the air", ({ events }) => events),
    ...report.corridors.flatMap(({ name }, i) => {
      const x = right + panel.width + 20;
      const y = margin.top + 10 + 22 * i;
      return [
        `<line x1="${x}" x2="${x + 16}" y1="${y - 4}" y2="${y - 4}" stroke="${colours[i % colours.length]}" stroke-width="2"/>`,
        label(x + 22, y, name),
      ];
    }),
    "</svg>\n",
  ].join("\n");
}
