import type { VirtualAir } from "../air/air.js";
import { type AirParameters, airParameters } from "../air/model.js";
import { SENSITIVITY } from "../air/parameters.js";
import { distance } from "../air/propagation.js";
import type { StationCounters } from "../air/station-counters.js";
import type { AirReport } from "./air-report.js";

const effects: readonly (readonly [counter: keyof StationCounters, effect: string])[] = [
  ["collisions", "others at the same time"],
  ["halfDuplex", "an event of the receiver's own"],
  ["connected", "a connection on the same radio"],
  ["deaf", "the deafness after an event"],
  ["recovering", "the recovery from the packet before"],
  ["away", "Wi-Fi on the same radio"],
  ["interfered", "interference"],
  ["lost", "chance"],
  ["overrun", "a host too far behind"],
];

/** The statistics of an air at the end of a run. */
export function airReport(air: VirtualAir): AirReport {
  const totals = air.totals();
  const losses = effects
    .map(([counter, effect]) => ({ effect, packets: totals[counter] }))
    .filter(({ packets }) => packets > 0)
    .sort((a, b) => b.packets - a.packets);
  const packets = losses.reduce((sum, loss) => sum + loss.packets, totals.heard);
  return {
    model: air.model,
    changed: changedParameters(air),
    packets,
    received: totals.heard,
    losses,
    waited: totals.waited,
    meanWait: totals.waited === 0 ? 0 : totals.waiting / totals.waited,
    strengths: air.model === "ideal" ? [] : strengths(air),
  };
}

function changedParameters({ model, parameters }: VirtualAir): Partial<AirParameters> {
  const usual = airParameters(model);
  const names = Object.keys(usual) as (keyof AirParameters)[];
  const changed = names.filter((name) => String(usual[name]) !== String(parameters[name]));
  return Object.fromEntries(changed.map((name) => [name, parameters[name]]));
}

/**
 * Distances are grouped in intervals, each 1.25 times as long as the one before, from one metre
 * on.
 */
const step = 1.25;
/** Number of stations of which each pair is evaluated; more stations give the same result. */
const enough = 200;

function strengths(air: VirtualAir): [number, number][] {
  const bins = new Map<number, { metres: number; dBm: number; pairs: number }>();
  const stations = air.stations.slice(0, enough);
  stations.forEach((from, i) => {
    for (const to of stations.slice(i + 1)) {
      const metres = Math.max(1, distance(from.position, to.position));
      const dBm = air.strength(from, to);
      if (dBm < SENSITIVITY) continue;
      const place = Math.round(Math.log(metres) / Math.log(step));
      const bin = bins.get(place) ?? { metres: 0, dBm: 0, pairs: 0 };
      bin.metres += metres;
      bin.dBm += dBm;
      bin.pairs++;
      bins.set(place, bin);
    }
  });
  return [...bins.values()]
    .map(({ dBm, metres, pairs }): [number, number] => [metres / pairs, dBm / pairs])
    .sort(([a], [b]) => a - b);
}
