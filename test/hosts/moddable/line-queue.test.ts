// Lines of a firmware on their way to the log. Runs inside XS as well.
import test from "ava";
import { LineQueue } from "../../../hosts/moddable/line-queue.js";
import { TestClock } from "../../support/test-clock.js";

function make() {
  const clock = new TestClock();
  const written: string[] = [];
  const queue = new LineQueue({
    write: (line) => written.push(line),
    schedule: (work, milliseconds) => void clock.schedule(work, milliseconds),
  });
  const add = (from: number, to: number) => {
    for (let i = from; i <= to; i++) queue.add(`${i}`);
  };
  return { add, clock, queue, written };
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);
}

test("a few lines are written at once, in order", (t) => {
  const { add, written } = make();
  add(1, 4);
  t.deepEqual(written, numbers(1, 4));
});

test("of a burst 4 lines are written each 20 ms", (t) => {
  const { add, clock, written } = make();
  add(1, 13);
  const counts = [written.length];
  for (let i = 0; i < 4; i++) {
    clock.advance(20);
    counts.push(written.length);
  }
  t.deepEqual(counts, [4, 8, 12, 13, 13]);
  t.deepEqual(written, numbers(1, 13));
});

test("when 16 lines wait, the oldest are dropped, and a line says how many", (t) => {
  const { add, clock, written } = make();
  add(1, 1000);
  clock.advance(1000);
  t.deepEqual(written, [...numbers(1, 4), "980 lines lost", ...numbers(985, 1000)]);
});

test("one lost line is a line", (t) => {
  const { add, clock, written } = make();
  add(1, 21);
  clock.advance(1000);
  t.is(written[4], "1 line lost");
});

test("2,000 characters wait at most, or one longer line", (t) => {
  const { add, clock, queue, written } = make();
  add(1, 4);
  queue.add("a".repeat(900));
  queue.add("b".repeat(900));
  queue.add("c".repeat(900));
  clock.advance(1000);
  t.deepEqual(
    written.slice(4).map((line) => line[0]),
    ["1", "b", "c"],
  );
  written.length = 0;
  add(1, 4);
  queue.add("d".repeat(5000));
  clock.advance(1000);
  t.is(written[4]!.length, 5000);
});

test("without lines there is no timer", (t) => {
  const { add, clock, written } = make();
  t.is(clock.pending, 0);
  add(1, 3);
  t.is(clock.pending, 1);
  clock.advance(100);
  t.is(clock.pending, 0);
  add(4, 4);
  t.deepEqual(written, numbers(1, 4));
});

test("lines again and again are written at 4 each 20 ms at most", (t) => {
  const { clock, queue, written } = make();
  for (let i = 0; i < 100; i++) {
    for (let j = 0; j < 3; j++) queue.add(`${i}`);
    clock.advance(10);
  }
  t.true(written.length <= 4 * 52, `${written.length}`);
  t.true(written.length >= 4 * 49, `${written.length}`);
});
