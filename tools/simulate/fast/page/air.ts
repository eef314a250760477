import { roundStep } from "../../../page/round-step.js";
import { airRecordMilliseconds, type AirRecord } from "../run-record.js";
import { count, seconds } from "../../../page/wording.js";
import {
  drawLevel,
  drawTimeAxis,
  label,
  stepPath,
  type TimeAxis,
} from "../../../page/browser/axis.js";
import type { ChartContent } from "../../../page/browser/chart.js";

const height = 170;
const top = 30;
const bottom = height - 30;
/** Least width of a step in pixels; narrower ones cannot be read. */
const narrowestStep = 2;

/** How a quantity of the air is computed from its records, and formatted. */
export interface AirQuantity {
  readonly name: string;
  readonly className: string;
  value(records: readonly AirRecord[]): number;
  text(value: number): string;
}

function sum(records: readonly AirRecord[], field: "airtime" | "collisions"): number {
  return records.reduce((total, record) => total + record[field], 0);
}

export const airtimeShare: AirQuantity = {
  name: "Airtime",
  className: "airtime",
  value: (records) => sum(records, "airtime") / (records.length * airRecordMilliseconds),
  text: (share) => `${Number((share * 100).toFixed(1))} %`,
};

export const collisionRate: AirQuantity = {
  name: "Receptions lost in collisions",
  className: "collisions",
  value: (records) =>
    sum(records, "collisions") / ((records.length * airRecordMilliseconds) / 1000),
  text: (rate) => count(Math.round(rate)),
};

/** One quantity of the air against time. */
export function airChart(
  records: readonly AirRecord[],
  quantity: AirQuantity,
  axis: TimeAxis,
  end: number,
): ChartContent {
  const shown = records.slice(0, Math.ceil(end / airRecordMilliseconds));
  const steps = Math.max(1, Math.floor((axis.right - axis.left) / narrowestStep));
  const size = Math.max(1, Math.ceil(end / airRecordMilliseconds / steps));
  const values: number[] = [];
  for (let i = 0; i < shown.length; i += size)
    values.push(quantity.value(shown.slice(i, i + size)));
  const peak = Math.max(0, ...values);
  const mean = shown.length > 0 ? quantity.value(shown) : 0;
  const step = peak > 0 ? roundStep(peak, 3) : 1;
  const levels = Array.from({ length: Math.ceil(peak / step) + 1 }, (_, i) => i * step);
  const most = Math.max(step, levels.at(-1)!);
  const y = (value: number) => bottom - (value / most) * (bottom - top);
  const until = Math.min(end, shown.length * airRecordMilliseconds);
  const points = values.map(
    (value, i) => [axis.x(i * size * airRecordMilliseconds), y(value)] as const,
  );
  const path = points.length > 0 ? stepPath(points, axis.x(until)) : "";
  const figures: readonly (readonly [string, number])[] = [
    [`peak, ${seconds(size * airRecordMilliseconds)}`, peak],
    ["mean", mean],
  ];
  const unit = quantity === collisionRate ? " /s" : "";
  return {
    height,
    top,
    bottom,
    description: `${quantity.name} against time: peak ${quantity.text(peak)}${unit}, mean ${quantity.text(mean)}${unit}.`,
    drawn: [
      ...levels.flatMap((level) => drawLevel(axis, y(level), quantity.text(level))),
      path && `<path class="${quantity.className}-area" d="${path}V${bottom}H${axis.left}Z"/>`,
      path && `<path class="${quantity.className}" d="${path}"/>`,
      ...drawTimeAxis(axis, bottom),
      ...figures.flatMap(([name, value], i) => [
        label(axis.right + 14, top + 10 + i * 44, name, 'class="tick"'),
        label(axis.right + 14, top + 27 + i * 44, `${quantity.text(value)}${unit}`),
      ]),
    ],
    at: (time) => {
      const i = Math.floor(Math.min(time, until - 1) / (size * airRecordMilliseconds));
      const value = values[i] ?? 0;
      return { text: `${quantity.text(value)}${unit}`, y: y(value) };
    },
  };
}
