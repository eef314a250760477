import type { TreeLine } from "../report-record.js";

/** Progress of a device, from the link's opening (0) to its final status (1). */
export function progressAt([, , begun, done]: TreeLine, time: number): number {
  if (done !== null && time >= done) return 1;
  if (time <= begun) return 0;
  // Half of the line for a device that was never configured, so that its provisioner is visible.
  return done === null ? 0.5 : (time - begun) / (done - begun);
}
