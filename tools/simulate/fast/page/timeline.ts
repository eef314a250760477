import { airRecordMilliseconds, type FastNodeRecord, type FastRun } from "../run-record.js";

export type DeviceState = "waiting" | "joining" | "node" | "provisioning" | "lit" | "failed";

/** The times of one device, and those of its children. Infinity: never. */
export interface DeviceTimeline {
  readonly parent: number | undefined;
  readonly began: number;
  readonly configured: number;
  readonly on: number;
  /** From its first child's Link Open to its last child's final status. */
  readonly busyFrom: number;
  readonly busyTo: number;
}

function beginning({ linkOpened, provisioned, configured }: FastNodeRecord): number {
  return linkOpened ?? provisioned ?? configured ?? Infinity;
}

export function deviceTimelines(nodes: readonly FastNodeRecord[]): DeviceTimeline[] {
  const busy = nodes.map(() => ({ from: Infinity, to: -Infinity }));
  for (const child of nodes) {
    const own = child.parent === undefined ? undefined : busy[child.parent];
    if (!own) continue;
    own.from = Math.min(own.from, beginning(child));
    own.to = Math.max(own.to, child.configured ?? child.provisioned ?? -Infinity);
  }
  return nodes.map((node, i) => ({
    parent: node.parent,
    began: beginning(node),
    configured: node.configured ?? Infinity,
    on: node.on ?? Infinity,
    busyFrom: busy[i]!.from,
    busyTo: busy[i]!.to,
  }));
}

/**
 * The state of a device at a time. A device that is not a node at the end of the run has failed.
 */
export function stateAt(device: DeviceTimeline, time: number, end: number): DeviceState {
  if (time >= end && device.configured === Infinity && device.on === Infinity) return "failed";
  if (time < device.began && time < device.on) return "waiting";
  if (time >= device.busyFrom && time < device.busyTo) return "provisioning";
  if (time >= device.on) return "lit";
  return time < device.configured ? "joining" : "node";
}

/** Progress of a device, from its Link Open (0) to its final status (1). */
export function progressAt({ began, configured }: DeviceTimeline, time: number): number {
  if (time >= configured) return 1;
  if (time <= began) return 0;
  // Half of the line for a device that was never configured, so that its provisioner is visible.
  return configured === Infinity ? 0.5 : (time - began) / (configured - began);
}

/** The end of the playback, ms: shortly after the last event. */
export function endOfRun(run: FastRun): number {
  const times = run.nodes.flatMap(({ linkOpened, provisioned, configured, reported, on }) =>
    [linkOpened, provisioned, configured, reported, on].flatMap((time) => time ?? []),
  );
  const milestones = [run.lastProvisioned, run.databaseComplete, run.allOn];
  for (const time of milestones) if (time !== undefined) times.push(time);
  // A run that was not completed lasted until the end of its records.
  if (run.allOn === undefined) times.push(run.air.length * airRecordMilliseconds);
  const last = times.reduce((most, time) => Math.max(most, time), 0);
  return Math.max(1000, Math.ceil((last + 200) / 100) * 100);
}

/** The defined times, sorted for `countUntil`. */
export function ordered(times: readonly (number | undefined)[]): number[] {
  return times.flatMap((time) => time ?? []).sort((a, b) => a - b);
}

/** Number of `times`, which are sorted, that are not after `time`. */
export function countUntil(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
