import { desks, lights, zones } from "./plan.js";
import type { RoomReport, RoomSample } from "./report.js";

// The picture of a day: who was where, the light at each desk, the lights, and their power.

const margin = { left: 130, right: 30, top: 64 };
const plotWidth = 900;
const rowHeight = 34;
const gap = 8;
const powerHeight = 110;
const mostLux = 1000;

const light = {
  paper: "#ffffff",
  ink: "#24292f",
  faint: "#656d76",
  grid: "#e6e8eb",
  person: "#8250df",
  lux: "#2f6fdb",
  daylight: "#9ecbff",
  lamp: "#f2b705",
  power: "#57ab5a",
};
type Palette = Readonly<Record<keyof typeof light, string>>;
const dark: Palette = {
  paper: "#0d1117",
  ink: "#e6edf3",
  faint: "#9198a1",
  grid: "#262c34",
  person: "#ab7df8",
  lux: "#4493f8",
  daylight: "#1f4b7d",
  lamp: "#f2b705",
  power: "#57ab5a",
};

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, color]) => `--${name}:${color}`)
    .join(";");
}

function text(x: number, y: number, content: string, extra = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="var(--ink)" ${extra}>${content}</text>`;
}

/** An area under values from 0 to 1, at equal distances. */
function area(values: readonly number[], top: number, height: number, color: string): string {
  const bottom = top + height;
  const step = plotWidth / values.length;
  let path = `M${margin.left} ${bottom}`;
  let last = bottom;
  for (const [i, value] of values.entries()) {
    const y = Math.round(2 * (bottom - height * Math.min(1, value))) / 2;
    if (y !== last) path += `H${(margin.left + i * step).toFixed(1)}V${y}`;
    last = y;
  }
  return `<path d="${path}H${margin.left + plotWidth}V${bottom}Z" fill="${color}"/>`;
}

class Page {
  readonly #first: number;
  readonly #last: number;
  readonly #parts: string[] = [];
  #y = margin.top;

  constructor(private readonly report: RoomReport) {
    const { samples } = report;
    this.#first = Math.floor(samples[0]!.hour);
    this.#last = Math.ceil(samples[samples.length - 1]!.hour);
  }

  #x(hour: number): number {
    return margin.left + (plotWidth * (hour - this.#first)) / (this.#last - this.#first);
  }

  /** One row: its name, and an area for each kind of value. */
  #row(
    name: string,
    height: number,
    areas: readonly (readonly [(sample: RoomSample) => number, color: string])[],
    extra = "",
  ): void {
    const y = this.#y;
    this.#parts.push(
      text(margin.left - 8, y + height / 2 + 4, name, 'text-anchor="end"'),
      ...areas.map(([value, color]) => area(this.report.samples.map(value), y, height, color)),
      extra,
    );
    this.#y += height + gap;
  }

  #heading(content: string): void {
    this.#y += 2 * gap;
    this.#parts.push(text(margin.left, this.#y + 10, content, 'font-weight="bold"'));
    this.#y += 18;
  }

  #desks(): void {
    this.#heading(
      `Light at the desks, 0 to ${mostLux} lx: daylight, daylight and lamps; the bar: somebody is there`,
    );
    desks.forEach(({ name }, i) => {
      const bars = this.report.stays
        .filter(({ desk }) => desk === i)
        .map(({ from, to }) => {
          const x = this.#x(from);
          const y = this.#y + rowHeight;
          return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(this.#x(to) - x).toFixed(1)}" height="4" fill="var(--person)"/>`;
        });
      this.#row(
        name,
        rowHeight,
        [
          [({ lux }) => lux[i]! / mostLux, "var(--lux)"],
          [({ daylight }) => daylight[i]! / mostLux, "var(--daylight)"],
        ],
        bars.join(""),
      );
    });
  }

  #lights(): void {
    this.#heading("Lightness of the lights");
    for (const zone of zones)
      lights.forEach((each, i) => {
        if (each.zone === zone)
          this.#row(each.name, rowHeight / 2, [[({ lightness }) => lightness[i]!, "var(--lamp)"]]);
      });
  }

  #power(): void {
    const most = Math.max(...this.report.samples.map(({ watts }) => watts));
    this.#heading(
      `Power of all lights, 0 to ${Math.round(most)} W: ${Math.round(this.report.energyWh)} Wh in the day`,
    );
    this.#row("power", powerHeight, [[({ watts }) => watts / most, "var(--power)"]]);
  }

  #grid(): string[] {
    const lines: string[] = [];
    for (let hour = this.#first; hour <= this.#last; hour++) {
      const x = this.#x(hour).toFixed(1);
      lines.push(
        `<line x1="${x}" x2="${x}" y1="${margin.top}" y2="${this.#y}" stroke="var(--grid)"/>`,
        text(this.#x(hour), this.#y + 14, `${hour}:00`, 'text-anchor="middle"'),
      );
    }
    return lines;
  }

  #press(hour: number, what: string): string {
    const x = this.#x(hour).toFixed(1);
    const top = margin.top;
    return (
      `<line x1="${x}" x2="${x}" y1="${top}" y2="${this.#y}" stroke="var(--faint)" stroke-dasharray="2 3"/>` +
      text(Number(x) + 3, top + 2, what, 'font-size="10"')
    );
  }

  draw(): string {
    this.#desks();
    this.#lights();
    this.#power();
    const { messages, occupancyChanges, pdus } = this.report;
    const width = margin.left + plotWidth + margin.right;
    const height = this.#y + 30;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
      `<style>svg{${variables(light)}}@media (prefers-color-scheme: dark){svg{${variables(dark)}}}</style>`,
      `<rect width="${width}" height="${height}" fill="var(--paper)"/>`,
      text(margin.left, 26, "A day in an office", 'font-size="18"'),
      text(
        margin.left,
        46,
        `${lights.length} lights with controllers; ${occupancyChanges.toLocaleString("en")} changes of occupancy, ${messages.toLocaleString("en")} messages, ${pdus.toLocaleString("en")} advertising events`,
      ),
      ...this.#grid(),
      ...this.report.presses.map(({ hour, text: what }) => this.#press(hour, what)),
      ...this.#parts,
      "</svg>",
      "",
    ].join("\n");
  }
}

/** The picture of a day, an SVG file. */
export function drawRoom(report: RoomReport): string {
  return new Page(report).draw();
}
