// Lights that are reached over GATT alone, as by a phone: PB-GATT, then a GATT proxy.
import test from "ava";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentProgress } from "../../../tools/cli/progress.js";
import { lightFirmware } from "../../../tools/simulate/light.js";
import { succeeded } from "../../../tools/simulate/report.js";
import { Simulation } from "../../../tools/simulate/simulation.js";

const folder = mkdtempSync(join(tmpdir(), "xs-mesh-gatt-"));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

async function run(host: "xs" | "node", air: "ideal" | "typical") {
  const capture = join(folder, `${host}-${air}.pcapng`);
  const simulation = new Simulation(
    {
      nodes: 10,
      seed: "1",
      air,
      host,
      provisioner: "own",
      bearer: "gatt",
      firmware: lightFirmware,
      capture,
    },
    silentProgress,
  );
  return { report: await simulation.run(), capture };
}

for (const air of ["ideal", "typical"] as const)
  test(`ten lights are provisioned over PB-GATT and switched through a proxy, the same on XS as on Node.js, ${air} air`, async (t) => {
    const onNode = await run("node", air);
    t.true(succeeded(onNode.report));
    t.is(onNode.report.restarted?.on, true);
    for (const { times } of onNode.report.lights)
      t.true(times.provisioned! - times.began! < 2000, `${times.provisioned! - times.began!} ms`);
    const onXs = await run("xs", air);
    t.true(succeeded(onXs.report));
    t.deepEqual(
      onXs.report.lights.map(({ times }) => times),
      onNode.report.lights.map(({ times }) => times),
    );
    t.deepEqual(readFileSync(onXs.capture), readFileSync(onNode.capture));
  });
