import { type AirPreset } from "../air/model.js";
import { table } from "../simulate/report.js";
import { publishedMeasurements } from "./published/table.js";
import { short } from "./measure.js";

const airs = ["kind", "typical", "harsh"] as const satisfies readonly AirPreset[];

/** A published figure and the simulated one. */
export interface PublishedFigure {
  readonly source: string;
  readonly setting: string;
  readonly name: string;
  readonly unit: string;
  readonly published: number | string;
  /** The air with which it is compared, and the permitted range. */
  readonly preset: AirPreset;
  readonly least: number;
  readonly most: number;
  readonly measured: Readonly<Record<(typeof airs)[number], number>>;
}

export async function benchPublished(): Promise<PublishedFigure[]> {
  const figures: PublishedFigure[] = [];
  for (const { measure, preset, setting, source, unit, values } of publishedMeasurements) {
    const measured: (readonly number[])[] = [];
    for (const air of airs) measured.push(await measure(air));
    values.forEach((value, i) => {
      const [kind, typical, harsh] = measured.map((of) => Number(of[i]!.toFixed(2)));
      figures.push({
        source,
        setting,
        unit,
        preset,
        ...value,
        measured: { kind: kind!, typical: typical!, harsh: harsh! },
      });
    });
  }
  return figures;
}

export function publishedTable(figures: readonly PublishedFigure[]): string {
  return table(
    ["published", "", "as published", "kind", "typical", "harsh", "held against"],
    figures.map(({ least, measured, most, name, preset, published, source, unit }) => [
      source,
      name,
      `${published} ${unit}`,
      ...airs.map((air) => short(measured[air])),
      `${preset}: ${short(least)} to ${short(most)}`,
    ]),
  );
}
