import test from "ava";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentProgress } from "../../../tools/cli/progress.js";
import { FastSimulation } from "../../../tools/simulate/fast/fast-simulation.js";
import { usualFastOptions } from "../../../tools/simulate/fast/options.js";
import { addressesUnique, succeeded } from "../../../tools/simulate/fast/outcome.js";
import { lightFirmware } from "../../../tools/simulate/light.js";
import { succeeded as allOn } from "../../../tools/simulate/report.js";
import { Simulation } from "../../../tools/simulate/simulation.js";

const seeds = Array.from({ length: 20 }, (_, i) => `${i + 1}`);

test("four lights are provisioned, configured, switched and restarted on a harsh air, with 20 seeds", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "xs-mesh-harsh-"));
  for (const seed of seeds) {
    const report = await new Simulation(
      {
        nodes: 4,
        seed,
        air: "harsh",
        host: "node",
        provisioner: "own",
        firmware: lightFirmware,
        capture: join(folder, "run.pcapng"),
      },
      silentProgress,
    ).run();
    t.true(allOn(report), `seed ${seed}`);
  }
});

for (const layout of ["room", "corridor", "house"] as const)
  test(`twelve lights are provisioned fast on a harsh air, ${layout}, with 20 seeds`, async (t) => {
    for (const seed of seeds) {
      const options = { ...usualFastOptions, nodes: 12, layout, seed, air: "harsh" as const };
      const run = await new FastSimulation(options, silentProgress).run();
      t.true(succeeded(run), `seed ${seed}`);
      t.true(addressesUnique(run), `seed ${seed}`);
    }
  });
