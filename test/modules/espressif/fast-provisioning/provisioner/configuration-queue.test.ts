import test from "ava";
import { ConfigurationQueue } from "../../../../../modules/espressif/fast-provisioning/provisioner/configuration-queue.js";
import { runPromiseJobs, TestClock } from "../../../../support/test-clock.js";

/** Milliseconds of one attempt. */
const duration = 100;

function make(maxAttempts = 3) {
  const clock = new TestClock();
  const tried: (readonly [time: number, address: number])[] = [];
  const left: number[] = [];
  const answers = new Set<number>();
  let over = 0;
  class Queue extends ConfigurationQueue {
    protected override configure(address: number): Promise<boolean> {
      tried.push([clock.now(), address]);
      return new Promise((resolve) =>
        clock.schedule(() => resolve(answers.has(address)), duration),
      );
    }

    protected override attemptEnded(): void {
      over++;
    }

    protected override unresponsive(address: number): void {
      left.push(address);
    }
  }
  const queue = new Queue(clock, maxAttempts);
  const times = (address: number) => tried.filter(([, of]) => of === address).map(([at]) => at);
  return { answers, clock, left, over: () => over, times, tried, queue };
}

test("a node that answers is done with at once", async (t) => {
  const { answers, clock, over, tried, queue } = make();
  answers.add(5);
  queue.add(5);
  t.is(queue.firstAttempts, 1);
  t.true(queue.pending);
  await clock.run(60_000);
  t.deepEqual(tried, [[0, 5]]);
  t.is(over(), 1);
  t.is(queue.firstAttempts, 0);
  t.false(queue.pending);
  t.is(clock.pending, 0);
});

test("one that does not is tried again, each time after twice as long, up to half a minute", async (t) => {
  const { clock, times, queue } = make();
  queue.add(5);
  await clock.run(200_000);
  const at = times(5);
  const pauses = at.slice(1).map((time, i) => time - at[i]! - duration);
  t.deepEqual(pauses.slice(0, 9), [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("after so many attempts it is told, once, and nobody waits for it", async (t) => {
  const { clock, left, queue } = make(3);
  queue.add(5);
  await clock.run(duration + 1);
  t.is(queue.firstAttempts, 0);
  t.true(queue.pending);
  t.deepEqual(left, []);
  await clock.run(500 + 1000 + 2 * duration);
  t.deepEqual(left, [5]);
  t.false(queue.pending);
  await clock.run(300_000);
  t.deepEqual(left, [5]);
});

test("one that comes back late is configured all the same", async (t) => {
  const { answers, clock, times, queue } = make(2);
  queue.add(5);
  await clock.run(5000);
  const before = times(5).length;
  answers.add(5);
  await clock.run(300_000);
  t.is(times(5).length, before + 1);
  t.is(clock.pending, 0);
});

test("many at a time, each at its own pace, one attempt at a time with each", async (t) => {
  const { answers, clock, over, times, queue } = make();
  queue.add(5);
  queue.add(5);
  await clock.run(250);
  queue.add(6);
  answers.add(7);
  queue.add(7);
  await clock.run(1000);
  t.deepEqual(times(5), [0, 600]);
  t.deepEqual(times(6), [250, 850]);
  t.deepEqual(times(7), [250]);
  t.is(over(), 5);
  queue.add(5);
  await clock.run(1000);
  t.deepEqual(times(5), [0, 600, 1700], "adding it again does not hurry");
});

test("a node that is forgotten is not tried again, also from within an attempt", async (t) => {
  const { clock, over, times, queue } = make();
  queue.add(5);
  queue.add(6);
  await clock.run(duration / 2);
  queue.remove(5);
  await clock.run(200);
  queue.remove(6);
  await clock.run(60_000);
  t.deepEqual(times(5), [0]);
  t.deepEqual(times(6), [0]);
  t.is(over(), 2);
  t.false(queue.pending);
});

test("nothing is tried or told after close", async (t) => {
  for (const before of [0, duration / 2, duration + 1]) {
    const { clock, left, over, tried, queue } = make(1);
    queue.add(5);
    await clock.run(before);
    queue.close();
    const told = [over(), left.length];
    await clock.run(300_000);
    await runPromiseJobs();
    t.deepEqual([over(), left.length], told);
    t.is(tried.length, 1);
    t.is(clock.pending, 0);
  }
});
