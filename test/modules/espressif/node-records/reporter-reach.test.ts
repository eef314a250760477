// Whether the collector is in reach, and has the report.
import test from "ava";
import {
  begun,
  collector,
  duration,
  lacks,
  over,
  overParent,
  parent,
  reached,
  reachedOver,
  straight,
  timing,
} from "../../../support/reporter-rig.js";

test("before its first report it asks, so often, whether it is in reach", (t) => {
  const { add, clock, nodes, sent } = begun();
  add(0x10);
  clock.advance(200 + 3 * (duration + timing.queryDelay) - 1);
  t.deepEqual(
    sent,
    [200, 290, 380].map((time) => ({ time, number: 0, nodes: [], dst: collector, ttl: 0 })),
  );
  clock.advance(1);
  t.like(sent[3]!, { time: 470, nodes: [], dst: parent });
  t.deepEqual(nodes(), []);
});

test("any answer to that means that it is in reach: the report goes at once", (t) => {
  // Also the number of its own question: no report had it.
  for (const number of [0, 7, 0x80, 0xff]) {
    const { add, clock, reporter, sent } = begun();
    add(0x10);
    clock.advance(320);
    reporter.acknowledged(number);
    clock.advance(0);
    t.is(reporter.pending, 1, "nothing is reported yet");
    t.deepEqual(sent.slice(2), [{ time: 320, number: 1, nodes: [0x10], dst: collector, ttl: 0 }]);
  }
});

test("an answer that comes before the question counts as sent is none the less one", (t) => {
  const { add, clock, reporter, sent } = begun();
  // In the same millisecond as the end of the question, and before it.
  clock.schedule(() => reporter.acknowledged(0x80), 200 + duration);
  add(0x10);
  clock.advance(200 + duration);
  t.deepEqual(
    sent.map(({ nodes, time }) => [nodes.length, time]),
    [
      [0, 200],
      [1, 210],
    ],
  );
  clock.advance(duration + timing.queryDelay);
  t.is(sent.length, 3);
  t.like(sent[2]!, { number: 1, nodes: [], time: 300 });
});

test("records that come while it asks do not make it ask anew", (t) => {
  const { add, air, clock, nodes, sent } = begun();
  for (let i = 0; i < 10; i++) add(0x10 + i);
  clock.advance(0);
  for (let i = 10; i < 54; i++) {
    add(0x10 + i);
    clock.advance(5);
  }
  t.deepEqual(
    sent.map(({ dst, time }) => [dst, time]),
    [
      [collector, 0],
      [collector, 90],
      [collector, 180],
    ],
  );
  air.answers = lacks;
  clock.advance(60);
  t.like(sent[3]!, { dst: parent, time: 270 });
  t.deepEqual(nodes(), [[0x10, 0x11, 0x12]]);
});

test("one that vanished from the book while it asked is not reported, the next one is", (t) => {
  const { add, nodeStore, clock, nodes, reporter } = begun();
  add(0x10);
  clock.advance(250);
  nodeStore.remove(0x10);
  reporter.update();
  reporter.acknowledged(0x80);
  clock.advance(60_000);
  t.deepEqual(nodes(), []);
  t.is(clock.pending, 0);
  add(0x11);
  clock.advance(200);
  t.deepEqual(nodes(), [[0x11]], "it was in reach");
});

test("who is in reach is not asked before the next report", (t) => {
  const { acknowledge, add, clock, sent } = reached();
  for (const address of [0x10, 0x11]) {
    add(address);
    clock.advance(200);
    acknowledge();
  }
  t.deepEqual(
    sent.map(({ nodes }) => nodes),
    [[0x10], [0x11]],
  );
});

test("a lost acknowledgement is asked for, then the report is sent again under another number", (t) => {
  const { acknowledge, add, clock, reporter, sent } = reached();
  add(0x10);
  clock.advance(200);
  clock.advance(3 * (duration + timing.queryDelay));
  t.deepEqual(
    sent.map(({ number, nodes, time }) => [number, nodes.length, time]),
    [
      [1, 1, 200],
      [1, 0, 290],
      [1, 0, 380],
      [2, 1, 470],
    ],
  );
  reporter.acknowledged(1);
  t.is(reporter.pending, 1, "the number of an earlier report");
  acknowledge();
  t.is(reporter.pending, 0);
});

test("an acknowledgement that comes when it is asked for settles the report", (t) => {
  const { add, clock, reporter, sent } = reached();
  add(0x10);
  clock.advance(300);
  t.deepEqual(
    sent.map(({ nodes }) => nodes.length),
    [1, 0],
  );
  reporter.acknowledged(1);
  reporter.acknowledged(1);
  clock.advance(60_000);
  t.is(sent.length, 2);
  t.is(reporter.pending, 0);
  t.is(clock.pending, 0);
});

test("another number than that of the report: it is heard and lacks it, which is sent again at once", (t) => {
  for (const number of [0, 0x81, 0x40]) {
    const { acknowledge, add, clock, reporter, sent } = reached();
    add(0x10);
    clock.advance(300);
    reporter.acknowledged(number);
    t.is(reporter.pending, 1);
    clock.advance(0);
    t.deepEqual(sent.slice(2), [{ time: 300, number: 2, nodes: [0x10], dst: collector, ttl: 0 }]);
    acknowledge();
    t.is(reporter.pending, 0);
  }
});

test("another number settles nothing and repeats nothing while nobody is asked", (t) => {
  const { add, clock, reporter, sent } = reached();
  add(0x10);
  clock.advance(205);
  for (const number of [0, 2, 0x81]) reporter.acknowledged(number);
  clock.advance(50);
  t.is(sent.length, 1);
  t.is(reporter.pending, 1);
});

test("a number that the collector has already is none for the next report", (t) => {
  const { add, clock, reporter, sent } = begun();
  add(0x10);
  clock.advance(300);
  // Both questions are answered, with the number of a report from before a restart.
  reporter.acknowledged(1);
  clock.advance(0);
  t.like(sent[2]!, { number: 2, nodes: [0x10] });
  reporter.acknowledged(1);
  t.is(reporter.pending, 1);
  reporter.acknowledged(2);
  t.is(reporter.pending, 0);
});

test("a report that was not delivered is sent to the parent again once that takes it", (t) => {
  const { add, air, clock, sent } = reachedOver(overParent);
  const time = clock.now() + 200;
  air.failed = new Error("not all segments were acknowledged");
  air.answers = over(overParent);
  add(0x10);
  clock.advance(200 + 2 * duration + timing.queryDelay);
  const again = time + duration + timing.queryDelay;
  t.deepEqual(sent, [
    { ...overParent, time, number: 2, nodes: [0x10] },
    { ...overParent, time: again, number: 2, nodes: [] },
    { ...overParent, time: again + duration, number: 3, nodes: [0x10] },
  ]);
});

test("one that was not delivered straight is at the edge of reach: the parent is asked at once", (t) => {
  const { acknowledge, add, air, clock, reporter, sent } = reached();
  air.failed = new Error("not all segments were acknowledged");
  add(0x10);
  clock.advance(200 + duration + timing.queryDelay - 1);
  air.failed = undefined;
  air.answers = lacks;
  clock.advance(1 + duration);
  t.deepEqual(sent, [
    { ...straight, time: 200, number: 1, nodes: [0x10] },
    { ...overParent, time: 290, number: 1, nodes: [] },
    { ...overParent, time: 300, number: 2, nodes: [0x10] },
  ]);
  reporter.acknowledged(1);
  t.is(reporter.pending, 1, "the number of the one that was not delivered");
  acknowledge();
  t.is(reporter.pending, 0);
});

test("a question that could not be sent after a report is no edge of reach: it is sent again straight", (t) => {
  const { add, air, clock, sent } = reached();
  add(0x10);
  clock.advance(250);
  air.error = new Error("no room");
  clock.advance(50);
  air.error = undefined;
  clock.advance(70);
  t.deepEqual(sent, [
    { ...straight, time: 200, number: 1, nodes: [0x10] },
    { ...straight, time: 370, number: 2, nodes: [0x10] },
  ]);
});

test("what could not even be sent is not asked for, but sent later", (t) => {
  const { add, air, clock, sent } = reachedOver(overParent);
  air.error = new Error("no room");
  add(0x10);
  clock.advance(200 + 2 * timing.queryDelay);
  air.error = undefined;
  clock.advance(timing.queryDelay);
  t.is(sent.length, 1);
  t.like(sent[0]!, { ...overParent, nodes: [0x10] });
});

test("what could not even be sent straight is sent later to whoever answers", (t) => {
  const { acknowledge, add, air, clock, nodes, reporter, sent } = reached();
  air.error = new Error("no room");
  air.answers = lacks;
  add(0x10);
  clock.advance(200 + 2 * timing.queryDelay);
  t.is(sent.length, 0);
  air.error = undefined;
  clock.advance(timing.queryDelay + duration);
  t.deepEqual(nodes(), [[0x10]]);
  acknowledge();
  t.is(reporter.pending, 0);
});

test("transport without room says nothing of the way: straight again, however often, and whole", (t) => {
  const { add, air, clock, sent } = reached();
  air.error = new Error("no room");
  for (const address of [0x10, 0x11, 0x12]) add(address);
  clock.advance(200 + 12 * timing.queryDelay);
  air.error = undefined;
  clock.advance(timing.queryDelay);
  t.is(sent.length, 1);
  t.like(sent[0]!, { ...straight, nodes: [0x10, 0x11, 0x12] });
});

test("a question that could not be sent is asked later", (t) => {
  const { add, air, clock, nodes } = begun();
  air.error = new Error("no room");
  air.answers = lacks;
  add(0x10);
  clock.advance(10_000);
  air.error = undefined;
  clock.advance(32 * timing.batchDelay + duration, () => nodes().length > 0);
  t.deepEqual(nodes(), [[0x10]]);
});

test("acknowledged while segments of it are under way: they are given up", (t) => {
  const { add, air, clock, reporter, sent } = reached();
  air.duration = 1000;
  add(0x10);
  clock.advance(500);
  t.deepEqual(air.givenUp, []);
  reporter.acknowledged(1);
  t.deepEqual(air.givenUp, [1]);
  t.is(reporter.pending, 0);
  clock.advance(60_000);
  t.is(sent.length, 1);
});

test("a new collector: segments to the old one are given up, and what it says does not count", (t) => {
  const { add, air, clock, reporter, sent } = reached();
  air.duration = 1000;
  air.failed = new Error("not all segments were acknowledged");
  add(0x10);
  clock.advance(500);
  reporter.setCollectors({ collector: 0x0002, parent });
  t.deepEqual(air.givenUp, [1]);
  reporter.acknowledged(1);
  t.is(reporter.pending, 1);
  clock.advance(200 + 3 * (duration + timing.queryDelay) - 1);
  t.deepEqual(
    sent.slice(1).map(({ dst, nodes, time }) => [dst, nodes.length, time]),
    [
      [0x0002, 0, 700],
      [0x0002, 0, 790],
      [0x0002, 0, 880],
    ],
  );
});

test("a new collector while the old one is asked: its answer does not count for the new one", (t) => {
  const { add, clock, nodes, reporter, sent } = begun();
  add(0x10);
  clock.advance(205);
  reporter.setCollectors({ collector: 0x0002, parent });
  reporter.acknowledged(0x80);
  clock.advance(199);
  t.is(sent.length, 1);
  clock.advance(1);
  t.like(sent[1]!, { dst: 0x0002, nodes: [] });
  t.deepEqual(nodes(), []);
});
