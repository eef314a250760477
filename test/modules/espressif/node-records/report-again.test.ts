import test from "ava";
import { Stage } from "../../../../modules/espressif/node-records/node-record-store.js";
import { reportAgain } from "../../../../modules/espressif/node-records/report-again.js";
import type { makeReporter } from "../../../support/reporter-rig.js";
import { begun, over, own, overRelays, reached } from "../../../support/reporter-rig.js";

const range = { min: 0x80, max: 0x8f };
const uuid = new Uint8Array(16).fill(7);
const deviceKey = new Uint8Array(16).fill(8);

function again({ nodeStore: nodes, reporter }: ReturnType<typeof makeReporter>, address?: number) {
  const node = { address, uuid, elements: [] };
  reportAgain({ node: { ...node, elements: Array(2) }, nodes, reporter }, deviceKey, range);
}

test("the node itself is reported first, at once and alone; then all that was acknowledged", (t) => {
  const rig = reached();
  const { clock, nodeStore } = rig;
  rig.add(0x30, { stage: Stage.recordReported });
  rig.add(0x31, { stage: Stage.recordReported, rangeMin: 0x38, rangeMax: 0x3f, own: false });
  rig.add(0x32, { stage: Stage.provisioned });
  clock.advance(10_000);
  t.deepEqual(rig.nodes(), []);
  again(rig, own);
  clock.advance(0);
  t.deepEqual(rig.nodes(), [[own]]);
  rig.acknowledge();
  clock.advance(10_000, () => rig.nodes().length === 2);
  t.deepEqual(rig.nodes(), [[own], [0x30, 0x31]]);
  rig.acknowledge();
  clock.advance(10_000);
  t.is(rig.nodes().length, 2);
  t.is(rig.reporter.pending, 0);
  t.like(nodeStore.get(own), { deviceKey, uuid, rangeMin: 0x80, rangeMax: 0x8f, elements: 2 });
  t.is(nodeStore.get(0x32)!.stage, Stage.provisioned);
});

test("while the air is busy it is reported all the same: it is a provisioner", (t) => {
  const rig = reached();
  rig.air.busy = true;
  rig.add(0x30);
  again(rig, own);
  rig.clock.advance(0);
  t.deepEqual(rig.nodes(), [[own]]);
});

test("it is reported again until it is acknowledged, also over relays", (t) => {
  const rig = begun();
  rig.air.answers = over(overRelays);
  rig.add(0x30);
  again(rig, own);
  rig.clock.advance(120_000, () => rig.nodes().length === 2);
  t.deepEqual(rig.nodes().slice(0, 2), [[own], [own]]);
});

test("a node that left its network, or whose store fails, reports no more than it had", (t) => {
  const rig = reached();
  rig.add(0x30, { stage: Stage.recordReported });
  again(rig, undefined);
  t.is(rig.reporter.pending, 0);
  rig.store.failing = true;
  again(rig, own);
  t.is(rig.reporter.pending, 0);
});
