// How many records go at once.
import test from "ava";
import {
  begun,
  collector,
  duration,
  each,
  inVain,
  lacks,
  over,
  overParent,
  reached,
  reachedOver,
  type ReporterRig,
  straight,
  timing,
  ways,
} from "../../../support/reporter-rig.js";

/** Adds as many as fill several reports. */
function many(rig: ReporterRig): void {
  for (let address = 0x10; address < 0x20; address++) rig.add(address);
}

test("a report that was not delivered straight: the next way at once, with half as many records", (t) => {
  const rig = reached();
  rig.air.failed = new Error("not all segments were acknowledged");
  many(rig);
  rig.clock.advance(duration + timing.queryDelay - 1);
  t.is(rig.sent.length, 1);
  t.is(rig.reporter.collectorForChildren(0x0009), collector);
  rig.air.answers = over(overParent);
  rig.clock.advance(1 + duration);
  t.deepEqual(rig.sent, [
    { ...straight, time: 0, number: 1, nodes: [0x10, 0x11, 0x12] },
    { ...overParent, time: 90, number: 1, nodes: [] },
    { ...overParent, time: 100, number: 2, nodes: [0x10] },
  ]);
  t.is(rig.reporter.collectorForChildren(0x0009), 0x0009);
});

test("half as many records after a report that was not delivered, down to one", (t) => {
  const rig = reachedOver(overParent);
  rig.air.failed = new Error("not all segments were acknowledged");
  rig.air.answers = over(overParent);
  many(rig);
  inVain(rig, 4);
  // Each of the next ones after a question.
  t.deepEqual(ways(rig.sent), each(7, [overParent]));
  t.deepEqual(rig.nodes(), [[0x10, 0x11, 0x12], [0x10], [0x10], [0x10]]);
});

test("twice as many after one that arrived, up to the most", (t) => {
  const rig = reachedOver(overParent);
  rig.air.failed = new Error("not all segments were acknowledged");
  rig.air.answers = over(overParent);
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
