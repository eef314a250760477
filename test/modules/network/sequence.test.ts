import test from "ava";
import { Sequence, SequenceError } from "../../../modules/network/sequence.js";
import { Records } from "../../../modules/base/records.js";
import { agedIvState } from "../../support/network-layer.js";
import { TestRandom } from "../../support/test-random.js";
import { testRecords, TestStore } from "../../support/records.js";

const start = agedIvState(7);

test("numbers follow each other, one write a block", (t) => {
  const { records } = testRecords();
  const sequence = Sequence.create(records, start, 8);
  const before = records.writes;
  for (let i = 0; i < 24; i++) t.is(sequence.next(), i);
  t.is(records.writes - before, 3);
  t.is(sequence.ivIndex, 7);
});

test("no number is given out twice, whenever the power is cut", (t) => {
  const random = new TestRandom(3);
  let store = new TestStore();
  const { diagnostics } = testRecords();
  Sequence.create(new Records({ store, diagnostics }), start, 4);
  const used = new Set<number>();
  for (let life = 0; life < 50; life++) {
    store.cutAt = random.next() % 4;
    const sequence = Sequence.load(new Records({ store, diagnostics }), 4)!;
    // After the cut the device is dead: what it would do with a number does not count.
    for (let i = random.next() % 12; i > 0; i--) {
      const seq = sequence.next();
      if (store.changes > store.cutAt) break;
      t.false(used.has(seq), `number ${seq} in life ${life}`);
      used.add(seq);
    }
    store = store.copy();
  }
  t.true(used.size > 50);
});

test("a store that fails gives no numbers, and gives them again when it works", (t) => {
  const { records, store } = testRecords();
  const sequence = Sequence.create(records, start, 2);
  sequence.next();
  sequence.next();
  store.failing = true;
  t.throws(() => sequence.next(), { instanceOf: SequenceError, message: /store fails/ });
  store.failing = false;
  t.is(sequence.next(), 2);
});

test("the last number of an IV Index is the last", (t) => {
  const { records } = testRecords();
  Sequence.create(records, start, 1);
  const record = records.read("iv")!;
  record.set([0x00, 0xff, 0xff, 0xff], 9);
  records.write("iv", record);
  const sequence = Sequence.load(records, 64)!;
  t.true(sequence.low);
  t.is(sequence.next(), 0xffffff);
  t.throws(() => sequence.next(), { instanceOf: SequenceError, message: /used up/ });
});

test("an IV Update starts the numbers again when it ends, not when it begins", (t) => {
  const { records } = testRecords();
  const sequence = Sequence.create(records, start, 16);
  for (let i = 0; i < 5; i++) sequence.next();
  t.true(sequence.update({ type: "start" }));
  t.is(sequence.ivIndex, 7);
  t.is(sequence.next(), 5);
  const over = { type: "beacon", ivIndex: 8, inProgress: false } as const;
  sequence.testMode = true;
  t.true(sequence.wouldReset(over));
  t.true(sequence.update(over));
  t.is(sequence.ivIndex, 8);
  t.is(sequence.next(), 0);
  const again = Sequence.load(records, 16)!;
  t.like(again.state, { ivIndex: 8, inProgress: false });
  t.is(again.current, 16);
});

test("a state that cannot be stored is not entered", (t) => {
  const { records, store } = testRecords();
  const sequence = Sequence.create(records, start, 16);
  store.failing = true;
  t.false(sequence.update({ type: "start" }));
  t.false(sequence.state.inProgress);
});

test("a damaged record is no record", (t) => {
  const { records } = testRecords();
  t.is(Sequence.load(records, 16), undefined);
  records.write("iv", new Uint8Array(4));
  t.is(Sequence.load(records, 16), undefined);
});

test("numbers that are reserved stay reserved when the state is stored between them", (t) => {
  const { records } = testRecords();
  const sequence = Sequence.create(records, start, 8);
  for (let i = 0; i < 3; i++) sequence.next();
  for (const event of [{ type: "time", minutes: 60 }, { type: "start" }] as const) {
    sequence.update(event);
    const used = sequence.next();
    t.true(Sequence.load(records, 8)!.next() > used, event.type);
  }
});

test("the record of earlier versions, with hours, is loaded, and goes on", (t) => {
  const { records } = testRecords();
  records.write("iv", Uint8Array.of(0, 0, 0, 9, 1, 0, 50, 0, 192, 0, 0, 2, 0));
  const sequence = Sequence.load(records, 16, 0x0100)!;
  t.deepEqual(sequence.state, {
    ivIndex: 9,
    inProgress: true,
    minutes: 50 * 60,
    sinceRecovery: 192 * 60,
  });
  t.is(sequence.next(), 0x200);
  t.is(Sequence.load(records, 16, 0x0100)!.current, 0x210);
});

test("the numbers belong to an address: another one begins at 0, and the first goes on", (t) => {
  const { records } = testRecords();
  const first = Sequence.create(records, start, 16, 0x0100);
  for (let i = 0; i < 20; i++) first.next();
  const second = Sequence.load(records, 16, 0x0300)!;
  t.is(second.current, 0);
  t.like(second.state, { ivIndex: 7 });
  // Nothing is stored yet: the identity may still be the old one.
  t.is(Sequence.load(records, 16, 0x0100)!.current, 32);
  t.is(second.next(), 0);
  t.is(Sequence.load(records, 16, 0x0300)!.current, 16);
});

test("a record that does not say whose the numbers are is made to, before the address changes", (t) => {
  const { records } = testRecords();
  records.write("iv", Uint8Array.of(0, 0, 0, 9, 0, 0, 0, 0, 192, 0, 0, 2, 0));
  t.true(Sequence.claim(records, 16, 0x0100));
  t.is(Sequence.load(records, 16, 0x0300)!.current, 0);
  t.is(Sequence.load(records, 16, 0x0100)!.current, 0x200);
  t.true(Sequence.claim(records, 16, 0x0300));
  t.is(Sequence.load(records, 16, 0x0100)!.current, 0x200);
});
