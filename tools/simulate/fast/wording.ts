// Format of figures and settings, on the page and in the terminal.
import { airName } from "../air-report.js";
import type { FastRun } from "./run-record.js";

/** A time as "9.6 s", or a dash for one that is undefined. */
export function seconds(milliseconds: number | undefined, decimals = 1): string {
  if (milliseconds === undefined) return "–";
  const digits = (milliseconds / 1000).toFixed(decimals);
  // A value that is rounded to zero has no sign.
  return `${Number(digits) === 0 ? digits.replace("-", "") : digits.replace("-", "−")} s`;
}

export function count(number: number): string {
  return number.toLocaleString("en");
}

/** "1 link", "2 links". */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

export function addressText(address: number | undefined): string {
  return address === undefined ? "–" : `0x${address.toString(16).toUpperCase().padStart(4, "0")}`;
}

export const policyNames: Readonly<Record<FastRun["policy"], string>> = {
  adaptive: "adaptive",
  espressif: "that of ESP-IDF's example",
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

export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

export const radioNames: Readonly<Record<FastRun["radio"], string>> = {
  paced: "several advertising sets, paced",
  serial: "one advertising set at a time",
};
