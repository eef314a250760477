import test from "ava";
import { RunQueue } from "../../../modules/base/run-queue.js";
import { defer, Timer } from "../../../modules/base/timer.js";
import type { Clock, TimerHandle } from "../../../modules/host/clock.js";
import { TestClock } from "../../support/test-clock.js";

interface Target {
  readonly clock: Clock;
  readonly log: number[];
  timer?: Timer<Target>;
  /** What the callback does beside its entry in `log`. */
  then?: (timer: Timer<Target>) => void;
}

function testTimer(target: Target): void {
  target.log.push(target.clock.now());
  target.then?.(target.timer!);
}

function make(then?: Target["then"], clock: Clock = new TestClock()) {
  const target: Target = { clock, log: [], ...(then && { then }) };
  const timer = new Timer(clock, testTimer, target);
  target.timer = timer;
  return { log: target.log, timer };
}

interface Case {
  readonly title: string;
  /** What is done at which time, in ms. */
  readonly steps: readonly (readonly [time: number, act: (timer: Timer<Target>) => void])[];
  readonly then?: Target["then"];
  /** When the callback ran. */
  readonly runs: readonly number[];
  /** Whether it runs at the end, 100 ms. Default false. */
  readonly running?: boolean;
}

const start = (delay: number) => (timer: Timer<Target>) => timer.start(delay);
const stop = (timer: Timer<Target>) => timer.stop();
let again = 0;

const cases: readonly Case[] = [
  { title: "never started: it does not run", steps: [], runs: [] },
  { title: "started: it runs once, after the delay", steps: [[5, start(10)]], runs: [15] },
  { title: "no delay: it runs at the same instant", steps: [[5, start(0)]], runs: [5] },
  { title: "a delay below 0 counts as 0", steps: [[5, start(-3)]], runs: [5] },
  {
    title: "started while it runs: only the later start counts, longer or shorter",
    steps: [
      [0, start(10)],
      [5, start(10)],
      [20, start(50)],
      [30, start(1)],
    ],
    runs: [15, 31],
  },
  {
    title: "stopped: it does not run",
    steps: [
      [0, start(10)],
      [9, stop],
    ],
    runs: [],
  },
  {
    title: "stopped twice, and started again: it runs",
    steps: [
      [0, start(10)],
      [1, stop],
      [2, stop],
      [3, start(10)],
    ],
    runs: [13],
  },
  {
    title: "stopped before any start, and after it ran: nothing happens",
    steps: [
      [0, stop],
      [1, start(1)],
      [3, stop],
      [4, start(1)],
    ],
    runs: [2, 5],
  },
  {
    title: "stopped in its callback: nothing happens, and it can be started again",
    steps: [
      [0, start(1)],
      [5, start(1)],
    ],
    then: (timer) => timer.stop(),
    runs: [1, 6],
  },
  {
    title: "started in its callback: it runs again",
    steps: [[0, start(1)]],
    then: (timer) => again++ < 2 && timer.start(10),
    runs: [1, 11, 21],
  },
  {
    title: "started and stopped in its callback: it ends",
    steps: [[0, start(1)]],
    then: (timer) => {
      timer.start(10);
      timer.stop();
    },
    runs: [1],
  },
  { title: "not yet due: it runs at the end", steps: [[0, start(101)]], runs: [], running: true },
];

for (const { title, steps, then, runs, running = false } of cases)
  test(title, (t) => {
    again = 0;
    const clock = new TestClock();
    const { log, timer } = make(then, clock);
    for (const [time, act] of steps) {
      clock.advance(time - clock.now());
      act(timer);
    }
    clock.advance(100 - clock.now());
    t.deepEqual(log, runs);
    t.is(timer.running, running);
    t.is(clock.pending, Number(running), "the clock holds no other callback of it");
  });

test("it is not running in its callback, unless that starts it", (t) => {
  const seen: boolean[] = [];
  const clock = new TestClock();
  const { timer } = make((own) => {
    seen.push(own.running);
    if (seen.length === 1) own.start(1);
    seen.push(own.running);
  }, clock);
  timer.start(1);
  t.true(timer.running);
  clock.advance(10);
  t.deepEqual(seen, [false, true, false, false]);
});

/** A clock that forgets nothing: it calls back though it was cancelled. */
class LateClock implements Clock {
  readonly callbacks: (() => void)[] = [];
  now(): number {
    return 0;
  }
  schedule(callback: () => void): TimerHandle {
    return this.callbacks.push(callback);
  }
  cancel(): void {}
}

test("a host whose cancel is late: what was stopped does not run", (t) => {
  const clock = new LateClock();
  const { log, timer } = make(undefined, clock);
  timer.start(1);
  timer.stop();
  clock.callbacks[0]!();
  t.deepEqual(log, []);
});

test("a host whose cancel is late: what was started again runs once, not twice", (t) => {
  const clock = new LateClock();
  const { log, timer } = make(undefined, clock);
  timer.start(1);
  timer.start(1);
  for (const callback of clock.callbacks) callback();
  t.is(log.length, 1);
  t.false(timer.running);
});

test("all starts share one callback", (t) => {
  const seen = new Set<unknown>();
  const clock = new TestClock();
  const watched: Clock = {
    now: () => clock.now(),
    schedule: (callback, delay) => {
      seen.add(callback);
      return clock.schedule(callback, delay);
    },
    cancel: (timer) => clock.cancel(timer),
  };
  const { log, timer } = make(undefined, watched);
  for (let i = 0; i < 3; i++) {
    timer.start(1);
    timer.start(2);
    clock.advance(2);
  }
  t.deepEqual(log, [2, 4, 6]);
  t.is(seen.size, 1);
});

test("with a run queue's clock it is an entry: what it posts runs at its end", (t) => {
  const clock = new TestClock();
  const queue = new RunQueue(clock);
  const log: string[] = [];
  const entry = (texts: readonly string[]): void => {
    t.true(queue.entered);
    for (const text of texts) queue.call((posted) => log.push(posted), text);
    log.push("timer");
  };
  const posting = new Timer(queue.clock, entry, ["a", "b"]);
  const idle = new Timer(queue.clock, entry, []);
  posting.start(5);
  idle.start(10);
  new Timer(queue.clock, entry, []).start(7);
  clock.advance(10);
  t.deepEqual(log, ["timer", "a", "b", "timer", "timer"]);
  t.false(queue.entered);
  t.is(clock.pending, 0);
  posting.start(5);
  posting.stop();
  t.is(clock.pending, 0, "stopped, the host's clock holds nothing");
});

test("a delay that is no finite number is refused, by the timer's name, and what runs goes on", (t) => {
  const clock = new TestClock();
  const { log, timer } = make(undefined, clock);
  // Not the name as it is written here: a bundler may shorten it.
  t.is(timer.name, testTimer.name);
  timer.start(5);
  for (const delay of [NaN, Infinity])
    t.throws(() => timer.start(delay), {
      instanceOf: RangeError,
      message: (text) => text.startsWith(`timer ${testTimer.name}: delay`),
    });
  clock.advance(10);
  t.deepEqual(log, [5]);
});

test("deferred work runs at the same instant, not inside the call, in order, unless cancelled", (t) => {
  const clock = new TestClock();
  const log: unknown[] = [];
  const note = (value: unknown) => log.push(value);
  defer(clock, note, "first");
  clock.cancel(defer(clock, note, "cancelled"));
  defer(clock, note, undefined);
  t.deepEqual(log, []);
  clock.advance(0);
  t.deepEqual(log, ["first", undefined]);
  t.is(clock.now(), 0);
});
