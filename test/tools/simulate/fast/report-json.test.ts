import test from "ava";
import { fastRunJson } from "../../../../tools/simulate/fast/report-json.js";
import { fakeRun } from "./fake-run.js";

test("what is counted, and every device", (t) => {
  const run = fakeRun({ layout: "room", devices: 20, failed: 2 });
  const { perNode, ...figures } = fastRunJson(run) as Record<string, unknown> & {
    perNode: Record<string, unknown>[];
  };
  t.deepEqual(figures, {
    bearer: "adv",
    nodes: 20,
    provisioned: 18,
    addressesUnique: true,
    on: 18,
    simulatedMs: run.simulatedMs,
    wallMs: 2345,
    pdus: 3160,
    collisions: 4220,
    allNodesMs: null,
    allKnownMs: null,
    allLitMs: null,
    doneMs: null,
    air: run.airReport,
  });
  t.is(perNode.length, 20);
  t.is(perNode.find(({ role }) => role === "primary")?.["parent"], -1);
});

test("the figures that are quoted: when all were nodes, and when all were known and lit as well", (t) => {
  const run = fakeRun({ layout: "room", devices: 20 });
  const cases = [
    [{}, { allNodesMs: 5000, doneMs: 7000 }],
    // Known later than lit, as by a top provisioner that asks for addresses.
    [{ databaseComplete: 9000 }, { allNodesMs: 5000, doneMs: 9000 }],
    [{ databaseComplete: undefined }, { allNodesMs: 5000, doneMs: null }],
    [{ allOn: undefined }, { allNodesMs: 5000, doneMs: null }],
    [{ lastProvisioned: undefined }, { allNodesMs: null }],
  ] as const;
  const times = { lastProvisioned: 5000, databaseComplete: 6000, allOn: 7000 };
  for (const [changes, figures] of cases)
    t.like(fastRunJson({ ...run, ...times, ...changes }), figures, JSON.stringify(changes));
});

test("what never came is null, not left out", (t) => {
  const run = fakeRun({ layout: "corridor", devices: 5, failed: 1 });
  const { perNode } = JSON.parse(JSON.stringify(fastRunJson(run))) as {
    perNode: Record<string, unknown>[];
  };
  const { address, parent, linkOpened, provisioned, configured, reported, on } = perNode.at(-1)!;
  t.deepEqual(
    [address, parent, linkOpened, provisioned, configured, reported, on],
    Array<null>(7).fill(null),
  );
});

test("an address that two devices have", (t) => {
  const run = fakeRun({ layout: "room", devices: 5 });
  const nodes = run.nodes.map((node) => ({ ...node, address: 7 }));
  t.like(fastRunJson({ ...run, nodes }), { addressesUnique: false });
});
