// Light HSL and xyL, Generic Battery, Location and Properties, with what a chip has.
import { colorsRuns, measureLimits, stackLimit } from "../../../tools/limits/measure.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";

/** What comes of the procedures that have something to tell. */
const outcomes: Readonly<Record<string, unknown>> = {
  "Light HSL": { lightness: 60_000, hue: 90, saturation: 32_768 / 65_535 },
  "Light xyL": 1,
  "Generic Battery": 50,
  "Generic Location": [100, 3],
  "Generic Properties": [2, 25],
};

for (const run of colorsRuns)
  peerTest(
    [engine32],
    `colours, batteries, locations and properties with the heap and the stack of an ESP32: ${run.name}`,
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
