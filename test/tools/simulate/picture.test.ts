import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { silentProgress } from "../../../tools/cli/progress.js";
import { lightFirmware } from "../../../tools/simulate/light.js";
import { drawRun } from "../../../tools/simulate/picture.js";
import { Simulation, type SimulationReport } from "../../../tools/simulate/simulation.js";

const directory = mkdtempSync(join(tmpdir(), "xs-mesh-picture-"));
test.after.always(() => rmSync(directory, { recursive: true, force: true }));

let report: SimulationReport;
test.before(async () => {
  const simulation = new Simulation(
    {
      nodes: 10,
      seed: "1",
      air: "typical",
      host: "node",
      capture: join(directory, "run.pcapng"),
      firmware: lightFirmware,
      provisioner: "own",
    },
    silentProgress,
  );
  report = await simulation.run();
});

test("the picture in the README is that of the run: xs-mesh simulate --picture tools/simulate/run.svg", (t) => {
  const file = new URL("../../../tools/simulate/run.svg", import.meta.url);
  t.is(readFileSync(file, "utf8"), drawRun(report));
});

test("a light is on from when it was switched on, not from when it answered", (t) => {
  const times = report.lights.map(({ times }) => times.on!);
  const asked = report.roundTrips.reduce((total, trip) => total + trip, 0);
  // All lights get the group message within its retransmissions; the answers come one after the other.
  t.true(Math.max(...times) - Math.min(...times) < 300, String(times));
  t.true(report.simulatedMs - Math.max(...times) > asked / 2);
});

test("the ground of the picture follows light and dark, and its colours have one place", (t) => {
  const picture = drawRun(report);
  t.regex(
    picture,
    /<style>svg\{--paper:#ffffff;.*@media \(prefers-color-scheme:dark\)\{svg\{--paper:#0d1117;/,
  );
  t.notRegex(picture.replace(/<style>.*<\/style>/, ""), /#[0-9a-f]{6}/);
});

for (const [simulatedMs, ticks] of [
  [17_200, ["0 s", "2 s", "4 s"]],
  [45_000, ["0 s", "5 s", "10 s"]],
  [900, ["0 s", "0.1 s", "0.2 s"]],
  [13_000, ["0 s", "2 s", "4 s"]],
  [500_000, ["0 s", "50 s", "100 s"]],
] as const)
  test(`the ticks of ${simulatedMs} ms are round`, (t) => {
    const picture = drawRun({ ...report, simulatedMs });
    const found = [...picture.matchAll(/>([\d.]+ s)<\/text>/g)].map(([, text]) => text!);
    t.deepEqual(found.slice(0, 3), [...ticks]);
  });
