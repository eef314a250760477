// Every procedure of every server and client but those of scenes.test.ts and colors.test.ts, with what a chip has.
import type { ExecutionContext } from "ava";
import { esp32Creation } from "../../../hosts/xs/port.js";
import {
  limitsRuns,
  measureLimits,
  type ProcedureReport,
  stackLimit,
} from "../../../tools/limits/measure.js";
import { engine32 } from "../../support/engine32.js";
import { peerTest } from "../../support/peer.js";

/** What comes of the procedures that have something to tell. */
const outcomes: Readonly<Record<string, unknown>> = {
  Health: [1],
  "Opcodes Aggregator": 5,
  "Generic OnOff": true,
  "Light Lightness": 60_000,
  "Light CTL": 2700,
  Sensor: 500,
  "Configuration: bind": [0],
  // Five devices, and five beacons that somebody made up, in one burst.
  "Remote Provisioning: scan": 10,
  "Remote Provisioning: extended scan": 0,
};

/** Addresses of nodes, of those beyond the nodes that were known before. */
const addresses: Readonly<Record<string, number>> = {
  "Remote Provisioning: provision": 5,
  "Remote Provisioning: device key refresh": 2,
  "Remote Provisioning: address refresh": 6,
};

function check(t: ExecutionContext, known: number, reports: readonly ProcedureReport[]): void {
  for (const { node, procedure, provisioner, value } of reports) {
    t.true(provisioner <= stackLimit, `${procedure}: ${provisioner} slots at the provisioner`);
    t.true(node <= stackLimit, `${procedure}: ${node} slots at the node`);
    if (procedure in outcomes) t.deepEqual(value, outcomes[procedure], procedure);
    if (procedure in addresses) t.is(value, known + addresses[procedure]!, procedure);
  }
  const done = new Set(reports.map(({ procedure }) => procedure));
  for (const procedure of Object.keys({ ...outcomes, ...addresses }))
    t.true(done.has(procedure), procedure);
}

for (const run of limitsRuns)
  peerTest([engine32], `with the heap and the stack of an ESP32: ${run.name}`, async (t) => {
    t.is(esp32Creation.stack, 512);
    t.is(stackLimit, 384);
    check(t, run.known, await measureLimits(run));
  });
