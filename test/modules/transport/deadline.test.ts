import test from "ava";
import { Deadline } from "../../../modules/transport/deadline.js";
import { TestClock } from "../../support/test-clock.js";

/** A deadline that lists when it was reached, and a clock that counts the timers that were made. */
function make() {
  const clock = new TestClock();
  const made = { timers: 0 };
  const counting = {
    now: () => clock.now(),
    schedule: (callback: () => void, delay: number) => {
      made.timers++;
      return clock.schedule(callback, delay);
    },
    cancel: (timer: number) => clock.cancel(timer),
  };
  const times: number[] = [];
  const deadline = new Deadline<number[]>(
    counting,
    (list) => {
      if (deadline.reached()) list.push(clock.now());
    },
    times,
  );
  return { clock, deadline, made, times };
}

test("a deadline that is moved a hundred times is reached once, with few timers", (t) => {
  const { clock, deadline, made, times } = make();
  for (let i = 0; i < 100; i++) {
    deadline.start(150);
    clock.advance(10);
  }
  t.deepEqual(times, []);
  clock.advance(1000);
  t.deepEqual(times, [990 + 150]);
  t.is(made.timers, 9);
  t.is(clock.pending, 0);
});

test("it may be moved to an earlier time, whether it was moved before or not", (t) => {
  for (const before of [[1000], [100, 1000], [1000, 2000]]) {
    const { clock, deadline, times } = make();
    for (const delay of before) deadline.start(delay);
    deadline.start(50);
    t.is(deadline.due, 50);
    clock.advance(5000);
    t.deepEqual(times, [50]);
  }
});

test("what moves `due` itself is found when the timer runs", (t) => {
  const { clock, deadline, times } = make();
  deadline.start(100);
  deadline.due = 250.125;
  clock.advance(100);
  t.is(deadline.armed, 250.125);
  clock.advance(1000);
  t.deepEqual(times, [250.125]);
  t.is(deadline.armed, Infinity);
});

test("it is not reached after it was stopped, and can be started again", (t) => {
  const { clock, deadline, times } = make();
  deadline.start(100);
  deadline.start(200);
  deadline.stop();
  t.deepEqual([deadline.due, deadline.armed, clock.pending], [Infinity, Infinity, 0]);
  clock.advance(1000);
  deadline.start(5);
  clock.advance(1000);
  t.deepEqual(times, [1005]);
});

test("a delay that is no number is refused", (t) => {
  const { deadline } = make();
  for (const delay of [NaN, Infinity])
    t.throws(() => deadline.start(delay), { instanceOf: RangeError });
});
