// Reports leave the air to those that others send.
import test from "ava";
import {
  begun,
  collector,
  duration,
  inVain,
  lacks,
  makeReporter,
  overParent,
  parent,
  reached,
  reachedOver,
  straight,
  timing,
  ways,
} from "../../../support/reporter-rig.js";
import { TestClock } from "../../../support/test-clock.js";
import { TestStore } from "../../../support/records.js";

const enough = [0x10, 0x11, 0x12, 0x13];

test("while others report nothing is sent, not even a question", (t) => {
  for (const rig of [begun(), reached()]) {
    rig.air.hold = 50;
    for (const address of enough) rig.add(address);
    rig.clock.advance(20_000);
    t.deepEqual(rig.sent, []);
    rig.air.hold = 0;
    rig.clock.advance(50);
    t.is(rig.sent.length, 1);
    t.deepEqual(ways(rig.sent), [straight], "nothing was in vain meanwhile");
  }
});

test("each report waits anew", (t) => {
  const { acknowledge, add, air, clock, nodes } = reached();
  for (const address of [...enough, 0x14, 0x15]) add(address);
  clock.advance(0);
  air.hold = 70;
  acknowledge();
  clock.advance(10_000);
  t.is(nodes().length, 1);
  air.hold = 0;
  clock.advance(70);
  t.deepEqual(nodes()[1], [0x13, 0x14, 0x15]);
});

test("what is under way is gone on with: a lost acknowledgement is asked for", (t) => {
  const { add, air, clock, questions } = reached();
  for (const address of enough) add(address);
  clock.advance(0);
  air.hold = 70;
  // The second question after twice the time: others use the air.
  clock.advance(2 * duration + 3 * timing.queryDelay);
  t.is(questions().length, 2);
});

test("who waits is not on another way, and tries as often as ever", (t) => {
  const rig = reachedOver(overParent);
  rig.air.hold = 60;
  for (const address of enough) rig.add(address);
  rig.clock.advance(25_000);
  rig.air.hold = 0;
  inVain(rig, 4);
  t.deepEqual(
    rig.reports().map(({ dst }) => dst),
    [parent, parent, parent, parent],
  );
});

test("where the air is never free a report goes after half a minute, and the next one after another", (t) => {
  const { acknowledge, add, air, clock, nodes } = reached();
  air.hold = 100;
  for (const address of [...enough, 0x14, 0x15, 0x16]) add(address);
  clock.advance(29_900);
  t.deepEqual(nodes(), []);
  clock.advance(100);
  t.is(nodes().length, 1);
  acknowledge();
  clock.advance(29_900);
  t.is(nodes().length, 1);
  clock.advance(100);
  t.is(nodes().length, 2);
});

test("each question has longer to be answered than the one before", (t) => {
  const { add, clock, reporter, sent } = makeReporter(new TestStore(), new TestClock(), {
    maxQueries: 3,
    queryDelayFactor: 1.5,
  });
  reporter.setCollectors({ collector, parent });
  for (const address of enough) add(address);
  clock.advance(1000);
  const straightOnes = sent.filter(({ dst }) => dst === collector).slice(0, 4);
  const gaps = straightOnes.map(({ time }, i) => time - (straightOnes[i - 1]?.time ?? 0));
  t.deepEqual(gaps, [0, duration + 80, duration + 120, duration + 180]);
  t.is(sent[4]!.time - sent[3]!.time, duration + 270, "then the parent");
  t.is(sent[4]!.dst, parent);
});

test("a collector that is lost and found is asked as patiently as at first", (t) => {
  const { add, air, clock, reporter, sent } = makeReporter(new TestStore(), new TestClock(), {
    queryDelayFactor: 2,
  });
  reporter.setCollectors({ collector, parent });
  for (const address of enough) add(address);
  clock.advance(2000);
  sent.length = 0;
  air.answers = lacks;
  clock.advance(5000, () => sent.some(({ nodes }) => nodes.length > 0));
  air.answers = () => undefined;
  const [report] = sent.filter(({ nodes }) => nodes.length > 0);
  clock.advance(duration + timing.queryDelay);
  t.is(sent[sent.length - 1]!.time - report!.time, duration + timing.queryDelay);
});
