import test from "ava";
import { ReplayList } from "../../../modules/network/replay-list.js";
import { testRecords } from "../../support/records.js";

const table: readonly (readonly [string, number, number, number, "new" | "replay" | "full"])[] = [
  ["a higher number", 0x10, 5, 101, "new"],
  ["the same number", 0x10, 5, 100, "replay"],
  ["a lower number", 0x10, 5, 99, "replay"],
  ["a higher IV Index", 0x10, 6, 0, "new"],
  ["an older IV Index", 0x10, 4, 200, "replay"],
  ["another source while there is room", 0x11, 5, 1, "new"],
];

for (const [name, src, ivIndex, seq, answer] of table)
  test(`replay protection: ${name}`, (t) => {
    const { records } = testRecords();
    const list = new ReplayList({ records, capacity: 2 });
    list.store(0x10, 5, 100);
    t.is(list.check(src, ivIndex, seq), answer);
  });

test("a full list takes no new source, and goes on with the old ones", (t) => {
  const { records } = testRecords();
  const list = new ReplayList({ records, capacity: 2 });
  list.store(1, 0, 1);
  list.store(2, 0, 1);
  t.is(list.check(3, 0, 1), "full");
  list.store(3, 0, 1);
  t.is(list.size, 2);
  t.is(list.check(2, 0, 2), "new");
});

test("the list is there again after a restart, to the last message", (t) => {
  const { records } = testRecords();
  const list = new ReplayList({ records, capacity: 8 });
  for (let seq = 1; seq <= 20; seq++) list.store(0x7fff, 3, seq);
  list.store(1, 2, 0xffffff);
  const again = new ReplayList({ records, capacity: 8 });
  t.is(again.size, 2);
  t.is(again.check(0x7fff, 3, 20), "replay");
  t.is(again.check(0x7fff, 3, 21), "new");
  t.is(again.check(1, 2, 0xffffff), "replay");
});

test("sources that left are forgotten, also in the store", (t) => {
  const { records, store } = testRecords();
  const list = new ReplayList({ records, capacity: 8 });
  for (const src of [4, 5, 6, 7]) list.store(src, 0, 9);
  list.forget(5, 2);
  t.is(list.size, 2);
  t.is(list.check(5, 0, 1), "new");
  t.is(list.check(7, 0, 9), "replay");
  t.deepEqual(store.keys().sort(), ["r.0004", "r.0007"]);
});

test("a record of the wrong length is set aside", (t) => {
  const { records, store, events } = testRecords();
  records.write("r.0001", new Uint8Array(3));
  t.is(new ReplayList({ records, capacity: 8 }).size, 0);
  t.true(store.records.has("bad.r.0001"));
  t.like(events.at(-1), { type: "store.corrupt", key: "r.0001" });
});

for (const capacity of [0, -1, 1.5, 0x8000])
  test(`a capacity of ${capacity} is refused`, (t) => {
    const { records } = testRecords();
    t.throws(() => new ReplayList({ records, capacity }), { message: /capacity/ });
  });
