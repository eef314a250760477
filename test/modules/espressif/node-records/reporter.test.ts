import test from "ava";
import type { SendOptions } from "../../../../modules/access/model.js";
import type { NodeRecord } from "../../../../modules/espressif/node-records/messages.js";
import {
  type BookEntry,
  RecordBook,
  Stage,
} from "../../../../modules/espressif/node-records/record-book.js";
import {
  Reporter,
  type ReportTiming,
} from "../../../../modules/espressif/node-records/reporter.js";
import type { NodeRecordServer } from "../../../../modules/espressif/node-records/server.js";
import { crypto } from "../../../support/crypto.js";
import { testRecords, TestStore } from "../../../support/records.js";
import { TestClock } from "../../../support/test-clock.js";

const collector = 0x0001;
const parent = 0x0005;
const timing: ReportTiming = { enough: 4, quiet: 200, ask: 80, asks: 2, most: 3 };
/** Milliseconds until a message is delivered. */
const duration = 10;

interface Sent {
  readonly time: number;
  readonly number: number;
  /** Addresses of the records; none: it asks for the acknowledgement. */
  readonly nodes: readonly number[];
  readonly dst: number;
  /** 0: no further than its hop; undefined: over relays. */
  readonly ttl: number | undefined;
}

function make(store = new TestStore(), clock = new TestClock()) {
  const { records } = testRecords(store);
  const book = new RecordBook({ crypto, records });
  const sent: Sent[] = [];
  const air = {
    busy: false,
    error: undefined as Error | undefined,
    failed: undefined as Error | undefined,
  };
  const server = {
    report(number: number, nodes: readonly NodeRecord[], { dst, onEnd, ttl }: SendOptions) {
      if (air.error) throw air.error;
      const { failed } = air;
      sent.push({
        time: clock.now(),
        number,
        nodes: nodes.map(({ address }) => address),
        dst,
        ttl,
      });
      clock.schedule(() => onEnd?.(failed), duration);
    },
  } as unknown as NodeRecordServer;
  const busy = () => air.busy;
  const reporter = new Reporter({ clock, book, server, timing, records, busy });
  const add = (address: number, changes: Partial<BookEntry> = {}) => {
    book.put({
      address,
      elements: 1,
      uuid: new Uint8Array(16).fill(address),
      deviceKey: new Uint8Array(16).fill(address),
      stage: Stage.configured,
      own: true,
      ...changes,
    });
    reporter.changed();
  };
  /** Acknowledges what was sent last. */
  const acknowledge = () => reporter.acknowledged(sent[sent.length - 1]!.number);
  const nodes = () => sent.map((report) => report.nodes);
  return { acknowledge, add, air, book, clock, nodes, reporter, sent, store };
}

function begun() {
  const rig = make();
  rig.reporter.setCollectors({ collector, parent });
  return rig;
}

test("nothing is sent before it is known to whom, then all that was there", (t) => {
  const { add, clock, reporter, sent } = make();
  add(0x10);
  add(0x11);
  clock.advance(60_000);
  t.is(sent.length, 0);
  t.is(reporter.pending, 2);
  reporter.setCollectors({ collector, parent });
  clock.advance(200);
  t.deepEqual(sent, [{ time: 60_200, number: 1, nodes: [0x10, 0x11], dst: collector, ttl: 0 }]);
});

test("a few wait until no other came for a while", (t) => {
  const { add, clock, sent } = begun();
  add(0x10);
  clock.advance(150);
  add(0x11);
  clock.advance(199);
  t.is(sent.length, 0);
  clock.advance(1);
  t.deepEqual(sent, [{ time: 350, number: 1, nodes: [0x10, 0x11], dst: collector, ttl: 0 }]);
});

test("enough of them go at once, as many as one message carries", (t) => {
  const { acknowledge, add, clock, nodes, reporter, sent } = begun();
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
  add(0x10, { stage: Stage.expected });
  add(0x11, { stage: Stage.provisioned });
  add(0x12, { stage: Stage.reported });
  clock.advance(10_000);
  t.is(sent.length, 0);
  t.is(reporter.pending, 0);
  t.is(clock.pending, 0);
});

test("a busy air holds back leaves, not those who provision on", (t) => {
  const { acknowledge, add, air, clock, nodes } = begun();
  air.busy = true;
  add(0x10);
  add(0x11, { provisions: true });
  clock.advance(200);
  t.deepEqual(nodes(), [[0x11]]);
  acknowledge();
  clock.advance(5000);
  t.deepEqual(nodes(), [[0x11]], "the leaf waits");
  air.busy = false;
  clock.advance(200);
  t.deepEqual(nodes(), [[0x11], [0x10]]);
});

test("enough of them go through a busy air", (t) => {
  const { add, air, clock, nodes } = begun();
  air.busy = true;
  for (const address of [0x10, 0x11, 0x12, 0x13]) add(address);
  clock.advance(0);
  t.deepEqual(nodes(), [[0x10, 0x11, 0x12]]);
});

test("an acknowledged node of its own stays in the book, one of another's is forgotten", (t) => {
  const { acknowledge, add, book, clock, reporter } = begun();
  add(0x10);
  add(0x11, { own: false });
  clock.advance(200);
  acknowledge();
  t.deepEqual(
    book.entries.map(({ address, stage }) => [address, stage]),
    [[0x10, Stage.reported]],
  );
  t.is(reporter.pending, 0);
  clock.advance(60_000);
  t.is(clock.pending, 0);
});

test("a lost acknowledgement is asked for, then the report is sent again under another number", (t) => {
  const { acknowledge, add, clock, reporter, sent } = begun();
  add(0x10);
  clock.advance(200);
  clock.advance(3 * (duration + timing.ask));
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
  const { add, clock, reporter, sent } = begun();
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

test("a report that was not delivered is sent again without asking", (t) => {
  const { add, air, clock, sent } = begun();
  air.failed = new Error("not all segments were acknowledged");
  add(0x10);
  clock.advance(200 + duration + timing.ask);
  t.deepEqual(
    sent.map(({ number, nodes }) => [number, nodes.length]),
    [
      [1, 1],
      [2, 1],
    ],
  );
});

test("what could not even be sent is not asked for, but sent later", (t) => {
  const { add, air, clock, sent } = begun();
  air.error = new Error("no room");
  add(0x10);
  clock.advance(1000);
  air.error = undefined;
  clock.advance(timing.ask);
  t.is(sent.length, 1);
  t.deepEqual(sent[0]!.nodes, [0x10]);
});

test("records that come while a report is under way wait for its end", (t) => {
  const { acknowledge, add, clock, nodes } = begun();
  add(0x10);
  clock.advance(205);
  for (const address of [0x11, 0x12, 0x13, 0x14]) add(address);
  clock.advance(50);
  t.deepEqual(nodes(), [[0x10]]);
  acknowledge();
  clock.advance(0);
  t.deepEqual(nodes(), [[0x10], [0x11, 0x12, 0x13]]);
});

/** Lets as many reports go without an answer. */
function inVain({ clock, sent }: ReturnType<typeof make>, reports: number): void {
  const until = sent.filter(({ nodes }) => nodes.length > 0).length + reports;
  clock.advance(60_000, () => sent.filter(({ nodes }) => nodes.length > 0).length > until);
}

test("a collector that never answered is out of reach after two reports: the parent passes them on", (t) => {
  const rig = begun();
  rig.add(0x10);
  inVain(rig, 3);
  const reports = rig.sent.filter(({ nodes }) => nodes.length > 0);
  t.deepEqual(
    reports.map(({ dst }) => dst),
    [collector, collector, parent, parent],
  );
  t.is(rig.reporter.collectorOfChildren(0x0009), 0x0009, "its children report to it");
  rig.acknowledge();
  rig.add(0x11);
  rig.clock.advance(300);
  t.is(rig.sent[rig.sent.length - 1]!.dst, parent);
});

test("after six in vain every other report goes to the collector over relays", (t) => {
  const rig = begun();
  rig.add(0x10);
  inVain(rig, 9);
  const reports = rig.sent.filter(({ nodes }) => nodes.length > 0).slice(0, 10);
  const near = { dst: parent, ttl: 0 };
  const far = { dst: collector, ttl: undefined };
  t.deepEqual(
    reports.slice(5).map(({ dst, ttl }) => ({ dst, ttl })),
    [near, far, near, far, near],
  );
  // It is asked for the acknowledgement in the same way.
  const asked = rig.sent.filter(({ nodes, number }) => nodes.length === 0 && number === 7);
  t.is(asked.length, 2);
  for (const { dst, ttl } of asked) t.deepEqual({ dst, ttl }, far);
  rig.acknowledge();
  rig.add(0x11);
  rig.clock.advance(300);
  t.like(rig.sent[rig.sent.length - 1]!, near);
});

test("a collector that answered once is in reach, however long it is silent", (t) => {
  const rig = begun();
  rig.add(0x10);
  rig.clock.advance(200);
  rig.acknowledge();
  rig.add(0x11);
  inVain(rig, 9);
  t.true(rig.sent.every(({ dst }) => dst === collector));
  t.is(rig.reporter.collectorOfChildren(0x0009), collector);
});

test("a parent that collects itself is never gone round", (t) => {
  const rig = make();
  rig.reporter.setCollectors({ collector: parent, parent });
  rig.add(0x10);
  inVain(rig, 5);
  t.true(rig.sent.every(({ dst }) => dst === parent));
  t.is(rig.reporter.collectorOfChildren(0x0009), parent);
});

test("while nobody collects, children are sent to nobody else", (t) => {
  const { reporter } = make();
  t.is(reporter.collectorOfChildren(0x0009), 0x0009);
  t.is(reporter.collectors, undefined);
});

test("a new collector gets a chance of its own, and the report that was under way", (t) => {
  const rig = begun();
  rig.add(0x10);
  inVain(rig, 3);
  rig.reporter.setCollectors({ collector: 0x0002, parent });
  const from = rig.sent.length;
  rig.clock.advance(200);
  t.like(rig.sent[from]!, { dst: 0x0002, nodes: [0x10] });
  t.is(rig.reporter.collectorOfChildren(0x0009), 0x0002);
});

test("the same collectors again change nothing: the answer to them was lost", (t) => {
  const rig = begun();
  rig.add(0x10);
  inVain(rig, 3);
  rig.reporter.setCollectors({ collector, parent });
  t.is(rig.reporter.collectorOfChildren(0x0009), 0x0009);
});

test("nodes of which the address alone was told are reported when somebody collects records", (t) => {
  const { add, clock, nodes, reporter } = make();
  add(0x10, { stage: Stage.announced });
  add(0x11, { stage: Stage.reported });
  reporter.setCollectors({ collector, parent });
  clock.advance(200);
  t.deepEqual(nodes(), [[0x10]]);
});

test("after a restart it reports to whom it did, what was not acknowledged", (t) => {
  const first = begun();
  first.add(0x10);
  first.clock.advance(200);
  first.acknowledge();
  first.add(0x11);
  first.clock.advance(200);
  first.reporter.close();
  const { clock, reporter, sent } = make(first.store.copy());
  t.deepEqual(reporter.collectors, { collector, parent });
  clock.advance(200);
  t.deepEqual(sent, [{ time: 200, number: 1, nodes: [0x11], dst: collector, ttl: 0 }]);
});

test("a record of its collectors that makes no sense is none", (t) => {
  for (const length of [0, 3, 5]) {
    const { records, store } = testRecords();
    records.write("fast.to", new Uint8Array(length));
    t.is(make(store).reporter.collectors, undefined);
  }
});

test("nothing is sent after close", (t) => {
  for (const before of [0, 205, 300]) {
    const { add, clock, reporter, sent } = begun();
    add(0x10);
    clock.advance(before);
    reporter.close();
    const count = sent.length;
    add(0x11);
    clock.advance(60_000);
    t.is(sent.length, count);
    t.is(clock.pending, 0);
  }
});

test("numbers of reports begin again after 255", (t) => {
  const { acknowledge, add, clock, sent } = begun();
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
