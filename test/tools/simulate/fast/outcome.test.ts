import test from "ava";
import { bySlowness, outcome, succeeded } from "../../../../tools/simulate/fast/outcome.js";
import { fakeRun } from "./fake-run.js";

const run = fakeRun({ layout: "room", devices: 10 });

test("a run in which everything went well", (t) => {
  t.true(succeeded(run));
});

test("nodes that the group message did not reach", (t) => {
  const nodes = run.nodes.map((node, i) => (i < 2 ? { ...node, on: undefined } : node));
  const dark = { ...run, nodes, allOn: undefined };
  t.false(succeeded(dark));
  t.regex(outcome(dark), /^10 of 10 devices were nodes after .* s, but 2 devices stayed dark\.$/);
});

test("an address given twice is a failure", (t) => {
  const nodes = run.nodes.map((node) => ({ ...node, address: 9 }));
  t.false(succeeded({ ...run, nodes }));
  t.regex(outcome({ ...run, nodes }), /Some devices share an address\.$/);
});

test("none, and a run of none", (t) => {
  const never = { configured: undefined, on: undefined };
  const nodes = run.nodes.map((node) => ({ ...node, ...never }));
  const none = { ...run, nodes, lastProvisioned: undefined, allOn: undefined };
  t.is(outcome(none), "10 of 10 devices did not become nodes. The run ended with none.");
  t.is(outcome({ ...none, nodes: [] }), "There were no devices to provision.");
  t.false(succeeded({ ...none, nodes: [] }));
});

test("nodes that the top provisioner does not know are a failure, and the first of the slow ones", (t) => {
  const nodes = run.nodes.map((node, i) => (i === 3 ? { ...node, reported: undefined } : node));
  const unknown = { ...run, nodes, databaseComplete: undefined };
  t.false(succeeded(unknown));
  t.regex(outcome(unknown), /The top provisioner does not know 1 node\.$/);
  t.is(bySlowness(unknown)[0], nodes[3]);
});
