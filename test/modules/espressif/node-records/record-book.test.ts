import test from "ava";
import {
  type BookEntry,
  RecordBook,
  Stage,
} from "../../../../modules/espressif/node-records/record-book.js";
import { crypto } from "../../../support/crypto.js";
import { testRecords, TestStore } from "../../../support/records.js";
import { TestRandom } from "../../../support/test-random.js";

function open(store = new TestStore()) {
  const { events, records } = testRecords(store);
  return { book: new RecordBook({ crypto, records }), events, records, store };
}

function entry(address: number, changes: Partial<BookEntry> = {}): BookEntry {
  return {
    address,
    elements: 1,
    uuid: new Uint8Array(16).fill(address & 0xff),
    deviceKey: new Uint8Array(16).fill(0x80 | (address & 0x7f)),
    stage: Stage.expected,
    own: true,
    untold: false,
    rangeMin: 0,
    rangeMax: 0,
    ...changes,
  };
}

const stages = Object.values(Stage);

test("every stage, mark and number of elements is there again after a restart", (t) => {
  const { book, store } = open();
  const entries: BookEntry[] = [];
  let address = 0x0010;
  for (const stage of stages)
    for (const own of [true, false])
      for (const untold of [true, false])
        for (const [rangeMin, rangeMax] of [
          [0, 0],
          [1, 1],
          [0x0102, 0x7fff],
        ] as const) {
          const elements = 1 + (address % 255);
          entries.push(entry(address++, { stage, own, untold, rangeMin, rangeMax, elements }));
        }
  entries.push(entry(0x7fff, { elements: 255 }));
  for (const each of entries) t.true(book.put(each));
  for (const known of [book, open(store.copy()).book]) {
    t.is(known.entries.length, entries.length);
    t.deepEqual(known.entries, entries);
    for (const each of entries) t.deepEqual(known.get(each.address), each);
  }
});

test("marks that are not given are not set", (t) => {
  const { book, store } = open();
  const { untold, ...others } = entry(5);
  book.put(others);
  t.false(untold);
  t.deepEqual(open(store.copy()).book.get(5), entry(5));
});

test("a stage goes on, and only that of a node it has", (t) => {
  const { book, store } = open();
  book.put(entry(5, { own: false, untold: true, rangeMin: 0x0200, rangeMax: 0x02ff }));
  for (const stage of stages) {
    t.true(book.setStage(5, stage));
    t.deepEqual(
      open(store.copy()).book.get(5),
      entry(5, { stage, own: false, untold: true, rangeMin: 0x0200, rangeMax: 0x02ff }),
    );
  }
  t.false(book.setStage(6, Stage.configured));
  t.is(book.entries.length, 1);
});

test("nodes are found by their UUID", (t) => {
  const { book } = open();
  book.put(entry(5));
  book.put(entry(6));
  t.is(book.find(entry(6).uuid)!.address, 6);
  t.is(book.find(entry(7).uuid), undefined);
});

test("a device key is that of the node with an element at the address, and is made once", (t) => {
  const { book } = open();
  book.put(entry(0x10, { elements: 3 }));
  book.put(entry(0x13));
  for (const address of [0x10, 0x11, 0x12])
    t.deepEqual(book.deviceKey(address)!.key, entry(0x10).deviceKey);
  t.is(book.deviceKey(0x11), book.deviceKey(0x11));
  t.deepEqual(book.deviceKey(0x13)!.key, entry(0x13).deviceKey);
  for (const address of [0x0f, 0x14]) t.is(book.deviceKey(address), undefined);
});

test("the node among so many addresses is the first that has an element there", (t) => {
  const { book } = open();
  book.put(entry(0x20, { elements: 3 }));
  book.put(entry(0x10, { elements: 2 }));
  for (const [address, elements, found] of [
    [0x0f, 1, undefined],
    [0x0f, 2, 0x10],
    [0x11, 1, 0x10],
    [0x12, 14, undefined],
    [0x12, 15, 0x20],
    [0x22, 255, 0x20],
    [0x23, 255, undefined],
    [0x01, 255, 0x20],
  ] as const)
    t.is(book.within(address, elements)?.address, found, `${address}, ${elements}`);
});

test("a key that was given back is made again", (t) => {
  const { book } = open();
  book.put(entry(0x10));
  const key = book.deviceKey(0x10)!;
  book.releaseKey(0x10);
  t.not(book.deviceKey(0x10), key);
  t.deepEqual(book.deviceKey(0x10)!.key, entry(0x10).deviceKey);
  book.releaseKey(0x11);
});

test("a node that is forgotten leaves no key behind, of no element", (t) => {
  const { book, store } = open();
  book.put(entry(0x10, { elements: 2 }));
  for (const address of [0x10, 0x11]) t.not(book.deviceKey(address), undefined);
  book.remove(0x10);
  for (const address of [0x10, 0x11]) t.is(book.deviceKey(address), undefined);
  t.is(book.entries.length, 0);
  t.is(store.records.size, 0);
});

test("forgetting all of them leaves nothing in the store but what others keep there", (t) => {
  const { book, records, store } = open();
  records.write("fast.to", Uint8Array.of(1));
  for (const address of [5, 6, 7]) book.put(entry(address));
  book.clear();
  t.deepEqual(book.entries, []);
  t.deepEqual(store.keys(), ["fast.to"]);
});

test("a store that fails keeps nothing, and the book says what the store says", (t) => {
  const { book, store } = open();
  book.put(entry(5, { stage: Stage.provisioned }));
  store.failing = true;
  t.false(book.put(entry(6)));
  t.false(book.setStage(5, Stage.configured));
  t.is(book.get(6), undefined);
  t.is(book.get(5)!.stage, Stage.provisioned);
});

const damages: readonly (readonly [string, (record: Uint8Array) => Uint8Array])[] = [
  ["an octet short", (record) => record.slice(1)],
  ["an octet long", (record) => Uint8Array.of(...record, 0)],
  ["empty", () => new Uint8Array(0)],
  [
    "of a node without elements",
    (record) => {
      record[1] = 0;
      return record;
    },
  ],
  [
    "of a range that ends before it begins",
    (record) => {
      record.set([0x01, 0x00, 0x00, 0xff], 34);
      return record;
    },
  ],
  [
    "of a range without a beginning",
    (record) => {
      record.set([0x00, 0x00, 0x01, 0x00], 34);
      return record;
    },
  ],
  [
    "of a stage that there is none of",
    (record) => {
      record[0] = 5;
      return record;
    },
  ],
];

for (const [name, damage] of damages)
  test(`a record that is ${name} is set aside, the others count`, (t) => {
    const { book, records, store } = open();
    for (const address of [5, 6]) book.put(entry(address));
    records.write("fast.n.0005", damage(records.read("fast.n.0005")!));
    const again = open(store);
    t.deepEqual(again.book.entries, [entry(6)]);
    t.true(store.records.has("bad.fast.n.0005"));
    t.is(again.events.length, 1);
  });

test("octets that changed by themselves, and keys that are no address", (t) => {
  const { book, records, store } = open();
  book.put(entry(5));
  records.write("fast.n.zz", records.read("fast.n.0005")!);
  records.write("fast.n.0000", records.read("fast.n.0005")!);
  records.write("fast.n.8000", records.read("fast.n.0005")!);
  store.records.get("fast.n.0005")![9]! ^= 1;
  t.deepEqual(open(store).book.entries, []);
});

test("whenever the power is cut, each node is as it was or as it was to be", (t) => {
  /** What a book goes through, one write a step. */
  const script: readonly ((book: RecordBook) => void)[] = [
    (book) => book.put(entry(5)),
    (book) => book.put(entry(5, { stage: Stage.provisioned })),
    (book) => book.put(entry(6, { own: false, stage: Stage.configured })),
    (book) =>
      book.put(
        entry(5, { stage: Stage.configured, untold: true, rangeMin: 0x0200, rangeMax: 0x02ff }),
      ),
    (book) => book.remove(6),
    (book) => book.setStage(5, Stage.reported),
    (book) => book.put(entry(7)),
  ];
  const after = (steps: number) => {
    const { book } = open();
    for (const step of script.slice(0, steps)) step(book);
    return book.entries;
  };
  for (let cutAt = 0; cutAt <= script.length; cutAt++) {
    const { book, store } = open();
    store.cutAt = cutAt;
    for (const step of script) step(book);
    t.deepEqual(open(store.copy()).book.entries, after(cutAt), `cut at ${cutAt}`);
  }
});

test("random records are read or set aside, and never half", (t) => {
  const random = new TestRandom(4);
  for (let i = 0; i < 200; i++) {
    const { records, store } = open();
    const record = random.bytes(i % 2 === 0 ? 38 : random.below(40));
    records.write("fast.n.0123", record);
    const { book } = open(store);
    const known = book.get(0x0123);
    t.is(known === undefined, store.records.has("bad.fast.n.0123"));
    if (known) t.deepEqual(known.uuid, record.slice(2, 18));
  }
});

test("there is room for so many nodes of others, and as many of its own as come", (t) => {
  const { book } = open();
  t.true(book.hasRoom(2));
  for (const own of [0x0010, 0x0020, 0x0030]) book.put(entry(own));
  book.put(entry(0x0011, { own: false, stage: Stage.configured }));
  t.true(book.hasRoom(2));
  book.put(entry(0x0012, { own: false, stage: Stage.configured }));
  t.false(book.hasRoom(2));
  t.is(book.entries.length, 5);
  book.remove(0x0011);
  t.true(book.hasRoom(2));
});

test("of the nodes of others that were passed on the first one makes room, for good", (t) => {
  const { book, store } = open();
  book.put(entry(0x0010, { stage: Stage.reported }));
  book.put(entry(0x0011, { own: false, stage: Stage.configured }));
  for (const address of [0x0013, 0x0012])
    book.put(
      entry(address, { own: false, stage: Stage.reported, rangeMin: 0x0200, rangeMax: 0x02ff }),
    );
  t.true(book.hasRoom(4));
  t.true(book.hasRoom(3));
  for (const known of [book, open(store.copy()).book])
    t.deepEqual(
      known.entries.map(({ address }) => address).sort((a, b) => a - b),
      [0x0010, 0x0011, 0x0012],
    );
  t.is(book.deviceKey(0x0013), undefined);
});
