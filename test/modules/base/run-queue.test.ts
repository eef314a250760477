import test from "ava";
import { RunQueue } from "../../../modules/base/run-queue.js";
import { TestClock } from "../../support/test-clock.js";

function make() {
  const clock = new TestClock();
  const queue = new RunQueue(clock);
  const log: string[] = [];
  const note = (_target: unknown, text: string) => log.push(text);
  return { clock, log, note, post: (text: string) => queue.post(note, undefined, text), queue };
}

test("what an entry posts runs in order at its end, and what that posts after it", (t) => {
  const { clock, log, post, queue } = make();
  queue.entered = true;
  post("a");
  queue.call((text: string) => {
    log.push(text);
    post("d");
  }, "b");
  post("c");
  t.deepEqual(log, []);
  t.is(queue.waiting, 3);
  queue.leave();
  t.deepEqual(log, ["a", "b", "c", "d"]);
  t.is(queue.waiting, 0);
  t.false(queue.entered);
  t.is(clock.pending, 0, "no timer was asked for");
});

test("outside of an entry it runs from a timer without delay, never inside the call", (t) => {
  const { clock, log, post } = make();
  post("a");
  post("b");
  t.deepEqual(log, []);
  t.is(clock.pending, 1);
  clock.advance(0);
  t.deepEqual(log, ["a", "b"]);
  t.is(clock.now(), 0);
});

test("an entry takes along what waits for the timer, which then finds nothing", (t) => {
  const { clock, log, post, queue } = make();
  post("a");
  queue.entered = true;
  post("b");
  queue.leave();
  t.deepEqual(log, ["a", "b"]);
  clock.advance(0);
  t.deepEqual(log, ["a", "b"]);
  post("c");
  clock.advance(0);
  t.deepEqual(log, ["a", "b", "c"]);
});

test("a timer of its clock is an entry", (t) => {
  const { clock, log, post, queue } = make();
  queue.clock.schedule(() => {
    post("posted");
    log.push("timer");
  }, 10);
  const cancelled = queue.clock.schedule(() => log.push("cancelled"), 5);
  queue.clock.cancel(cancelled);
  clock.advance(10);
  t.deepEqual(log, ["timer", "posted"]);
  t.is(queue.clock.now(), 10);
  t.is(clock.pending, 0);
});

test("what a work throws is its entry's, and the rest runs with the next one", (t) => {
  const { log, post, queue } = make();
  queue.entered = true;
  queue.call(() => {
    throw new RangeError("a callback");
  }, undefined);
  post("after");
  t.throws(() => queue.leave(), { instanceOf: RangeError });
  t.deepEqual(log, []);
  queue.entered = true;
  post("later");
  queue.leave();
  t.deepEqual(log, ["after", "later"]);
});

test("closed, it runs nothing more: not what waits, not what is posted then, not from a work", (t) => {
  for (const entered of [true, false]) {
    const { clock, log, post, queue } = make();
    queue.entered = entered;
    post("waiting");
    queue.close();
    post("late");
    queue.leave();
    clock.advance(1000);
    t.deepEqual(log, []);
    t.is(clock.pending, 0);
  }
  const { log, post, queue } = make();
  queue.entered = true;
  queue.call(() => queue.close(), undefined);
  post("behind");
  queue.leave();
  t.deepEqual(log, []);
});

test("posting a thousand works in an entry keeps their order, whatever was there before", (t) => {
  const { log, post, queue } = make();
  const expected: string[] = [];
  for (let round = 0; round < 3; round++) {
    queue.entered = true;
    for (let i = 0; i < 1000; i++) {
      post(`${round} ${i}`);
      expected.push(`${round} ${i}`);
    }
    queue.leave();
  }
  t.deepEqual(log, expected);
});
