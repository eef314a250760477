// Procedures with the heap and the stack of an ESP32.
import { type LimitsRun, measureLimits, stackLimit } from "../../tools/limits/measure.js";
import { engine32 } from "./engine32.js";
import { peerTest } from "./peer.js";

/** Each run of all its procedures keeps to the limit of the stack. `outcomes`: what comes of those that have something to tell. */
export function limitsTests(
  what: string,
  runs: readonly LimitsRun[],
  outcomes: Readonly<Record<string, unknown>>,
): void {
  for (const run of runs)
    peerTest(
      [engine32],
      `${what} with the heap and the stack of an ESP32: ${run.name}`,
      async (t) => {
        const reports = await measureLimits(run);
        t.is(reports.length, 1 + run.procedures!.length);
        const told: Record<string, unknown> = {};
        for (const { node, procedure, provisioner, value } of reports) {
          t.true(
            provisioner <= stackLimit,
            `${procedure}: ${provisioner} slots at the provisioner`,
          );
          t.true(node <= stackLimit, `${procedure}: ${node} slots at the node`);
          if (procedure in outcomes) told[procedure] = value;
        }
        t.deepEqual(told, outcomes);
      },
    );
}
