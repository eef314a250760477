import test from "ava";
import {
  countUntil,
  deviceTimelines,
  endOfRun,
  progressAt,
  stateAt,
} from "../../../../../tools/simulate/fast/page/timeline.js";
import { fakeRun } from "../fake-run.js";

const run = fakeRun({ layout: "room", devices: 3 });
const times = { linkOpened: undefined, provisioned: undefined, configured: undefined };
const nodes = [
  { ...run.nodes[0]!, parent: -1, linkOpened: -900, configured: 0, on: 5000 },
  { ...run.nodes[1]!, parent: 0, linkOpened: 1000, configured: 2000, on: 5000 },
  { ...run.nodes[2]!, ...times, parent: undefined, on: undefined },
];
const [primary, child, lost] = deviceTimelines(nodes);

test("a device's states in their order", (t) => {
  const states = (device: typeof child) =>
    [0, 1500, 2500, 5000].map((time) => stateAt(device!, time, 5000));
  t.deepEqual(states(primary), ["node", "provisioning", "node", "lit"]);
  t.deepEqual(states(child), ["waiting", "joining", "node", "lit"]);
  t.deepEqual(states(lost), ["waiting", "waiting", "waiting", "failed"]);
});

test("a line grows from the link's opening to the final status", (t) => {
  t.deepEqual(
    [500, 1000, 1500, 2000].map((time) => progressAt(child!, time)),
    [0, 0, 0.5, 1],
  );
  t.is(progressAt(lost!, 9000), 0);
});

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
