// Format of figures and settings, on the page and in the terminal.
import { airName } from "../air-report.js";
import type { FastRun } from "./run-record.js";

export const policyNames: Readonly<Record<FastRun["policy"], string>> = {
  adaptive: "adaptive",
  espressif: "that of ESP-IDF's example",
};

/** How the top provisioner reaches its network. */
export const bearerNames: Readonly<Record<FastRun["bearer"], string>> = {
  adv: "by advertising",
  gatt: "a phone, over PB-GATT and then through the proxy of the first node",
};

export const hostNames: Readonly<Record<FastRun["host"], string>> = {
  xs: "each on an XS engine of its own",
  node: "on Node.js",
};

/** What happens to two packets at the same time. */
const overlaps: Readonly<Record<FastRun["capture"], string>> = {
  lock: "of overlapping packets the first may survive",
  none: "overlapping packets are all lost",
  any: "of overlapping packets the strongest may survive",
};

export function airDescription({ airReport, capture }: FastRun): string {
  return airReport.model === "ideal"
    ? "ideal, without collisions"
    : `${airName(airReport)}, a model; ${overlaps[capture]}`;
}

export const setsNames: Readonly<Record<FastRun["sets"], string>> = {
  3: "three advertising sets, 3 to 7 ms apart",
  1: "one advertising set, 20 ms between any two events",
};
