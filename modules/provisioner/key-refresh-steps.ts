import { frozen } from "../base/frozen.js";
import { Status } from "../foundation/status.js";

/** What a key refresh does: it gives nodes the new keys, lets them send with these, and takes the old ones away. §3.11.4 */
export type KeyRefreshStep = "distribution" | "switching" | "revoking";

/** The steps in their order. */
export const keyRefreshSteps: readonly KeyRefreshStep[] = frozen([
  "distribution",
  "switching",
  "revoking",
]);

/**
 * What an answer of a node means: it has done the step, or a later one, or does not have the NetKey; "ask":
 * its phase tells; "distribute": it lacks the new key; "again": it may succeed another time.
 */
export type KeyRefreshAnswer = "done" | "no member" | "ask" | "distribute" | "again";

/** What the status of Config NetKey Update means, in "distribution", or that of Config Key Refresh Phase Set. §4.4.1.2.9, §4.4.1.2.15 */
export function afterAnswer(step: KeyRefreshStep, status: number): KeyRefreshAnswer {
  if (status === Status.success) return "done";
  if (status === Status.invalidNetKeyIndex) return "no member";
  const distributes = step === "distribution";
  // The new key is the current one of the node already: its refresh is over.
  if (status === Status.keyIndexAlreadyStored && distributes) return "done";
  if (status === Status.cannotUpdate) return distributes ? "ask" : "distribute";
  return "again";
}

/** Whether a node that refuses the new NetKey has it: in phase 2 it has, in phase 1 it has another one. */
export function hasNewKey(phase: number): boolean {
  return phase === 2;
}
