import test from "ava";
import { countUntil, endOfRun } from "../../../../../tools/simulate/fast/page/timeline.js";
import { fakeRun } from "../fake-run.js";

const run = fakeRun({ layout: "room", devices: 3 });
const times = { linkOpened: undefined, provisioned: undefined, configured: undefined };
const nodes = [
  { ...run.nodes[0]!, parent: -1, linkOpened: -900, configured: 0, on: 5000 },
  { ...run.nodes[1]!, parent: 0, linkOpened: 1000, configured: 2000, on: 5000 },
  { ...run.nodes[2]!, ...times, parent: undefined, on: undefined },
];
test("the end is after the last event, or after all that was recorded of a failure", (t) => {
  const air = run.air.slice(0, 0);
  const ended = { ...run, nodes, air, lastProvisioned: 2000, databaseComplete: 2100, allOn: 5000 };
  t.is(endOfRun(ended), 5200);
  const record = { events: 0, airtime: 0, packets: 0, collisions: 0 };
  const failed = { ...ended, allOn: undefined, air: Array.from({ length: 90 }, () => record) };
  t.is(endOfRun(failed), 9200);
});

test("what has come by a time, that time included", (t) => {
  t.deepEqual(
    [0, 1, 2, 3].map((time) => countUntil([1, 2, 2], time)),
    [0, 1, 3, 3],
  );
});
