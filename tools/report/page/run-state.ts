import type { ReportStation, StateChange } from "../report-record.js";

export type NodeLook = "device" | "node" | "on";

/** Number of entries of a list, sorted by time, that are not after a time. */
export function countUntil<T>(
  list: readonly T[],
  time: number,
  timeOf: (entry: T) => number,
): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(list[middle]!) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

const changeTime = ([time]: StateChange) => time;

/** The states of a station at a time: by group and name. */
export function statesAt(station: ReportStation, time: number): ReadonlyMap<string, StateChange> {
  const states = new Map<string, StateChange>();
  const count = countUntil(station.changes, time, changeTime);
  for (let i = 0; i < count; i++) {
    const change = station.changes[i]!;
    const key = `${change[1]} ${change[2]}`;
    if (change[3] === null) states.delete(key);
    else states.set(key, change);
  }
  return states;
}

/** Whether a change says that a light is on or off; undefined for all others. */
function lightOf([, group, name, value]: StateChange): boolean | undefined {
  if (group === "board" && name.startsWith("lamp ")) return value === "on";
  if (group === "states" && name.startsWith("Generic OnOff"))
    return value?.startsWith("state on") ?? false;
  return undefined;
}

/** How a station is drawn at a time. */
export function lookAt(station: ReportStation, time: number): NodeLook {
  const count = countUntil(station.changes, time, changeTime);
  let isNode = false;
  let isOn = false;
  for (let i = 0; i < count; i++) {
    const change = station.changes[i]!;
    if (change[1] === "node" && change[2] === "unicast address") isNode = change[3] !== null;
    isOn = lightOf(change) ?? isOn;
  }
  return isOn ? "on" : isNode ? "node" : "device";
}

/** Name of the station of a unicast address at the end of the run; undefined if it is not known. */
export function stationOf(stations: readonly ReportStation[], address: number): number | undefined {
  const index = stations.findIndex(({ addresses }) => addresses.some(([, own]) => own === address));
  return index < 0 ? undefined : index;
}
