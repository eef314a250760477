import type { VirtualClock } from "../../hosts/node/virtual-clock.js";

/** Simulated milliseconds after which nothing is expected any longer. */
const most = 600_000;

/**
 * Advances virtual time until a promise settles, and settles as it does. Rejects with Error after
 * ten simulated minutes.
 */
export async function untilSettled<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let settled = false;
  const end = (): void => void (settled = true);
  work.then(end, end);
  const latest = clock.now() + most;
  await clock.run(() => settled || clock.now() > latest);
  if (!settled) throw new Error("it is not settled after ten simulated minutes");
  return work;
}
