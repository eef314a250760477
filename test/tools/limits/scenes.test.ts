// Scenes, time, schedules and power levels, with what a chip has.
import { measureLimits, scenesRuns, stackLimit } from "../../../tools/limits/measure.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";

/** What comes of the procedures that have something to tell. */
const outcomes: Readonly<Record<string, unknown>> = {
  "Generic Power Level": 60_000,
  Scene: [700, 60_000],
  "Light LC": [false, true],
  Time: 0,
  Scheduler: [700, 60_000],
};

for (const run of scenesRuns)
  peerTest(
    [engine32],
    `scenes, time and schedules with the heap and the stack of an ESP32: ${run.name}`,
    async (t) => {
      const reports = await measureLimits(run);
      t.is(reports.length, 1 + run.procedures!.length);
      for (const { node, procedure, provisioner, value } of reports) {
        t.true(provisioner <= stackLimit, `${procedure}: ${provisioner} slots at the provisioner`);
        t.true(node <= stackLimit, `${procedure}: ${node} slots at the node`);
        if (procedure in outcomes) t.deepEqual(value, outcomes[procedure], procedure);
      }
    },
  );
