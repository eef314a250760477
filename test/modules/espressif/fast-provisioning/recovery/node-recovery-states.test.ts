import test from "ava";
import { begun, delay, range, recoveryOf } from "../../../../support/recovery-run.js";
import { key, RecoveryRig } from "../../../../support/recovery-rig.js";

/** States of an answer, by the time since it arrived where a pair takes 50 ms, and Composition Data 100. */
const states = [
  ["it waits", 0],
  ["the pair is made", 25],
  ["the node is asked for its key", 100],
] as const;

for (const [state, time] of states) {
  const waiting = async () => {
    const rig = new RecoveryRig(50);
    const node = rig.addNode(0x100, rig.addProvisioner(5, range));
    const line = { ...recoveryOf(rig), node, rig };
    line.recovery.begin();
    await rig.clock.run(delay);
    rig.answer(node);
    await rig.clock.run(time);
    return line;
  };

  test(`it ends while ${state}: nothing is added, and nothing stays open`, async (t) => {
    const { recovered, recovery, rig } = await waiting();
    recovery.end();
    await rig.clock.run(20_000);
    t.deepEqual(recovered, []);
    t.deepEqual(rig.told, []);
    t.is(rig.database.count, 1);
    t.is(rig.pairs.open, 0);
    t.is(rig.clock.pending > 0 && time < 100, false);
  });

  test(`it ends and begins again while ${state}: the node is found when it answers again`, async (t) => {
    const { node, recovered, recovery, rig } = await waiting();
    recovery.end();
    recovery.begin();
    await rig.clock.run(12_000);
    if (recovered.length === 0) rig.answer(node);
    await rig.clock.run(1000);
    t.deepEqual(recovered, [0x100]);
    t.is(rig.database.count, 2);
  });

  test(`its provisioner reports it while ${state}: the report is accepted`, async (t) => {
    const { node, recovered, recovery, rig } = await waiting();
    const record = { ...rig.record(node), deviceKey: key(0x77) };
    recovery.reported([record], 5);
    t.is(rig.database.at(0x100), undefined);
    rig.database.add({ ...record, netKeyIndex: 0 });
    await rig.clock.run(20_000);
    t.deepEqual(recovered, []);
    t.deepEqual(rig.database.at(0x100)!.deviceKey, key(0x77));
    t.is(rig.dropped(), 0);
  });

  test(`somebody who did not assign its address reports it while ${state}: it is added all the same`, async (t) => {
    const { node, recovered, recovery, rig } = await waiting();
    rig.addProvisioner(6, { min: 0x300, max: 0x3ff });
    for (const src of [6, 7])
      recovery.reported([{ ...rig.record(node), deviceKey: key(0x77) }], src);
    await rig.clock.run(1000);
    t.deepEqual(recovered, [0x100]);
    t.deepEqual(rig.database.at(0x100)!.deviceKey, node.deviceKey);
  });

  test(`the store fails while ${state}: the node is not added, and is when it answers again`, async (t) => {
    const { node, recovered, rig } = await waiting();
    rig.store.failing = true;
    await rig.clock.run(1000);
    t.deepEqual(recovered, []);
    t.deepEqual(rig.told, []);
    t.is(rig.database.at(0x100), undefined);
    rig.store.failing = false;
    rig.answer(node);
    await rig.clock.run(1000);
    t.deepEqual(recovered, [0x100]);
  });
}

test("a report puts the questions off, but not for longer than 8 delays if it adds nobody", async (t) => {
  const { recovery, rig } = begun();
  const known = { ...rig.entry(5), rangeMin: 0, rangeMax: 0 };
  for (let i = 0; i < 7; i++) {
    await rig.clock.run(delay - 1);
    recovery.reported([known], 5);
  }
  t.deepEqual(rig.asked, []);
  recovery.added();
  for (let i = 0; i < 7; i++) {
    await rig.clock.run(delay - 1);
    recovery.reported([known], 5);
  }
  t.deepEqual(rig.asked, []);
  for (let i = 0; i < 4; i++) {
    await rig.clock.run(delay - 1);
    recovery.reported([known], 5);
  }
  t.true(rig.asked.length > 0);
});

test("a node that cannot be told is known all the same", async (t) => {
  const { node, recovered, rig } = begun();
  await rig.clock.run(delay);
  rig.sendError = new Error("on no network");
  rig.answer(node);
  await rig.clock.run(300);
  t.deepEqual(recovered, [0x100]);
  t.is(rig.records.diagnostics.dropped("access.not-sent"), 1);
});
