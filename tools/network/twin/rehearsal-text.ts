import { addressText } from "../cdb/listing.js";
import { nodeTitle, seconds } from "../plan/plan-text.js";
import type { Rehearsal } from "./rehearse.js";

/** A rehearsal as lines. */
export function rehearsalText({ different, failures, milliseconds, report }: Rehearsal): string {
  const done = report.nodes.length - failures.length;
  return [
    `Rehearsed on the simulated twin: ${done} of ${report.nodes.length} nodes as planned, ${report.messages} messages in ${seconds(milliseconds)}.`,
    ...failures.map(
      ({ outcome, plan, why }) =>
        `  ${nodeTitle(plan)}: ${outcome}${why === undefined ? "" : `, ${why}`}`,
    ),
    different.length === 0
      ? "Afterwards every node is as the document says."
      : `Afterwards these are not as the document says: ${different.map(({ unicastAddress }) => addressText(unicastAddress)).join(", ")}.`,
  ].join("\n");
}

/** A rehearsal as an object for programs. */
export function rehearsalJson({ different, failures, milliseconds, report }: Rehearsal): object {
  return {
    nodes: report.nodes.length,
    simulatedMs: Math.round(milliseconds),
    failures: failures.map(({ outcome, plan, why }) => ({ node: nodeTitle(plan), outcome, why })),
    different: different.map(({ unicastAddress }) => addressText(unicastAddress)),
  };
}
