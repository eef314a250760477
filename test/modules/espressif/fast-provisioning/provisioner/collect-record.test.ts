import test from "ava";
import { collectRecord } from "../../../../../modules/espressif/fast-provisioning/provisioner/collect-record.js";
import type { NodeRecord } from "../../../../../modules/espressif/node-records/messages.js";
import { key, RecoveryRig } from "../../../../support/recovery-rig.js";

/** A provisioner at 0005 with 0100..01ff. */
function rig() {
  const recovery = new RecoveryRig();
  const { database, ranges, store } = recovery;
  const { diagnostics } = recovery.records;
  const entry = recovery.addProvisioner(5, { min: 0x100, max: 0x1ff });
  const collect = (record: NodeRecord, src = 5) =>
    collectRecord({ database, diagnostics, ranges, netKeyIndex: 0 }, src, record);
  const dropped = () => diagnostics.dropped("fast-provisioning.record");
  return { collect, database, dropped, entry, ranges, recovery, store };
}

const node: NodeRecord = {
  address: 0x110,
  elements: 2,
  uuid: key(1),
  deviceKey: key(2),
  rangeMin: 0,
  rangeMax: 0,
};
const provisioner = { ...node, rangeMin: 0x140, rangeMax: 0x15f };

test("a node is added once, a provisioner with its range", (t) => {
  const { collect, database, dropped, ranges } = rig();
  t.like(collect(provisioner), { address: 0x110, netKeyIndex: 0 });
  t.is(collect(provisioner), "done");
  t.is(database.count, 2);
  t.deepEqual(ranges.rangesOf(0x110), [{ min: 0x140, max: 0x15f }]);
  t.like(collect({ ...node, address: 0x140 }, 0x110), { address: 0x140 });
  t.is(dropped(), 0);
});

test("a range that a known node was assigned since is added", (t) => {
  const { collect, database, ranges } = rig();
  collect(node);
  t.is(collect(provisioner), "done");
  t.is(database.count, 2);
  t.deepEqual(ranges.rangesOf(0x110), [{ min: 0x140, max: 0x15f }]);
});

test("what the reporter must not report is dropped and counted; without a range it may come later", (t) => {
  const { collect, database, dropped } = rig();
  t.is(collect({ ...node, address: 0x210 }), "done");
  t.is(dropped(), 1);
  collect(node);
  t.is(collect({ ...node, deviceKey: key(9) }), "done");
  t.is(dropped(), 2);
  t.is(collect({ ...node, address: 0x120 }, 0x110), "later");
  t.is(dropped(), 3);
  t.is(database.count, 2);
});

test("a store that fails, at each write: the record is accepted when it comes again", (t) => {
  for (let failing = 0; ; failing++) {
    const { collect, database, ranges, store } = rig();
    store.failAt = store.changes + failing;
    const first = collect(provisioner);
    if (first !== "later") {
      t.true(failing >= 2, `${failing} writes`);
      break;
    }
    t.is(database.at(0x110), undefined);
    t.like(collect(provisioner), { address: 0x110 });
    t.deepEqual(ranges.rangesOf(0x110), [{ min: 0x140, max: 0x15f }]);
  }
});

test("a provisioner reports itself: with its range if it was recovered, else that is dropped", (t) => {
  const { collect, database, dropped, ranges, store } = rig();
  database.add({ ...node, netKeyIndex: 0 });
  t.is(collect(provisioner, 0x110), "done");
  t.is(dropped(), 1);
  t.deepEqual(ranges.rangesOf(0x110), []);
  ranges.storeAwaited(0x110);
  store.failing = true;
  t.is(collect(provisioner, 0x110), "later");
  store.failing = false;
  t.is(collect(provisioner, 0x110), "done");
  t.is(collect(provisioner, 0x110), "done");
  t.is(dropped(), 1);
  t.deepEqual(ranges.rangesOf(0x110), [{ min: 0x140, max: 0x15f }]);
  t.like(collect({ ...node, address: 0x140 }, 0x110), { address: 0x140 });
  // Its provisioner is back, and reports the same.
  t.is(collect(provisioner), "done");
  t.is(dropped(), 1);
});
