import test from "ava";
import { fastRunText } from "../../../../tools/simulate/fast/report-text.js";
import { fakeRun } from "./fake-run.js";

test("the outcome first, then the five slowest", (t) => {
  const run = fakeRun({ layout: "room", devices: 100 });
  const lines = fastRunText(run).split("\n");
  t.regex(lines[0]!, /^100 of 100 devices were nodes after \d+\.\d s, all lit at \d+\.\d s\.$/);
  const first = lines.findIndex((line) => line.startsWith("---")) + 1;
  t.is(lines.slice(first).indexOf(""), 5);
  const slowest = [...run.nodes].sort((a, b) => b.configured! - a.configured!)[0]!;
  t.true(lines[first]!.startsWith(slowest.name));
});

test("devices that failed are the slowest", (t) => {
  const text = fastRunText(fakeRun({ layout: "corridor", devices: 100, failed: 2 }));
  t.regex(text, /^2 of 100 devices did not become nodes\. The other 98 were nodes after/);
  t.regex(text, /does not know every node/);
  t.is(text.match(/nobody hears it/g)?.length, 2);
});

test("no line ends in spaces, none has undefined in it", (t) => {
  for (const failed of [0, 3]) {
    const text = fastRunText(fakeRun({ layout: "room", devices: 10, failed }));
    t.notRegex(text, / $|undefined|NaN/m);
  }
});
