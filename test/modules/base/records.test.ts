import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { crc16 } from "../../../modules/base/records.js";
import { testRecords } from "../../support/records.js";
import { TestRandom } from "../../support/test-random.js";

test("CRC-16/IBM-3740 of its check value", (t) => {
  const digits = Uint8Array.from("123456789", (digit) => digit.charCodeAt(0));
  t.is(crc16(digits, 0, 9), 0x29b1);
});

test("a record comes back as it was written", (t) => {
  const { records } = testRecords();
  for (const hex of ["", "00", "0123456789abcdef"]) {
    t.true(records.write("a", fromHex(hex)));
    t.is(toHex(records.read("a")!), hex);
  }
  t.is(records.read("b"), undefined);
  t.true(records.delete("a"));
  t.is(records.read("a"), undefined);
  t.is(records.writes, 4);
});

test("every damaged record is noticed, reported and set aside", (t) => {
  const random = new TestRandom(1);
  for (let round = 0; round < 200; round++) {
    const { records, store, events } = testRecords();
    records.write("key", fromHex("00112233445566778899"));
    const stored = store.records.get("key")!;
    const damaged = round % 2 === 0 ? stored.slice(0, round % (stored.length - 1)) : stored.slice();
    if (round % 2 !== 0) damaged[random.next() % damaged.length]! ^= 1 << (random.next() % 8);
    store.records.set("key", damaged);
    t.is(records.read("key"), undefined);
    t.like(events.at(-1), { type: "store.corrupt", key: "key" });
    t.false(store.records.has("key"));
    t.is(toHex(store.records.get("bad.key")!), toHex(damaged));
  }
});

test("a medium that fails is reported, and the old record stays", (t) => {
  const { records, store, events } = testRecords();
  records.write("key", fromHex("01"));
  store.failing = true;
  t.false(records.write("key", fromHex("02")));
  t.false(records.delete("key"));
  t.like(events.at(-1), { type: "store.failure", key: "key", message: "the medium fails" });
  t.is(toHex(records.read("key")!), "01");
});

test("a record that is written badly is written once more, and told when that is bad too", (t) => {
  const { records, store } = testRecords();
  const content = fromHex("0123456789abcdef");
  store.tornAt = store.changes;
  t.true(records.writeChecked("a", content));
  t.deepEqual(records.read("a"), content);
  t.is(store.changes, 2);
  store.write = (key, value) => store.records.set(key, value.slice(1));
  t.false(records.writeChecked("a", content));
  t.is(records.read("a"), undefined);
});

test("a record that is checked is written once where all is well, and fails with the store", (t) => {
  const { records, store } = testRecords();
  t.true(records.writeChecked("a", fromHex("01")));
  t.is(store.changes, 1);
  store.failing = true;
  t.false(records.writeChecked("a", fromHex("02")));
  t.deepEqual(records.read("a"), fromHex("01"));
});
