import test from "ava";
import { KnownAddresses } from "../../../../../modules/espressif/fast-provisioning/addresses/known-addresses.js";
import { testRecords, TestStore } from "../../../../support/records.js";

const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

function open(store = new TestStore()) {
  const base = testRecords(store);
  return { ...base, known: new KnownAddresses(base) };
}

test("addresses are kept in the order in which they came, each once", (t) => {
  const { known, store } = open();
  t.true(known.add([9, 7]));
  t.true(known.add([7, 8, 8, 9]));
  t.true(known.add([]));
  t.deepEqual(known.list, [9, 7, 8]);
  t.deepEqual(open(store).known.list, [9, 7, 8]);
});

test("what is known already is not written again", (t) => {
  const { known, store } = open();
  known.add([9, 7]);
  const { changes } = store;
  t.true(known.add([7, 9]));
  t.is(store.changes, changes);
});

test("many addresses fill record after record, and each adding writes the last ones alone", (t) => {
  const { known, store } = open();
  for (let i = 0; i < 200; i++) t.true(known.add([0x0100 + i]));
  t.is(store.changes, 200);
  t.deepEqual(store.keys().sort(), ["fast.a.000", "fast.a.001", "fast.a.002", "fast.a.003"]);
  t.deepEqual(open(store).known.list, from(0x0100, 200));
  t.true(known.add(from(0x0200, 1000)));
  t.deepEqual(open(store).known.list, [...from(0x0100, 200), ...from(0x0200, 1000)]);
});

test("what the store does not take is not known", (t) => {
  const { known, store } = open();
  known.add([9]);
  store.failing = true;
  t.false(known.add([10]));
  t.deepEqual(known.list, [9]);
  t.true(known.add([9]));
  store.failing = false;
  t.true(known.add([10]));
  t.deepEqual(open(store).known.list, [9, 10]);
});

test("whenever the power is cut, what was acknowledged is there", (t) => {
  for (let cutAt = 0; cutAt < 7; cutAt++) {
    const { known, store } = open();
    store.cutAt = cutAt;
    const acknowledged: number[] = [];
    for (let i = 0; i < 5 && store.changes <= cutAt; i++) {
      const addresses = from(0x0100 + 50 * i, 50);
      // After the power cut nothing is acknowledged.
      if (known.add(addresses) && store.changes <= cutAt) acknowledged.push(...addresses);
    }
    const { list } = open(store.copy()).known;
    t.deepEqual(list.slice(0, acknowledged.length), acknowledged, `cut at ${cutAt}`);
  }
});

test("clear forgets all, after a restart as well", (t) => {
  const { known, store } = open();
  known.add(from(0x0100, 100));
  known.clear();
  t.deepEqual(known.list, []);
  t.deepEqual(store.keys(), []);
  known.add([5]);
  t.deepEqual(open(store).known.list, [5]);
});

test("a damaged record is set aside; the addresses of the others outlive what is added later", (t) => {
  for (const damaged of ["fast.a.000", "fast.a.001", "fast.a.002"]) {
    const { known, store } = open();
    known.add(from(0x0100, 150));
    store.records.get(damaged)![3]! ^= 1;
    const { events, known: again } = open(store);
    t.deepEqual(
      events.map((event) => (event.type === "store.corrupt" ? event.key : event.type)),
      [damaged],
    );
    const left = again.list;
    t.is(left.length, damaged === "fast.a.002" ? 128 : 86);
    let expected = [...left];
    for (let i = 0; i < 3; i++) {
      const more = from(0x0200 + 40 * i, 40);
      t.true(again.add(more));
      expected = [...expected, ...more];
      t.deepEqual([...open(store.copy()).known.list].sort(), [...expected].sort(), damaged);
    }
  }
});

test("a record of half an address is set aside", (t) => {
  const { events, records, store } = open();
  records.write("fast.a.000", Uint8Array.of(0, 5, 0));
  t.deepEqual(new KnownAddresses({ records }).list, []);
  t.deepEqual(
    events.map(({ type }) => type),
    ["store.corrupt"],
  );
  t.deepEqual(store.keys(), ["bad.fast.a.000"]);
});

test("addresses of records that overlap outlive what is added later", (t) => {
  const { records, store } = open();
  const record = (addresses: readonly number[]) =>
    Uint8Array.from(addresses.flatMap((address) => [address >> 8, address & 0xff]));
  records.write("fast.a.000", record([5, 5, ...from(0x0100, 62)]));
  records.write("fast.a.001", record([0x0200, 0x0201]));
  const { known } = open(store);
  t.true(known.add([0x0300]));
  t.deepEqual(open(store).known.list, [5, ...from(0x0100, 62), 0x0200, 0x0201, 0x0300]);
});

test("there is an end to what it keeps", (t) => {
  const { known, store } = open();
  t.true(known.add(from(0x0001, 2047)));
  t.false(known.add([0x7000, 0x7001]));
  t.is(known.list.length, 2047);
  t.true(known.add([0x7000]));
  t.false(known.add([0x7001]));
  t.true(known.add([0x7000]));
  t.is(open(store).known.list.length, 2048);
});
