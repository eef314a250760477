// Over which way reports go.
import test from "ava";
import {
  begun,
  collector,
  duration,
  each,
  inVain,
  lacks,
  makeReporter,
  over,
  own,
  overParent,
  overRelays,
  parent,
  reached,
  silent,
  straight,
  timing,
  type Way,
  ways,
} from "../../../support/reporter-rig.js";

/** The ways of one round, in turn; after three rounds relays are tried. */
const round: readonly Way[] = [straight, overParent, overParent];
/** Unanswered queries on one way, in one round, and in a cycle of all ways. */
const ofOneWay = timing.maxQueries + 1;
const ofOneRound = 3 * ofOneWay;
const overAllRelays = 2;
const ofOneCycle = 3 * ofOneRound + overAllRelays;
/** Milliseconds of the unanswered queries on one way, in one round, and over relays. */
const asked = ofOneWay * (duration + timing.queryDelay);
const askedRound = 3 * asked;
const relaysAsk = 8 * timing.queryDelay;
const askedRelays = overAllRelays * (duration + relaysAsk);

test("who does not answer is out of reach: the parent is asked; after three rounds, over relays", (t) => {
  const rig = begun();
  rig.add(0x10);
  rig.clock.advance(200 + 3 * askedRound + 200 + 400 + askedRelays - 1);
  const nearWays = each(ofOneWay, [...round, ...round, ...round]);
  t.deepEqual(ways(rig.sent), [...nearWays, overRelays, overRelays]);
  const rests = [200, 200 + 200, 200 + 200 + 400];
  t.deepEqual(
    rig.sent.slice(0, nearWays.length).map(({ time }) => time),
    nearWays.map((_, i) => 90 * i + rests[Math.floor(i / ofOneRound)]!),
  );
  const first = 800 + 3 * askedRound;
  t.deepEqual(
    rig.sent.slice(-2).map(({ time }) => time),
    [first, first + duration + relaysAsk],
  );
  t.deepEqual(rig.nodes(), []);
});

test("after all ways in vain it begins again with the first, more rarely each time", (t) => {
  const rig = begun();
  rig.add(0x10);
  rig.clock.advance(600_000);
  const { length } = rig.sent;
  const cycle = [...each(ofOneWay, [...round, ...round, ...round]), overRelays, overRelays];
  t.deepEqual(ways(rig.sent.slice(0, 2 * ofOneCycle)), [...cycle, ...cycle]);
  const rests: number[] = [];
  for (let i = 1; i < length; i++) {
    const { time, ttl } = rig.sent[i - 1]!;
    const rest =
      rig.sent[i]!.time - time - duration - (ttl === undefined ? relaysAsk : timing.queryDelay);
    if (rest > 0) rests.push(rest);
  }
  t.deepEqual(rests.slice(0, 7), [200, 400, 800, 1600, 3200, 6400, 6400]);
  t.true(rests.length > 60 && rests.slice(7).every((rest) => rest === 6400), "it never ends");
  t.true(length < ofOneRound * 90, "the air is not taken from others");
});

test("who answers now and then is busy, not gone: relays wait for three rounds without a word", (t) => {
  const rig = begun();
  rig.add(0x10);
  let asked = 0;
  // One question of a round and a half is answered; the report itself is lost.
  rig.air.answers = (question) => (++asked % 13 === 0 ? lacks(question) : undefined);
  rig.clock.advance(120_000);
  t.true(rig.reports().length > 10);
  t.true(rig.sent.every(({ ttl }) => ttl === 0));
  rig.air.answers = silent;
  rig.clock.advance(60_000);
  t.true(rig.sent.some(({ ttl }) => ttl === undefined));
});

test("relays are left alone where others are provisioned", (t) => {
  const rig = begun();
  rig.air.calm = false;
  rig.add(0x10);
  rig.clock.advance(60_000);
  t.true(rig.sent.length > 6 * ofOneRound);
  t.true(rig.sent.every(({ ttl }) => ttl === 0));
  const times = rig.sent.map(({ time }) => time);
  t.is(times[3 * ofOneRound]! - times[3 * ofOneRound - 1]!, 90 + 800, "the rest of a round");
  rig.air.calm = true;
  rig.clock.advance(60_000);
  t.true(rig.sent.some(({ ttl }) => ttl === undefined));
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
  // Four reports, then the parent in two turns.
  inVain(rig, 4);
  rig.clock.advance(8000, () => rig.sent[rig.sent.length - 1]!.dst === parent);
  rig.clock.advance(8000, () => rig.sent[rig.sent.length - 1]!.dst === collector);
  const [before, last] = rig.sent.slice(-2);
  t.is(last!.time - before!.time, 90 + 200);
});

test("in a busy air the time to the next question doubles for a collector in range; for others it is the policy's", (t) => {
  for (const [answers, busy, hold, gaps] of [
    [true, false, 0, [90, 90]],
    [true, true, 0, [90, 170]],
    [true, false, 1, [90, 170]],
    [false, false, 0, [90, 90]],
    [false, true, 0, [90, 90]],
    [false, false, 1, [90, 90]],
  ] as const) {
    const rig = begun();
    rig.air.busy = busy;
    if (answers) rig.air.answers = lacks;
    for (const address of [0x10, 0x11, 0x12, 0x13]) rig.add(address);
    rig.clock.advance(answers ? duration : 0);
    rig.air.answers = silent;
    rig.air.hold = hold;
    // A question that was answered is followed by the report.
    const first = answers ? 1 : 0;
    rig.clock.advance(2 * (duration + timing.queryDelay) + timing.queryDelay);
    const times = rig.sent.slice(first, first + 3).map(({ time }) => time);
    t.deepEqual(
      times.slice(1).map((time, i) => time - times[i]!),
      gaps,
    );
  }
});

test("a record that comes while it rests makes it ask", (t) => {
  const rig = begun();
  rig.add(0x10);
  rig.clock.advance(30_000, () => rig.sent.length === ofOneCycle);
  rig.clock.advance(duration + relaysAsk + 200);
  t.is(rig.sent.length, ofOneCycle);
  rig.air.answers = over(straight);
  rig.add(0x11);
  rig.clock.advance(200 + duration);
  t.deepEqual(rig.nodes(), [[0x10, 0x11]]);
});

test("over the parent when the collector does not answer", (t) => {
  const rig = begun();
  rig.air.answers = over(overParent);
  rig.add(0x10);
  rig.clock.advance(200 + asked + duration);
  t.deepEqual(ways(rig.sent), [straight, straight, straight, overParent, overParent]);
  t.deepEqual(rig.nodes(), [[0x10]]);
  t.is(rig.reporter.collectorForChildren(0x0009), 0x0009, "its children report to it");
  rig.acknowledge();
});

test("while the parent takes them the collector is tried again, more rarely each time", (t) => {
  const rig = begun();
  rig.air.answers = over(overParent);
  const triedAfter: number[] = [];
  for (let arrived = 1; arrived <= 30; arrived++) {
    rig.add(0x10 + arrived);
    inVain(rig, 1);
    t.like(rig.sent[rig.sent.length - 1]!, overParent);
    const { length } = rig.sent;
    rig.acknowledge();
    rig.add(0x70);
    rig.clock.advance(500, () => rig.sent.length > length);
    if (rig.sent[length]!.dst === collector) triedAfter.push(arrived);
    rig.nodeStore.remove(0x70);
  }
  t.deepEqual(triedAfter, [1, 1 + 2, 1 + 2 + 4, 1 + 2 + 4 + 8]);
});

test("while the air is busy the parent goes on taking them", (t) => {
  const rig = begun();
  rig.air.answers = over(overParent);
  rig.air.busy = true;
  for (let arrived = 0; arrived < 12; arrived++) {
    rig.add(0x10 + arrived, { rangeMin: 0x0200, rangeMax: 0x02ff });
    inVain(rig, 1);
    rig.acknowledge();
  }
  const { length } = rig.sent;
  rig.air.busy = false;
  for (const address of [0x40, 0x41]) {
    rig.add(address);
    inVain(rig, 1);
    rig.acknowledge();
  }
  t.deepEqual(ways(rig.sent.slice(length)), [
    overParent,
    ...each(ofOneWay, [straight]),
    ...[overParent, overParent],
  ]);
});

test("a collector that answers then gets the reports, and its children are told of it", (t) => {
  const rig = begun();
  rig.air.answers = over(overParent);
  for (let arrived = 0; arrived < 3; arrived++) {
    rig.add(0x10 + arrived);
    inVain(rig, 1);
    rig.acknowledge();
  }
  rig.air.answers = lacks;
  rig.add(0x20);
  inVain(rig, 1);
  t.like(rig.sent[rig.sent.length - 1]!, { ...straight, nodes: [0x20] });
  t.is(rig.reporter.collectorForChildren(0x0009), collector);
});

test("over relays when neither answers, a few records; it is asked in the same way, then the near ones first", (t) => {
  const rig = begun();
  rig.air.answers = over(overRelays);
  rig.add(0x10);
  rig.clock.advance(200 + 3 * askedRound + 200 + 400 + duration);
  t.deepEqual(ways(rig.questions()), [
    ...each(ofOneWay, [...round, ...round, ...round]),
    overRelays,
  ]);
  t.like(rig.sent[rig.sent.length - 1]!, { ...overRelays, nodes: [0x10] });
  rig.clock.advance(duration + relaysAsk);
  t.like(rig.sent[rig.sent.length - 1]!, { ...overRelays, nodes: [], number: 1 });
  t.is(rig.reporter.collectorForChildren(0x0009), 0x0009);
  rig.reporter.acknowledged(1);
  for (let i = 1; i <= 5; i++) rig.add(0x10 + i);
  const before = rig.sent.length;
  rig.clock.advance(200);
  t.like(rig.sent[before]!, { ...straight, nodes: [] });
  const overRelaysAgain = () => rig.sent.slice(before).filter(({ ttl }) => ttl === undefined);
  rig.clock.advance(10_000, () => overRelaysAgain().some(({ nodes }) => nodes.length > 0));
  t.like(overRelaysAgain().pop()!, { ...overRelays, nodes: [0x11, 0x12, 0x13] });
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
  t.is(rig.reporter.collectorForChildren(0x0009), collector);
  rig.clock.advance(1);
  t.like(rig.sent[12]!, { ...overParent, nodes: [], number: 4 });
  t.is(rig.reporter.collectorForChildren(0x0009), 0x0009);
});

test("who says each time that it lacks the report gets four of them, then it rests after each round", (t) => {
  const rig = begun();
  rig.air.answers = lacks;
  rig.add(0x10);
  inVain(rig, 12);
  t.deepEqual(ways(rig.reports()), each(4, round));
  const { time } = rig.sent[rig.sent.length - 1]!;
  const from = rig.sent.length;
  rig.clock.advance(2 * duration + timing.queryDelay + timing.batchDelay);
  // It is asked for once more, which is answered.
  t.deepEqual(
    rig.sent.slice(from).map(({ dst, time: at }) => [dst, at - time]),
    [
      [parent, 90],
      [collector, 300],
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

test("a parent that collects itself is asked in the turns of both, then over relays", (t) => {
  const rig = makeReporter();
  rig.reporter.setCollectors({ collector: parent, parent });
  rig.add(0x10);
  t.is(rig.reporter.collectorForChildren(0x0009), parent);
  rig.clock.advance(200 + asked);
  t.is(rig.reporter.collectorForChildren(0x0009), parent, "also in the turn of the parent");
  rig.clock.advance(3 * askedRound - asked + 200 + 400 + askedRelays - 1);
  const far = { dst: parent, ttl: undefined };
  t.deepEqual(ways(rig.sent), [...each(3 * ofOneRound, [overParent]), far, far]);
  rig.clock.advance(1 + 800);
  t.deepEqual(ways(rig.sent.slice(ofOneCycle)), [overParent]);
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
  t.is(rig.reporter.collectorForChildren(0x0009), 0x0002);
});

test("the same collectors again change nothing: the answer to them was lost", (t) => {
  const rig = begun();
  rig.air.answers = over(overParent);
  rig.add(0x10);
  inVain(rig, 1);
  rig.reporter.setCollectors({ collector, parent });
  t.is(rig.reporter.collectorForChildren(0x0009), 0x0009);
  rig.acknowledge();
  t.is(rig.reporter.pending, 0);
});

test("a busy air holds leaves back on each way, also while their collector is looked for", (t) => {
  const rig = begun();
  rig.air.busy = true;
  rig.add(0x10);
  rig.clock.advance(5000);
  t.deepEqual(rig.sent, [], "not even asked");
  rig.air.answers = over(overParent);
  rig.add(0x11, { rangeMin: 0x0200, rangeMax: 0x02ff });
  // Three questions on the first way, to a collector that is not known to be in range.
  rig.clock.advance(200 + ofOneWay * duration + 3 * timing.queryDelay + duration);
  t.deepEqual(rig.nodes(), [[0x11]]);
  rig.acknowledge();
  rig.clock.advance(5000);
  t.is(rig.reports().length, 1);
  rig.air.busy = false;
  rig.clock.advance(200);
  t.deepEqual(rig.nodes()[1], [0x10]);
  rig.acknowledge();
  rig.air.answers = silent;
  rig.add(0x12);
  inVain(rig, 4);
  rig.air.busy = true;
  const from = rig.sent.length;
  rig.clock.advance(5000);
  t.true(rig.sent.length - from <= ofOneRound);
});

test("reports that are not delivered: one in a straight turn, four in each of the others; no relays, as they are heard", (t) => {
  const rig = begun();
  rig.air.answers = lacks;
  rig.air.failed = new Error("not all segments were acknowledged");
  rig.add(0x10);
  inVain(rig, 45);
  const rounds = [straight, ...each(4, [overParent, overParent])];
  t.deepEqual(ways(rig.reports()), [...rounds, ...rounds, ...rounds, ...rounds, ...rounds]);
});

test("a node that is the collector itself reports to the node that set it, also over relays, and collects for its children", (t) => {
  const rig = makeReporter();
  rig.reporter.setCollectors({ collector: own, parent });
  rig.air.answers = over(overParent);
  rig.add(0x10);
  rig.clock.advance(1000, () => rig.reports().length > 0);
  t.deepEqual(ways(rig.sent), each(2, [overParent]));
  t.deepEqual(rig.nodes(), [[0x10]]);
  t.is(rig.reporter.collectorForChildren(own), own);
  rig.acknowledge();
  rig.air.answers = silent;
  rig.sent.length = 0;
  rig.add(0x11);
  rig.clock.advance(60_000, () => rig.sent.some(({ ttl }) => ttl === undefined));
  t.true(rig.sent.every(({ dst }) => dst === parent));
  // After a restart as well.
  const again = makeReporter(rig.store.copy());
  t.deepEqual(again.reporter.collectors, { collector: own, parent });
  t.is(again.reporter.collectorForChildren(own), own);
});
