import { airRecordMilliseconds, type FastRun } from "../run-record.js";

/** The end of the charts, ms: shortly after the last event. */
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
