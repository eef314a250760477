import test from "ava";
import { testRecords } from "../../support/records.js";
import { message, replayList, segmentedMessage } from "../../support/replay.js";

const full = "network.replay-list-full";
const replay = "network.replay";

const table: readonly (readonly [string, number, number, number, boolean])[] = [
  ["a higher number", 0x10, 5, 101, true],
  ["the same number", 0x10, 5, 100, false],
  ["a lower number", 0x10, 5, 99, false],
  ["a higher IV Index", 0x10, 6, 0, true],
  ["an older IV Index", 0x10, 4, 200, false],
  ["another source", 0x11, 5, 1, true],
];

for (const [name, src, ivIndex, seq, isNew] of table)
  test(`replay protection: ${name}`, (t) => {
    const { list } = replayList(2);
    t.is(list.admit(message(0x10, 5, 100), false), undefined);
    t.is(list.isNew(src, ivIndex, seq), isNew);
    t.is(list.admit(message(src, ivIndex, seq), false), isNew ? undefined : replay);
  });

type Delivered = ReturnType<typeof message>;
const one = (seq: number) => message(1, 5, seq);
const long = (first: number, seq: number) => segmentedMessage(1, 5, first, seq);
const short = (first: number, seq: number) => segmentedMessage(1, 5, first, seq, 15);

type Kind = "new" | "last" | "old";
const segmentedTable: readonly (readonly [string, readonly Delivered[], number, Kind])[] = [
  ["of a source that was never heard", [], 10, "new"],
  ["after a message without segments", [one(50)], 40, "new"],
  ["the last one again", [long(40, 43)], 40, "last"],
  ["one before the last", [long(40, 43)], 39, "old"],
  ["one that began among the segments of the last", [long(40, 43)], 41, "new"],
  [
    "of two side by side, the later that was through first",
    [long(44, 47), long(40, 49)],
    44,
    "last",
  ],
  ["of two side by side, the earlier", [long(44, 47), long(40, 49)], 40, "old"],
  ["under the next IV Index", [message(1, 6, 1)], 0, "old"],
];

for (const [name, delivered, firstSeq, kind] of segmentedTable)
  test(`a segmented message, by its SeqAuth: ${name}`, (t) => {
    const { list } = replayList(2);
    for (const each of delivered) t.is(list.admit(each, false), undefined);
    t.is(list.segmented(1, 5, firstSeq), kind);
  });

const nonceTable: readonly (readonly [string, readonly Delivered[], Delivered, boolean])[] = [
  ["again", [one(50)], short(50, 51), false],
  ["again, after others", [one(50), one(51), one(60)], short(50, 61), false],
  ["between two of them", [one(50), one(52)], short(51, 53), true],
  ["after all of them", [one(50)], short(51, 52), true],
  ["so long ago that it is not known", [one(50), one(90)], short(57, 91), false],
  ["too long for one PDU", [one(50)], segmentedMessage(1, 5, 50, 51, 16), true],
];

for (const [name, delivered, last, handled] of nonceTable)
  test(`the octets of a message without segments, in segments: ${name}`, (t) => {
    const { list } = replayList(2);
    for (const each of delivered) t.is(list.admit(each, false), undefined);
    t.is(list.admit(last, false), handled ? undefined : replay);
  });

test("a full list takes no new source, and goes on with the old ones", (t) => {
  const { list } = replayList(2);
  t.is(list.admit(message(1, 5, 1), false), undefined);
  t.is(list.admit(message(2, 5, 1), false), undefined);
  t.is(list.admit(message(3, 5, 1), false), full);
  t.is(list.size, 2);
  t.true(list.isNew(3, 5, 1));
  t.is(list.admit(message(2, 5, 2), false), undefined);
});

test("the last places are kept for who configures the node, and for sources that were named", (t) => {
  const { events, list } = replayList(16);
  list.keep([0x0700, 0x0701]);
  for (let src = 1; src <= 12; src++) t.is(list.admit(message(src, 5, 1), false), undefined);
  t.is(list.admit(message(13, 5, 1), false), full);
  t.is(list.admit(message(0x0700, 5, 1), false), undefined);
  t.is(list.admit(message(13, 5, 1), false), full);
  t.is(list.admit(message(0x0600, 5, 1), true), undefined);
  t.is(list.admit(message(0x0601, 5, 1), true), undefined);
  t.is(list.admit(message(0x0701, 5, 1), false), undefined);
  t.is(list.size, 16);
  t.is(list.admit(message(0x0602, 5, 1), true), full);
  // It was said when few were left, once.
  t.deepEqual(events, [{ type: "replay-list.few-places", left: 2 }]);
});

test("places that are kept are kept after a restart, and those that were taken count", (t) => {
  const first = replayList(8);
  t.is(first.list.admit(message(0x0600, 5, 1), true), undefined);
  for (let src = 1; src <= 6; src++)
    t.is(first.list.admit(message(src, 5, 1), false), undefined, `${src}`);
  t.is(first.list.admit(message(7, 5, 1), false), full);
  const { list } = replayList(8, testRecords(first.store.copy()));
  t.is(list.admit(message(7, 5, 1), false), full);
  t.is(list.admit(message(0x0601, 5, 1), true), undefined);
});

test("entries of an IV Index that can be received stay; the others make room when it is needed", (t) => {
  const { iv, list, store } = replayList(4);
  for (let src = 1; src <= 3; src++) t.is(list.admit(message(src, 5, src), false), undefined);
  iv.index = 6;
  t.is(list.admit(message(4, 6, 1), false), full);
  t.false(list.isNew(3, 5, 3));
  t.is(list.admit(message(3, 6, 1), false), undefined);
  iv.index = 7;
  t.is(list.admit(message(4, 7, 1), false), undefined);
  t.is(list.size, 2);
  t.false(list.isNew(3, 6, 1));
  t.deepEqual(store.keys().sort(), ["r.0003", "r.0003b", "r.0004"]);
});

test("at the start, entries of an IV Index that cannot be received are gone", (t) => {
  const first = replayList(4);
  t.is(first.list.admit(message(1, 5, 1), false), undefined);
  t.is(first.list.admit(message(2, 6, 1), false), undefined);
  const { list, store } = replayList(4, testRecords(first.store.copy()), { index: 7 });
  t.is(list.size, 1);
  t.deepEqual(store.keys(), ["r.0002"]);
});

test("the list is there again after a restart, to the last message", (t) => {
  const { list, store } = replayList(8);
  for (let seq = 1; seq <= 20; seq++) t.is(list.admit(message(0x7fff, 5, seq), false), undefined);
  list.admit(message(1, 4, 0xffffff), false);
  const again = replayList(8, testRecords(store.copy())).list;
  t.is(again.size, 2);
  t.false(again.isNew(0x7fff, 5, 20));
  t.true(again.isNew(0x7fff, 5, 21));
  t.false(again.isNew(1, 4, 0xffffff));
  t.is(again.admit(message(0x7fff, 5, 21), false), undefined);
});

test("a message that began before a restart counts as handled: its segments may come again with new numbers", (t) => {
  const { list, store } = replayList(8);
  list.admit(segmentedMessage(1, 5, 40, 43), false);
  const again = replayList(8, testRecords(store.copy())).list;
  t.is(again.segmented(1, 5, 39), "old");
  t.is(again.segmented(1, 5, 40), "last");
  t.is(again.segmented(1, 5, 41), "new");
  t.is(again.admit(segmentedMessage(1, 5, 40, 50, 15), false), replay);
  t.is(again.admit(segmentedMessage(1, 5, 39, 51, 15), false), replay);
});

test("of a segmented message the number of its nonce is entered, not those that only the NetKey vouches for", (t) => {
  const { list, store } = replayList(8);
  t.is(list.admit(one(20), false), undefined);
  t.is(list.admit(long(40, 40 + 0x1fff), false), undefined);
  for (const each of [list, replayList(8, testRecords(store.copy())).list]) {
    t.true(each.isNew(1, 5, 41));
    t.false(each.isNew(1, 5, 40));
  }
  // Beside it one that began earlier: the highest stays.
  t.is(list.admit(long(30, 45), false), undefined);
  t.false(list.isNew(1, 5, 40));
  t.is(list.admit(one(41), false), undefined);
  t.is(list.admit(short(41, 60), false), replay);
});

test("more entries than there are places now are loaded all the same", (t) => {
  const { list, store } = replayList(8);
  for (let src = 1; src <= 6; src++) list.admit(message(src, 5, src), src === 6);
  const again = replayList(2, testRecords(store.copy())).list;
  for (let src = 1; src <= 6; src++) t.false(again.isNew(src, 5, src));
});

test("what a store of earlier versions holds protects as before", (t) => {
  const base = testRecords();
  base.records.write("r.0012", Uint8Array.of(0, 0, 0, 5, 0, 0, 1, 0));
  const { list, store } = replayList(4, base);
  t.false(list.isNew(0x12, 5, 0x100));
  t.is(list.segmented(0x12, 5, 0x100), "last");
  t.is(list.segmented(0x12, 5, 0xff), "old");
  t.is(list.admit(message(0x12, 5, 0x101), false), undefined);
  t.deepEqual(store.keys().sort(), ["r.0012", "r.0012b"]);
  t.false(replayList(4, testRecords(store.copy())).list.isNew(0x12, 5, 0x101));
});

for (const [name, damage] of [
  ["one bit", (record: Uint8Array) => record.map((octet, i) => (i === 6 ? octet ^ 4 : octet))],
  ["cut off", (record: Uint8Array) => record.slice(0, 5)],
  ["empty", () => new Uint8Array(0)],
] as const)
  for (const messages of [1, 2, 3])
    test(`no message comes twice where one record is damaged, ${name}, after ${messages} messages`, (t) => {
      const first = replayList(4);
      for (let seq = 1; seq <= messages; seq++) first.list.admit(message(1, 5, seq), false);
      for (const key of first.store.keys()) {
        const copy = first.store.copy();
        copy.records.set(key, damage(copy.records.get(key)!));
        // A start between makes no difference.
        replayList(4, testRecords(copy));
        const { list, store } = replayList(4, testRecords(copy.copy()));
        let handled = 0;
        for (let round = 0; round < 2; round++)
          for (let seq = 1; seq <= messages; seq++)
            if (list.isNew(1, 5, seq) && list.admit(message(1, 5, seq), false) === undefined)
              handled++;
        t.is(handled, 0, key);
        // And no source is blocked: at most one message is lost.
        list.admit(message(1, 5, 10), false);
        t.is(list.admit(message(1, 5, 11), false), undefined);
        t.false(replayList(4, testRecords(store.copy())).list.isNew(1, 5, 11));
      }
    });

test("a store that fails costs the record, not the message", (t) => {
  const { events, list, store } = replayList(4);
  list.admit(message(1, 5, 1), false);
  store.failing = true;
  t.is(list.admit(message(1, 5, 2), false), undefined);
  t.false(list.isNew(1, 5, 2));
  t.like(events.at(-1), { type: "store.failure", key: "r.0001b" });
  store.failing = false;
  t.is(list.admit(message(1, 5, 3), false), undefined);
  t.false(replayList(4, testRecords(store.copy())).list.isNew(1, 5, 3));
});

test("a record of the wrong length is set aside", (t) => {
  const base = testRecords();
  base.records.write("r.0001", new Uint8Array(3));
  replayList(8, base);
  t.true(base.store.records.has("bad.r.0001"));
  t.like(base.events.at(-1), { type: "store.corrupt", key: "r.0001" });
});

for (const capacity of [0, -1, 1.5, 0x8000])
  test(`a capacity of ${capacity} is refused`, (t) => {
    t.throws(() => replayList(capacity), { message: /capacity/ });
  });
