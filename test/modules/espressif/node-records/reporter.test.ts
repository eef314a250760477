import test from "ava";
import { Stage } from "../../../../modules/espressif/node-records/node-record-store.js";
import { testRecords } from "../../../support/records.js";
import {
  begun,
  collector,
  duration,
  lacks,
  makeReporter,
  parent,
  reached,
} from "../../../support/reporter-rig.js";

test("nothing is sent before it is known to whom, then all that was there", (t) => {
  const { add, air, clock, reporter, sent } = makeReporter();
  air.answers = lacks;
  add(0x10);
  add(0x11);
  clock.advance(60_000);
  t.is(sent.length, 0);
  t.is(reporter.pending, 2);
  reporter.setCollectors({ collector, parent });
  clock.advance(200 + duration);
  t.deepEqual(sent, [
    { time: 60_200, number: 0, nodes: [], dst: collector, ttl: 0 },
    { time: 60_210, number: 1, nodes: [0x10, 0x11], dst: collector, ttl: 0 },
  ]);
});

test("a few wait until no other came for a while", (t) => {
  const { add, clock, sent } = reached();
  add(0x10);
  clock.advance(150);
  add(0x11);
  clock.advance(199);
  t.is(sent.length, 0);
  clock.advance(1);
  t.deepEqual(sent, [{ time: 350, number: 1, nodes: [0x10, 0x11], dst: collector, ttl: 0 }]);
});

test("enough of them go at once, as many as one message carries", (t) => {
  const { acknowledge, add, clock, nodes, reporter, sent } = reached();
  for (const address of [0x10, 0x11, 0x12, 0x13]) add(address);
  clock.advance(0);
  t.deepEqual(sent, [{ time: 0, number: 1, nodes: [0x10, 0x11, 0x12], dst: collector, ttl: 0 }]);
  t.is(reporter.pending, 4);
  acknowledge();
  t.is(reporter.pending, 1);
  clock.advance(199);
  t.is(sent.length, 1);
  clock.advance(1);
  t.deepEqual(nodes()[1], [0x13]);
  t.is(sent[1]!.number, 2);
});

test("only nodes that are configured are reported", (t) => {
  const { add, clock, reporter, sent } = begun();
  add(0x10, { stage: Stage.dataSent });
  add(0x11, { stage: Stage.provisioned });
  add(0x12, { stage: Stage.recordReported });
  clock.advance(10_000);
  t.is(sent.length, 0);
  t.is(reporter.pending, 0);
  t.is(clock.pending, 0);
});

test("a busy air holds back leaves, not those who provision on", (t) => {
  const { acknowledge, add, air, clock, nodes } = reached();
  air.busy = true;
  add(0x10);
  add(0x11, { rangeMin: 0x0200, rangeMax: 0x02ff });
  clock.advance(200);
  t.deepEqual(nodes(), [[0x11]]);
  acknowledge();
  clock.advance(5000);
  t.deepEqual(nodes(), [[0x11]], "the leaf waits");
  air.busy = false;
  clock.advance(200);
  t.deepEqual(nodes(), [[0x11], [0x10]]);
});

test("in a busy air a whole report of leaves goes once the collector takes it, and what is less waits", (t) => {
  const { acknowledge, add, air, clock, nodes, questions } = reached();
  air.busy = true;
  for (const address of [0x10, 0x11]) add(address);
  clock.advance(5000);
  t.deepEqual(nodes(), []);
  for (const address of [0x12, 0x13]) add(address);
  clock.advance(200);
  t.deepEqual(nodes(), []);
  t.true(questions().length > 0);
  air.answers = lacks;
  clock.advance(200, () => nodes().length > 0);
  t.deepEqual(nodes(), [[0x10, 0x11, 0x12]]);
  acknowledge();
  clock.advance(5000);
  t.deepEqual(nodes(), [[0x10, 0x11, 0x12]]);
  air.busy = false;
  clock.advance(200);
  t.deepEqual(nodes(), [[0x10, 0x11, 0x12], [0x13]]);
});

test("what links held back is asked for when they are over, as all provisioners report then; one record is not", (t) => {
  for (const records of [1, 2]) {
    const { acknowledge, add, air, clock, nodes, questions, reporter } = reached();
    const asked = questions().length;
    air.busy = true;
    const held = Array.from({ length: records }, (_, i) => 0x10 + i);
    for (const address of held) add(address);
    clock.advance(5000);
    air.busy = false;
    clock.advance(200);
    t.is(questions().length > asked, records > 1);
    if (records > 1) {
      t.deepEqual(nodes(), []);
      reporter.acknowledged(0x80);
      clock.advance(0);
    }
    t.deepEqual(nodes(), [held]);
    acknowledge();
    const before = questions().length;
    for (const address of [0x20, 0x21]) add(address);
    clock.advance(200);
    t.deepEqual(nodes(), [held, [0x20, 0x21]], "nothing is held back any more");
    t.is(questions().length, before);
  }
});

test("a collector that has others to take first is asked again after the wait", (t) => {
  const { add, air, clock, nodes, questions, reporter } = reached();
  const at: number[] = [];
  air.busy = true;
  for (const address of [0x10, 0x11, 0x12, 0x13]) add(address);
  clock.advance(0);
  reporter.acknowledged(0x80, 700);
  clock.advance(400);
  // One more record is no reason to ask sooner.
  add(0x14);
  clock.advance(299);
  t.is(questions().length, 1);
  clock.advance(1);
  t.is(questions().length, 2);
  reporter.acknowledged(0x80, 300);
  clock.advance(300);
  at.push(...questions().map(({ time }) => time));
  t.deepEqual(at, [0, 700, 1000]);
  t.deepEqual(nodes(), []);
  reporter.acknowledged(0x80, 0);
  clock.advance(0);
  t.deepEqual(nodes(), [[0x10, 0x11, 0x12]]);
});

test("after a report with which the collector asks to wait the next one begins with a question", (t) => {
  const { add, clock, nodes, questions, reporter, sent } = reached();
  for (const address of [0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16]) add(address);
  clock.advance(0);
  t.deepEqual(nodes(), [[0x10, 0x11, 0x12]]);
  reporter.acknowledged(sent[0]!.number, 400);
  clock.advance(399);
  t.is(questions().length, 0);
  clock.advance(1);
  t.is(questions().length, 1);
  t.deepEqual(nodes(), [[0x10, 0x11, 0x12]]);
  reporter.acknowledged(0x80);
  clock.advance(0);
  t.deepEqual(nodes(), [
    [0x10, 0x11, 0x12],
    [0x13, 0x14, 0x15],
  ]);
});

test("an acknowledged node of another is forgotten, unless it reports itself", (t) => {
  const { acknowledge, add, nodeStore, clock, reporter } = reached();
  add(0x10);
  add(0x11, { own: false });
  add(0x12, { own: false, rangeMin: 0x0200, rangeMax: 0x02ff });
  clock.advance(200);
  acknowledge();
  t.deepEqual(
    nodeStore.entries.map(({ address, stage }) => [address, stage]),
    [
      [0x10, Stage.recordReported],
      [0x12, Stage.recordReported],
    ],
  );
  t.is(reporter.pending, 0);
  clock.advance(60_000);
  t.is(clock.pending, 0);
});

test("records that come while a report is under way wait for its end", (t) => {
  const { acknowledge, add, clock, nodes } = reached();
  add(0x10);
  clock.advance(205);
  for (const address of [0x11, 0x12, 0x13, 0x14]) add(address);
  clock.advance(50);
  t.deepEqual(nodes(), [[0x10]]);
  acknowledge();
  clock.advance(0);
  t.deepEqual(nodes(), [[0x10], [0x11, 0x12, 0x13]]);
});

test("while nobody collects, children are sent to nobody else", (t) => {
  const { reporter } = makeReporter();
  t.is(reporter.collectorForChildren(0x0009), 0x0009);
  t.is(reporter.collectors, undefined);
});

test("nodes of which the address alone was told are reported when somebody collects records", (t) => {
  const { add, air, clock, nodes, reporter } = makeReporter();
  air.answers = lacks;
  add(0x10, { stage: Stage.addressReported });
  add(0x11, { stage: Stage.recordReported });
  reporter.setCollectors({ collector, parent });
  clock.advance(200 + duration);
  t.deepEqual(nodes(), [[0x10]]);
});

test("after a restart it reports to whom it did, what was not acknowledged", (t) => {
  const first = begun();
  first.air.answers = lacks;
  first.add(0x10);
  first.clock.advance(200 + duration);
  first.acknowledge();
  first.add(0x11);
  first.clock.advance(200);
  t.deepEqual(first.nodes(), [[0x10], [0x11]]);
  first.reporter.close();
  const { air, clock, reporter, sent } = makeReporter(first.store.copy());
  t.deepEqual(reporter.collectors, { collector, parent });
  // It has no report of this number: the collector kept the first before the restart, and says 1 twice.
  air.answers = () => 1;
  clock.advance(200 + duration);
  t.deepEqual(sent, [
    { time: 200, number: 0, nodes: [], dst: collector, ttl: 0 },
    { time: 210, number: 2, nodes: [0x11], dst: collector, ttl: 0 },
  ]);
  reporter.acknowledged(1);
  t.is(reporter.pending, 1);
  reporter.acknowledged(2);
  t.is(reporter.pending, 0);
});

test("a record of its collectors that makes no sense is none", (t) => {
  for (const length of [0, 3, 5]) {
    const { records, store } = testRecords();
    records.write("fast.to", new Uint8Array(length));
    t.is(makeReporter(store).reporter.collectors, undefined);
  }
});

test("nothing is sent after close", (t) => {
  // It waits; it asks, it waits for the answer; the report is under way, it is asked for.
  for (const make of [begun, reached])
    for (const before of [0, 205, 250, 300]) {
      const { add, clock, reporter, sent } = make();
      add(0x10);
      clock.advance(before);
      reporter.close();
      const count = sent.length;
      add(0x11);
      for (const number of [0, 1, 0x80]) reporter.acknowledged(number);
      clock.advance(60_000);
      t.is(sent.length, count);
      t.is(clock.pending, 0);
    }
});

test("numbers of reports begin again after 255", (t) => {
  const { acknowledge, add, clock, sent } = reached();
  for (let i = 0; i < 257; i++) {
    add(0x10);
    clock.advance(200);
    acknowledge();
  }
  t.deepEqual(
    sent.slice(253).map(({ number }) => number),
    [254, 255, 0, 1],
  );
});

test("a node that left its network reports nothing until it has a collector again", (t) => {
  const { add, clock, reporter, sent, store } = reached();
  add(0x10);
  clock.advance(200);
  t.is(sent.length, 1);
  reporter.reset();
  t.is(reporter.collectors, undefined);
  t.false(store.keys().includes("fast.to"));
  add(0x11);
  reporter.acknowledged(1);
  clock.advance(60_000);
  t.is(sent.length, 1);
  reporter.setCollectors({ collector, parent });
  clock.advance(200);
  t.deepEqual(sent[1], { time: 60_400, number: 0, nodes: [], dst: collector, ttl: 0 });
});
