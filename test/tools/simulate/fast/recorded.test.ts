import test from "ava";
import { join } from "node:path";
import { silentProgress } from "../../../../tools/cli/progress.js";
import { FastSimulation } from "../../../../tools/simulate/fast/fast-simulation.js";
import { usualFastOptions } from "../../../../tools/simulate/fast/options.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

// Nodes of a run that is recorded are traced, and are called for each packet; those of one that is
// not are not called for what they would drop.
for (const air of ["kind", "typical"] as const)
  test(`a run is the same whether its packets are recorded or not: ${air}`, async (t) => {
    const packets = join(temporaryFolder(t), "run.pcapng");
    const run = (more: { readonly packets?: string }) =>
      new FastSimulation({ ...usualFastOptions, nodes: 14, air, ...more }, silentProgress).run();
    const [recorded, plain] = [await run({ packets }), await run({})];
    t.true(recorded.totals.events > 500);
    t.deepEqual({ ...plain, wallMs: 0 }, { ...recorded, wallMs: 0 });
  });
