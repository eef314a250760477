import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { silentProgress } from "../../../tools/cli/progress.js";
import { reportJson, succeeded } from "../../../tools/simulate/report.js";
import type { SimulationOptions } from "../../../tools/simulate/options.js";
import { lightFirmware } from "../../../tools/simulate/light.js";
import { meshd } from "../../support/meshd.js";
import { board } from "../../support/board.js";
import { peerTest } from "../../support/peer.js";
import { Simulation } from "../../../tools/simulate/simulation.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-simulation-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

let runs = 0;
async function run(options: Partial<SimulationOptions>) {
  const capture = join(directory, `${++runs}.pcapng`);
  const firmware = lightFirmware;
  const base = {
    nodes: 3,
    seed: "1",
    air: "kind",
    host: "xs",
    capture,
    firmware,
    provisioner: "own",
  } as const;
  const report = await new Simulation({ ...base, ...options }, silentProgress).run();
  const file = readFileSync(options.capture ?? capture);
  return { report, hash: createHash("sha256").update(file).digest("hex") };
}

for (const host of ["xs", "node"] as const)
  for (const air of ["ideal", "kind"] as const)
    test.serial(`lights on ${host} over the ${air} air are all switched on`, async (t) => {
      const { report } = await run({ host, air });
      t.true(succeeded(report));
      t.deepEqual(report.lights.map(({ address }) => address).sort(), [2, 3, 4]);
      t.is(report.restarted?.on, true);
    });

test.serial("nobody waits for a light when all were heard", async (t) => {
  const { report } = await run({ nodes: 1 });
  t.true(report.simulatedMs < 5000, `${report.simulatedMs} ms`);
});

test.serial("a light that dies fails the run, and no other light", async (t) => {
  const firmware = fileURLToPath(new URL("failing-light.ts", import.meta.url));
  const { report } = await run({ nodes: 2, firmware });
  t.false(succeeded(report));
  t.deepEqual(
    report.lights.map(({ failure }) => failure?.split("\n")[0]),
    ["Error: the relay is stuck", undefined],
  );
  t.is(report.restarted?.name, "light-2");
});

test.serial("the same seed gives the same octets on the air, another does not", async (t) => {
  const first = await run({ seed: "repeat" });
  const second = await run({ seed: "repeat" });
  const other = await run({ seed: "differ" });
  t.is(second.hash, first.hash);
  t.not(other.hash, first.hash);
  t.is(second.report.simulatedMs, first.report.simulatedMs);
});

test.serial("the engine makes no difference on the air", async (t) => {
  const xs = await run({ host: "xs" });
  const node = await run({ host: "node" });
  t.is(node.hash, xs.hash);
});

peerTest(
  [board],
  "a light on the board among others on XS, restarted from its store",
  async (t) => {
    const first = await run({ host: "board" });
    t.true(succeeded(first.report));
    t.deepEqual(first.report.restarted?.name, "light-1");
    const second = await run({ host: "board" });
    t.is(second.hash, first.hash);
    const xs = await run({ host: "xs" });
    t.is(first.hash, xs.hash);
  },
);

test.serial("a hundred lights on XS, two provisioners' links at a time", async (t) => {
  const { report } = await run({ nodes: 100 });
  t.true(succeeded(report));
  t.is(new Set(report.lights.map(({ address }) => address)).size, 100);
});

peerTest([meshd], "bluetooth-meshd takes the lights in as well", async (t) => {
  const { report } = await run({ provisioner: "meshd", air: "ideal" });
  t.true(succeeded(report));
});

test.serial("the report of a script has the figures that it is read for", async (t) => {
  const { report } = await run({ nodes: 2 });
  const json = reportJson(report);
  t.like(json, { nodes: 2, provisioned: 2, configured: 2, on: 2 });
  for (const figure of [
    json.simulatedMs,
    json.wallMs,
    json.pdus,
    json.heap.slots!,
    json.heap.chunks!,
  ])
    t.true(figure > 0);
});
