import type { Capture } from "../air/air.js";
import { usualAir } from "../air/model.js";
import type { FastOptions } from "../simulate/fast/options.js";
import { drawnAirs } from "./drawn-airs.js";

/** Target durations in seconds: median and 90th percentile. */
export interface FastTarget {
  readonly median: number;
  readonly p90?: number;
  /**
   * "provisioned": until the last device's final status was received by its provisioner;
   * otherwise until the run is complete.
   */
  readonly of?: "provisioned";
}

/** A simulated network, and its target on the kind air with capture "lock". */
export interface FastCase {
  readonly name: string;
  readonly options: Partial<FastOptions> & Pick<FastOptions, "air">;
  readonly captures: readonly Capture[];
  readonly seeds: number;
  readonly target?: FastTarget;
}

const airs = ["kind", "typical", "harsh"] as const;
const lock: readonly Capture[] = ["lock"];
const seeds = 20;

/** The same network on each air. */
function onEachAir(
  name: string,
  options: Partial<FastOptions>,
  target?: FastTarget,
): readonly FastCase[] {
  return airs.map((air) => ({
    name: `${name}, ${air}`,
    options: { ...options, air },
    captures: lock,
    seeds,
    ...(air === "kind" && target && { target }),
  }));
}

/** A network on the default air only. */
function usually(
  name: string,
  options: Partial<FastOptions>,
  captures: readonly Capture[] = lock,
): FastCase {
  return { name: `${name}, ${usualAir}`, options: { ...options, air: usualAir }, captures, seeds };
}

/** A hundred devices on each air; each run takes some seconds. */
export const hundredCases: readonly FastCase[] = [
  ...onEachAir("one room, paced", { layout: "room" }, { median: 10, p90: 11 }),
  ...onEachAir("one room, one serial advertising set", { layout: "room", sets: 1 }, { median: 14 }),
  ...onEachAir("five hops, paced", { layout: "corridor" }, { median: 12, p90: 15 }),
  ...onEachAir("house, paced", { layout: "house" }),
];

/** A hundred devices under other conditions, and three hundred devices. */
export const otherCases: readonly FastCase[] = [
  usually("one room, paced", { layout: "room" }, ["none", "any"]),
  usually("one room, policy espressif", { layout: "room", policy: "espressif" }),
  usually("five hops, policy espressif", { layout: "corridor", policy: "espressif" }),
  usually("one room, 10 % more loss", { layout: "room", extraLoss: 0.1 }),
  usually("one room, a tenth switched off and on", { layout: "room", powerCuts: 0.1 }),
  usually("five hops, a tenth switched off and on", { layout: "corridor", powerCuts: 0.1 }),
  { ...usually("300 in one room", { layout: "room", nodes: 300 }), seeds: 3 },
];

/** A hundred devices in one room, each time on another air between kind and harsh. */
export const drawnCases: readonly FastCase[] = drawnAirs(20, "drawn").map((airParameters, i) => ({
  name: `one room, drawn air ${i + 1}`,
  options: { layout: "room", air: "kind", airParameters },
  captures: lock,
  seeds: 1,
}));

/** A thousand devices; each run takes minutes. */
export const thousandCases: readonly FastCase[] = (["kind", "typical"] as const).flatMap((air) => [
  {
    name: `1,000 in one room, paced, ${air}`,
    options: { layout: "room", nodes: 1000, air },
    captures: lock,
    seeds: 3,
    ...(air === "kind" && { target: { median: 80, of: "provisioned" } as const }),
  },
  {
    name: `1,000 over five hops, paced, ${air}`,
    options: { layout: "corridor", nodes: 1000, air },
    captures: lock,
    seeds: 3,
    ...(air === "kind" && { target: { median: 55, of: "provisioned" } as const }),
  },
]);
