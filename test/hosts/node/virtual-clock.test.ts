import test from "ava";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";

test("timers run by time, those of one instant in the order they were made", (t) => {
  const clock = new VirtualClock();
  const log: string[] = [];
  const note = (text: string) => () => log.push(`${text}@${clock.now()}`);
  clock.schedule(note("c"), 20);
  clock.schedule(note("a"), 10);
  clock.schedule(note("d"), 20);
  clock.schedule(note("b"), 10);
  clock.schedule(note("half"), 10.5);
  clock.schedule(note("past"), -5);
  clock.advanceTo(20);
  t.deepEqual(log, ["past@0", "a@10", "b@10", "half@10.5", "c@20", "d@20"]);
  t.is(clock.now(), 20);
  t.is(clock.pending, 0);
});

test("a timer never runs inside schedule, and one of delay 0 runs in this instant", (t) => {
  const clock = new VirtualClock(100);
  const log: number[] = [];
  clock.schedule(() => {
    clock.schedule(() => log.push(clock.now()), 0);
    t.is(log.length, 0);
  }, 5);
  t.is(log.length, 0);
  clock.advanceTo(105);
  t.deepEqual(log, [105]);
});

test("advanceTo stops at its time", (t) => {
  const clock = new VirtualClock();
  let runs = 0;
  const again = () => {
    runs++;
    clock.schedule(again, 10);
  };
  clock.schedule(again, 10);
  clock.advanceTo(35);
  t.is(runs, 3);
  t.is(clock.now(), 35);
  t.is(clock.nextTime, 40);
  clock.advanceTo(20);
  t.is(clock.now(), 35);
});

test("a cancelled timer does not run; stale handles are ignored", (t) => {
  const clock = new VirtualClock();
  let runs = 0;
  const first = clock.schedule(() => runs++, 10);
  const second = clock.schedule(() => runs++, 20);
  clock.cancel(first);
  clock.cancel(first);
  clock.cancel(12345);
  t.is(clock.pending, 1);
  t.is(clock.nextTime, 20);
  t.true(clock.runNext());
  t.is(clock.now(), 20);
  clock.cancel(second);
  t.is(runs, 1);
  t.false(clock.runNext());
});

test("100,000 timers, most of them cancelled, against a sorted list", (t) => {
  const clock = new VirtualClock();
  const expected: { time: number; order: number }[] = [];
  const ran: number[] = [];
  let state = 1;
  const handles: number[] = [];
  for (let order = 0; order < 100_000; order++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const time = state % 5000;
    handles.push(clock.schedule(() => ran.push(order), time));
    if (order % 10 === 0) expected.push({ time, order });
  }
  handles.forEach((handle, order) => {
    if (order % 10 !== 0) clock.cancel(handle);
  });
  t.is(clock.pending, 10_000);
  clock.advanceTo(5000);
  expected.sort((a, b) => a.time - b.time || a.order - b.order);
  t.deepEqual(
    ran,
    expected.map(({ order }) => order),
  );
});

test("run lets what awaits go on between timers, in virtual time", async (t) => {
  const clock = new VirtualClock();
  const sleep = (delay: number) => new Promise<void>((resolve) => clock.schedule(resolve, delay));
  const log: string[] = [];
  const walk = async (name: string, step: number) => {
    for (let i = 0; i < 3; i++) {
      await sleep(step);
      for (let hop = 0; hop < 20; hop++) await Promise.resolve();
      log.push(`${name}@${clock.now()}`);
    }
  };
  const both = Promise.all([walk("a", 10), walk("b", 15)]);
  t.true(await clock.run(50));
  await both;
  t.deepEqual(log, ["a@10", "b@15", "a@20", "b@30", "a@30", "b@45"]);
  t.is(clock.now(), 50);
});

test("run ends when its condition holds, or when no timer is left", async (t) => {
  const clock = new VirtualClock();
  let count = 0;
  const again = () => {
    if (++count < 10) clock.schedule(again, 1);
  };
  clock.schedule(again, 1);
  t.true(await clock.run(() => count === 4));
  t.is(clock.now(), 4);
  t.false(await clock.run(() => count === 11));
  t.is(clock.now(), 10);
  t.true(await clock.run(Infinity));
  t.is(clock.now(), 10);
});

test("what a timer throws comes out of the run, and the clock goes on after it", async (t) => {
  const clock = new VirtualClock();
  let ran = false;
  clock.schedule(() => {
    throw new Error("from the timer");
  }, 1);
  clock.schedule(() => (ran = true), 2);
  await t.throwsAsync(clock.run(5), { message: "from the timer" });
  await clock.run(5);
  t.true(ran);
});

test("a delay that is no number is refused", (t) => {
  t.throws(() => new VirtualClock().schedule(() => undefined, NaN), {
    instanceOf: RangeError,
    message: /delay/,
  });
});
