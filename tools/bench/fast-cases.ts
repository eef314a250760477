import type { Capture } from "../air/air.js";
import type { FastOptions } from "../simulate/fast/options.js";

/** Seconds, in the median and at the 90th percentile. */
export interface FastTarget {
  readonly median: number;
  readonly p90?: number;
  /** Until the last device's final status at its provisioner; else until all is done. */
  readonly of?: "provisioned";
}

/** What is simulated, and what it is to reach with capture "lock". */
export interface FastCase {
  readonly name: string;
  readonly options: Partial<FastOptions>;
  readonly captures: readonly Capture[];
  readonly seeds: number;
  readonly target?: FastTarget;
}

const allCaptures: readonly Capture[] = ["lock", "none", "any"];
const lock: readonly Capture[] = ["lock"];
const seeds = 20;

/** A hundred devices: each in some seconds of wall time. */
export const hundredCases: readonly FastCase[] = [
  {
    name: "one room, paced",
    options: { layout: "room" },
    captures: allCaptures,
    seeds,
    target: { median: 10, p90: 11 },
  },
  {
    name: "one room, one serial advertising set",
    options: { layout: "room", radio: "serial" },
    captures: allCaptures,
    seeds,
    target: { median: 14 },
  },
  {
    name: "five hops, paced",
    options: { layout: "corridor" },
    captures: allCaptures,
    seeds,
    target: { median: 12, p90: 15 },
  },
  { name: "house, paced", options: { layout: "house" }, captures: lock, seeds },
  {
    name: "one room, policy espressif",
    options: { layout: "room", policy: "espressif" },
    captures: lock,
    seeds,
  },
  {
    name: "five hops, policy espressif",
    options: { layout: "corridor", policy: "espressif" },
    captures: lock,
    seeds,
  },
  {
    name: "one room, 10 % more loss",
    options: { layout: "room", extraLoss: 0.1 },
    captures: lock,
    seeds,
  },
  {
    name: "one room, a tenth switched off and on",
    options: { layout: "room", powerCuts: 0.1 },
    captures: lock,
    seeds,
  },
  {
    name: "five hops, a tenth switched off and on",
    options: { layout: "corridor", powerCuts: 0.1 },
    captures: lock,
    seeds,
  },
  { name: "300 in one room", options: { layout: "room", nodes: 300 }, captures: lock, seeds: 3 },
];

const thousandInARoom: FastCase = {
  name: "1,000 in one room, paced",
  options: { layout: "room", nodes: 1000 },
  captures: ["lock", "any"],
  seeds: 3,
  target: { median: 80, of: "provisioned" },
};
const thousandOverHops: FastCase = {
  name: "1,000 over five hops, paced",
  options: { layout: "corridor", nodes: 1000 },
  captures: ["lock", "any"],
  seeds: 3,
  target: { median: 55, of: "provisioned" },
};

/** A thousand: minutes each, and twice as many without capture. */
export const thousandCases: readonly FastCase[] = [
  thousandInARoom,
  { ...thousandInARoom, captures: ["none"], seeds: 1 },
  thousandOverHops,
  { ...thousandOverHops, captures: ["none"], seeds: 1 },
];
