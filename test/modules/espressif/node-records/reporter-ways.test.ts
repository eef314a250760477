// Over which way reports go, and how much at once.
import test from "ava";
import {
  type Answers,
  begun,
  collector,
  duration,
  lacks,
  makeReporter,
  parent,
  reached,
  type ReporterRig,
  timing,
} from "../../../support/reporter-rig.js";

const straight = { dst: collector, ttl: 0 };
const overParent = { dst: parent, ttl: 0 };
const overRelays = { dst: collector, ttl: undefined };
/** Milliseconds in which it asks on one way in vain. */
const asked = (timing.asks + 1) * (duration + timing.ask);

function ways(sent: ReporterRig["sent"]) {
  return sent.map(({ dst, ttl }) => ({ dst, ttl }));
}

/** Answers who are in reach over one way only. */
function over(way: typeof straight | typeof overRelays): Answers {
  return (question) =>
    question.dst === way.dst && question.ttl === way.ttl ? lacks(question) : undefined;
}

/** Lets as many reports go without an acknowledgement. */
function inVain(rig: ReporterRig, count: number): void {
  const until = rig.reports().length + count;
  rig.clock.advance(60_000, () => rig.reports().length >= until);
}

test("who does not answer is out of reach: the parent is asked, then the collector over relays", (t) => {
  const rig = begun();
  rig.add(0x10);
  rig.clock.advance(200 + 3 * asked - 1);
  t.deepEqual(ways(rig.sent), [
    ...[straight, straight, straight],
    ...[overParent, overParent, overParent],
    ...[overRelays, overRelays, overRelays],
  ]);
  t.deepEqual(
    rig.sent.map(({ time }) => time),
    [200, 290, 380, 470, 560, 650, 740, 830, 920],
  );
  t.deepEqual(rig.nodes(), []);
});

test("after all ways in vain it begins again with the first, more rarely each time", (t) => {
  const rig = begun();
  rig.add(0x10);
  rig.clock.advance(600_000);
  const { length } = rig.sent;
  t.deepEqual(ways(rig.sent.slice(9, 18)), ways(rig.sent.slice(0, 9)));
  const rests: number[] = [];
  for (let i = 9; i < length; i += 9)
    rests.push(rig.sent[i]!.time - rig.sent[i - 1]!.time - duration - timing.ask);
  const doubled = [200, 400, 800, 1600, 3200, 6400, 6400];
  t.deepEqual(rests.slice(0, 7), doubled);
  t.true(rests.length > 60 && rests.slice(7).every((rest) => rest === 6400), "it never ends");
  t.true(length < 9 * 90, "the air is not taken from others");
});

test("once something arrived the rests are short again", (t) => {
  const rig = begun();
  rig.add(0x10);
  rig.clock.advance(20_000);
  rig.air.answers = over(straight);
  rig.clock.advance(8000, () => rig.reports().length > 0);
  rig.acknowledge();
  t.is(rig.reporter.pending, 0);
  rig.air.answers = () => undefined;
  rig.add(0x11);
  // Four reports, and all ways.
  inVain(rig, 4);
  const from = rig.sent.length;
  rig.clock.advance(8000, () => ways(rig.sent.slice(from)).some(({ ttl }) => ttl === undefined));
  const { time } = rig.sent[rig.sent.length - 1]!;
  rig.clock.advance(asked + 199);
  t.like(rig.sent[rig.sent.length - 1]!, overRelays);
  rig.clock.advance(1);
  t.like(rig.sent[rig.sent.length - 1]!, { ...straight, time: time + asked + 200 });
});

test("a record that comes while it rests makes it ask", (t) => {
  const rig = begun();
  rig.add(0x10);
  rig.clock.advance(30_000, () => rig.sent.length === 5 * 9);
  rig.clock.advance(200);
  t.is(rig.sent.length, 5 * 9);
  rig.air.answers = over(straight);
  rig.add(0x11);
  rig.clock.advance(200 + duration);
  t.deepEqual(rig.nodes(), [[0x10, 0x11]]);
});

test("over the parent when the collector does not answer, as long as that works", (t) => {
  const rig = begun();
  rig.air.answers = over(overParent);
  rig.add(0x10);
  rig.clock.advance(200 + asked + duration);
  t.deepEqual(ways(rig.sent), [straight, straight, straight, overParent, overParent]);
  t.deepEqual(rig.nodes(), [[0x10]]);
  t.is(rig.reporter.collectorOfChildren(0x0009), 0x0009, "its children report to it");
  rig.acknowledge();
  rig.add(0x11);
  rig.clock.advance(200);
  t.like(rig.sent[rig.sent.length - 1]!, { ...overParent, nodes: [0x11] });
});

test("over relays when neither answers, as long as that works; it is asked in the same way", (t) => {
  const rig = begun();
  rig.air.answers = over(overRelays);
  rig.add(0x10);
  rig.clock.advance(200 + 2 * asked + duration);
  t.like(rig.sent[rig.sent.length - 1]!, { ...overRelays, nodes: [0x10] });
  rig.clock.advance(duration + timing.ask);
  t.like(rig.sent[rig.sent.length - 1]!, { ...overRelays, nodes: [], number: 1 });
  t.is(rig.reporter.collectorOfChildren(0x0009), 0x0009);
  rig.reporter.acknowledged(1);
  rig.add(0x11);
  rig.clock.advance(200);
  t.like(rig.sent[rig.sent.length - 1]!, { ...overRelays, nodes: [0x11] });
});

test("four reports in vain to one that was in reach, then the next way", (t) => {
  const rig = reached();
  rig.add(0x10);
  rig.clock.advance(200 + 4 * asked - 1);
  t.deepEqual(ways(rig.reports()), [straight, straight, straight, straight]);
  t.deepEqual(
    rig.reports().map(({ number }) => number),
    [1, 2, 3, 4],
  );
  t.is(rig.sent.length, 12);
  t.is(rig.reporter.collectorOfChildren(0x0009), collector);
  rig.clock.advance(1);
  t.like(rig.sent[12]!, { ...overParent, nodes: [], number: 4 });
  t.is(rig.reporter.collectorOfChildren(0x0009), 0x0009);
});

test("who says each time that it lacks the report gets four of them, then it rests after all ways", (t) => {
  const rig = begun();
  rig.air.answers = lacks;
  rig.add(0x10);
  inVain(rig, 12);
  const four = (way: typeof straight | typeof overRelays) => [way, way, way, way];
  t.deepEqual(ways(rig.reports()), [...four(straight), ...four(overParent), ...four(overRelays)]);
  const { time } = rig.sent[rig.sent.length - 1]!;
  const from = rig.sent.length;
  rig.clock.advance(2 * duration + timing.ask + timing.quiet);
  // It is asked for once more, which is answered.
  t.deepEqual(
    rig.sent.slice(from).map(({ ttl, time: at }) => [ttl, at - time]),
    [
      [undefined, 90],
      [0, 300],
    ],
  );
});

test("one report that arrives in between: four more in vain are needed", (t) => {
  const rig = reached();
  rig.add(0x10);
  inVain(rig, 4);
  rig.acknowledge();
  rig.add(0x11);
  inVain(rig, 4);
  t.deepEqual(
    ways(rig.reports()),
    Array.from({ length: 8 }, () => straight),
  );
});

test("a parent that collects itself is not asked twice: after it come relays", (t) => {
  const rig = makeReporter();
  rig.reporter.setCollectors({ collector: parent, parent });
  rig.add(0x10);
  t.is(rig.reporter.collectorOfChildren(0x0009), parent);
  rig.clock.advance(200 + 2 * asked + timing.quiet);
  const far = { dst: parent, ttl: undefined };
  t.deepEqual(ways(rig.sent), [
    ...[overParent, overParent, overParent],
    ...[far, far, far],
    overParent,
  ]);
});

test("a new collector gets a chance of its own, and the report that was under way", (t) => {
  const rig = begun();
  rig.air.answers = over(overParent);
  rig.add(0x10);
  inVain(rig, 3);
  t.like(rig.sent[rig.sent.length - 1]!, { ...overParent, nodes: [0x10] });
  rig.air.answers = lacks;
  rig.reporter.setCollectors({ collector: 0x0002, parent });
  const from = rig.sent.length;
  rig.clock.advance(200 + duration);
  t.like(rig.sent[from]!, { dst: 0x0002, ttl: 0, nodes: [] });
  t.like(rig.sent[from + 1]!, { dst: 0x0002, ttl: 0, nodes: [0x10] });
  t.is(rig.reporter.collectorOfChildren(0x0009), 0x0002);
});

test("the same collectors again change nothing: the answer to them was lost", (t) => {
  const rig = begun();
  rig.air.answers = over(overParent);
  rig.add(0x10);
  inVain(rig, 1);
  rig.reporter.setCollectors({ collector, parent });
  t.is(rig.reporter.collectorOfChildren(0x0009), 0x0009);
  rig.acknowledge();
  t.is(rig.reporter.pending, 0);
});

test("a busy air holds leaves back only on the straight way", (t) => {
  const rig = begun();
  rig.air.busy = true;
  rig.add(0x10);
  rig.clock.advance(5000);
  t.deepEqual(rig.sent, [], "not even asked");
  rig.air.answers = over(overParent);
  rig.add(0x11, { provisions: true });
  rig.clock.advance(200 + asked + duration);
  t.deepEqual(rig.nodes(), [[0x10, 0x11]]);
  rig.acknowledge();
  rig.add(0x12);
  rig.clock.advance(200);
  t.deepEqual(rig.nodes()[1], [0x12]);
  rig.air.answers = over(overRelays);
  inVain(rig, 4);
  t.like(rig.sent[rig.sent.length - 1]!, { ...overRelays, nodes: [0x12] });
});

/** Adds as many as fill several reports. */
function many(rig: ReporterRig): void {
  for (let address = 0x10; address < 0x20; address++) rig.add(address);
}

test("half as many records after a report that was not delivered, down to one", (t) => {
  const rig = reached();
  rig.air.failed = new Error("not all segments were acknowledged");
  many(rig);
  inVain(rig, 4);
  t.deepEqual(rig.nodes(), [[0x10, 0x11, 0x12], [0x10], [0x10], [0x10]]);
});

test("twice as many after one that arrived, up to the most", (t) => {
  const rig = reached();
  rig.air.failed = new Error("not all segments were acknowledged");
  many(rig);
  inVain(rig, 2);
  rig.air.failed = undefined;
  for (let i = 0; i < 3; i++) {
    rig.acknowledge();
    inVain(rig, 1);
  }
  t.deepEqual(rig.nodes(), [
    [0x10, 0x11, 0x12],
    [0x10],
    [0x11, 0x12],
    [0x13, 0x14, 0x15],
    [0x16, 0x17, 0x18],
  ]);
});

test("a report that was delivered and not acknowledged stays as long as it was", (t) => {
  const rig = reached();
  many(rig);
  inVain(rig, 3);
  t.true(rig.nodes().every(({ length }) => length === 3));
});

test("a question that could not be sent makes no report shorter", (t) => {
  const rig = begun();
  rig.air.error = new Error("no room");
  many(rig);
  rig.clock.advance(100);
  rig.air.error = undefined;
  rig.air.answers = lacks;
  inVain(rig, 1);
  t.deepEqual(rig.nodes(), [[0x10, 0x11, 0x12]]);
});
