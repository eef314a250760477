/** Milliseconds to the next attempt to join a network that worked once: from the first, doubled each time, to the longest. */
const first = 1000;
const longest = 60_000;

/** Milliseconds to wait after so many attempts in a row that failed, from 0. */
export function joinDelay(failures: number): number {
  return Math.min(longest, first * 2 ** Math.min(failures, 16));
}
