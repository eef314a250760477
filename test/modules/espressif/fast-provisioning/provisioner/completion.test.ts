import test from "ava";
import { TimeoutError } from "../../../../../modules/base/errors.js";
import { Completion } from "../../../../../modules/espressif/fast-provisioning/provisioner/completion.js";
import type { NodeRecordCollector } from "../../../../../modules/espressif/fast-provisioning/recovery/node-record-collector.js";
import { RecoveryRig } from "../../../../support/recovery-rig.js";

const delay = 1000;

function rig(recoveryDelay = delay) {
  const recovery = new RecoveryRig();
  const provisioner = recovery.addProvisioner(5, { min: 0x100, max: 0x1ff });
  const completion: Completion = new Completion({
    host: recovery.host,
    provisioner: recovery.provisioner,
    ranges: recovery.ranges,
    client: recovery.client as unknown as NodeRecordCollector,
    policy: { recoveryDelay, reportCongestionLinks: 4, congestionWindow: 300 },
    appKeyIndex: () => 0,
    count: () => recovery.database.count,
    onRecovered: () => completion.added(),
  });
  const add = (address: number) => {
    recovery.database.add(recovery.entry(address));
    completion.added();
  };
  /** What became of the waiting so far. */
  const wait = (count: number, timeout: number) => {
    const result: { end?: "done" | Error } = {};
    completion.wait(count, timeout).then(
      () => (result.end = "done"),
      (error: unknown) => (result.end = error as Error),
    );
    return result;
  };
  return { add, completion, provisioner, recovery, wait };
}

test("it is over at once if there are enough, and nobody is asked", async (t) => {
  const { recovery, wait } = rig();
  const result = wait(1, 1000);
  await recovery.clock.run(10 * delay);
  t.is(result.end, "done");
  t.deepEqual(recovery.asked, []);
});

test("each waits for its own number; the largest one says how many are missing", async (t) => {
  const { add, completion, recovery, wait } = rig();
  const { clock } = recovery;
  const two = wait(2, 100_000);
  const four = wait(4, 100_000);
  t.is(completion.missing, 3);
  add(0x100);
  await clock.run(0);
  t.is(two.end, "done");
  t.is(four.end, undefined);
  t.is(completion.missing, 2);
  add(0x101);
  add(0x102);
  await clock.run(0);
  t.is(four.end, "done");
  t.is(completion.missing, 0);
  // Nothing is under way any longer.
  await clock.run(20 * delay);
  t.deepEqual(recovery.asked, []);
  t.is(clock.pending, 0);
});

test("after the time that it may take it is an error, which says how many there are", async (t) => {
  const { recovery, wait } = rig();
  const result = wait(3, 5000);
  await recovery.clock.run(4999);
  t.is(result.end, undefined);
  await recovery.clock.run(1);
  t.true(result.end instanceof TimeoutError);
  t.is((result.end as Error).message, "1 of 3 nodes after 5000 ms");
  const asked = recovery.asked.length;
  t.true(asked > 0);
  await recovery.clock.run(100 * delay);
  t.is(recovery.asked.length, asked, "nobody is asked any longer");
});

test("while somebody waits the missing are asked, and the last one ends it", async (t) => {
  const { provisioner, recovery, wait } = rig();
  const { clock } = recovery;
  const result = wait(2, 100_000);
  await clock.run(delay);
  t.is(recovery.asked.length, 1);
  recovery.answer(recovery.addNode(0x100, provisioner));
  await clock.run(1000);
  t.is(result.end, "done");
  t.is(recovery.pairs.open, 0);
  const { length } = recovery.asked;
  await clock.run(100 * delay);
  t.is(recovery.asked.length, length);
  // Somebody waits again.
  const further = wait(3, 100_000);
  await clock.run(delay);
  t.true(recovery.asked.length > length);
  recovery.answer(recovery.addNode(0x101, provisioner));
  await clock.run(1000);
  t.is(further.end, "done");
});

test("one gives up, and the other still waits", async (t) => {
  const { provisioner, recovery, wait } = rig();
  const short = wait(2, 500);
  const long = wait(2, 100_000);
  await recovery.clock.run(delay);
  t.true(short.end instanceof Error);
  t.is(recovery.asked.length, 1);
  recovery.answer(recovery.addNode(0x100, provisioner));
  await recovery.clock.run(1000);
  t.is(long.end, "done");
});

test("reports put the questions off; with a policy that asks nobody there are none", async (t) => {
  const { completion, recovery, wait } = rig();
  completion.reported([], 5);
  const result = wait(2, 100_000);
  for (let i = 0; i < 5; i++) {
    await recovery.clock.run(delay - 1);
    completion.reported([], 5);
  }
  t.deepEqual(recovery.asked, []);
  t.is(result.end, undefined);

  const never = rig(Infinity);
  never.wait(2, 100_000);
  await never.recovery.clock.run(99_000);
  never.completion.reported([], 5);
  never.completion.added();
  t.deepEqual(never.recovery.asked, []);
});

test("it is closed: nobody is asked, and the time still runs", async (t) => {
  const { completion, recovery, wait } = rig();
  completion.close();
  const result = wait(2, 5000);
  completion.close();
  await recovery.clock.run(5000);
  t.true(result.end instanceof TimeoutError);
  t.deepEqual(recovery.asked, []);
});
