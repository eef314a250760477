import test from "ava";
import { NetworkDatabase, type NodeEntry } from "../../../modules/provisioner/database.js";
import { Provisioner } from "../../../modules/provisioner/provisioner.js";
import { type AddressRange, checkRanges } from "../../../modules/provisioner/unicast-addresses.js";
import { Records } from "../../../modules/base/records.js";
import { crypto } from "../../support/crypto.js";
import { Mesh } from "../../support/mesh.js";
import { testRecords, TestStore } from "../../support/records.js";
import { TestRandom } from "../../support/test-random.js";

function open(ranges: readonly AddressRange[], store = new TestStore(), own?: number) {
  const records = new Records({ store, diagnostics: testRecords().diagnostics });
  const database = new NetworkDatabase({ crypto, records, ranges });
  database.ownAddress = own;
  return database;
}

function entry(address: number, elements = 1): NodeEntry {
  const uuid = new Uint8Array(16).fill(address & 0xff);
  return { address, elements, netKeyIndex: 0, uuid, deviceKey: uuid };
}

const range = (min: number, max: number): AddressRange => ({ min, max });

// What is asked for: elements of a node, or [elements, wanted address].
const cases: readonly {
  readonly title: string;
  readonly ranges: readonly AddressRange[];
  readonly own?: number;
  readonly asked: readonly (number | readonly [number, number])[];
  readonly given: readonly (number | undefined)[];
}[] = [
  {
    title: "the lowest range comes first, whatever their order",
    ranges: [range(20, 21), range(5, 6)],
    asked: [1, 1, 1, 1, 1],
    given: [5, 6, 20, 21, undefined],
  },
  {
    title: "no node lies across the end of a range",
    ranges: [range(5, 7), range(9, 13)],
    asked: [2, 2, 3, 1],
    given: [5, 9, 11, undefined],
  },
  {
    title: "ranges that adjoin are one",
    ranges: [range(8, 9), range(10, 11), range(5, 7)],
    asked: [2, 2, 3, 1],
    given: [5, 7, 9, undefined],
  },
  {
    title: "a range may be one address",
    ranges: [range(9, 9)],
    asked: [2, 1, 1],
    given: [undefined, 9, undefined],
  },
  {
    title: "the own address within a range is not given out",
    ranges: [range(5, 9)],
    own: 6,
    asked: [1, 2, 1, 1],
    given: [5, 7, 9, undefined],
  },
  {
    title: "a node with several elements is put behind the own address",
    ranges: [range(5, 9)],
    own: 6,
    asked: [3, 1],
    given: [7, undefined],
  },
  {
    title: "an own address outside of the ranges is no matter",
    ranges: [range(5, 6)],
    own: 1,
    asked: [1, 1, 1],
    given: [5, 6, undefined],
  },
  {
    title: "a wanted address passes over those below, of other ranges as well",
    ranges: [range(5, 6), range(20, 30)],
    asked: [[1, 22], 1, [3, 28], 1],
    given: [22, 23, 28, undefined],
  },
];

for (const { title, ranges, own, asked, given } of cases)
  test(title, (t) => {
    const database = open(ranges, new TestStore(), own);
    const results = asked.map((each) =>
      typeof each === "number" ? database.allocate(each) : database.allocate(...each),
    );
    t.deepEqual(results, given);
  });

test("an address that is not free is refused, and the error has what is left", (t) => {
  const database = open([range(5, 8), range(20, 30)], new TestStore(), 25);
  database.allocate(2);
  for (const address of [4, 5, 9, 19, 31, 0, 2.5])
    t.throws(() => database.allocate(1, address), {
      instanceOf: RangeError,
      message: `address ${address}: 7 to 8, 20 to 30 were never given to a node`,
    });
  t.throws(() => database.checkFree(25), { message: "address 25: it is the provisioner's" });
});

test("ranges that overlap, are empty or have other addresses are refused", (t) => {
  const wrong: readonly (readonly [readonly AddressRange[], string])[] = [
    [[], "ranges: at least one is needed"],
    [[range(0, 5)], "ranges[0].min: 0 is not a whole number from 1 to 32767"],
    [[range(1, 2), range(5, 4)], "ranges[1].max: 4 is not a whole number from 5 to 32767"],
    [[range(1, 0x8000)], "ranges[0].max: 32768 is not a whole number from 1 to 32767"],
    [[range(8, 9), range(1, 8)], "ranges: 1 to 8 and 8 to 9 overlap"],
    [[range(1, 9), range(3, 3)], "ranges: 1 to 9 and 3 overlap"],
  ];
  for (const [ranges, message] of wrong)
    t.throws(() => checkRanges(ranges), { instanceOf: RangeError, message });
  t.deepEqual(checkRanges([range(3, 4), range(9, 9), range(1, 2)]), [range(1, 4), range(9, 9)]);
});

test("a share of addresses stays in one range, before the first address that is taken", (t) => {
  const database = open([range(5, 8), range(20, 30)], new TestStore(), 23);
  t.deepEqual(database.allocateRange(0.5), range(5, 6));
  t.deepEqual(database.allocateRange(1), range(7, 8));
  t.deepEqual(database.allocateRange(1), range(20, 22));
  t.deepEqual(database.allocateRange(1), range(24, 30));
  t.is(database.allocateRange(1), undefined);
});

test("a node grows up to the end of its range, not over the own address", (t) => {
  const database = open([range(5, 8), range(10, 30)], new TestStore(), 13);
  t.is(database.allocate(1), 5);
  t.true(database.extend(entry(5), 4));
  t.false(database.extend(entry(5), 5));
  t.is(database.allocate(1), 10);
  t.true(database.extend(entry(10), 3));
  t.false(database.extend(entry(10), 4));
  t.is(database.allocate(1), 14);
});

test("provisioners with ranges of their own give no address twice, whenever the power of one is cut", (t) => {
  const random = new TestRandom(21);
  const ranges = [
    [range(2, 0x0fff), range(0x3000, 0x3fff)],
    [range(0x1000, 0x2fff)],
    [range(0x4000, 0x4100), range(0x5000, 0x7fff)],
  ];
  const own = [1, 0x1005, 0x4fff];
  const used = new Set(own);
  const stores = ranges.map(() => new TestStore());
  for (let life = 0; life < 120; life++) {
    const place = random.below(ranges.length);
    const store = stores[place]!.copy();
    stores[place] = store;
    store.cutAt = random.below(6);
    const database = open(ranges[place]!, store, own[place]);
    for (let i = random.below(6); i > 0; i--) {
      const elements = 1 + random.below(4);
      const address = database.allocate(elements)!;
      if (store.changes > store.cutAt) break;
      for (let at = address; at < address + elements; at++) {
        t.false(used.has(at), `${at}`);
        used.add(at);
      }
    }
  }
  t.true(used.size > 80);
});

test("a provisioner's own node is where its options say, and stays there", (t) => {
  const mesh = new Mesh();
  const store = new TestStore();
  const make = (options: Partial<ConstructorParameters<typeof Provisioner>[0]>) =>
    new Provisioner({ host: mesh.host(store), companyId: 0xffff, ...options });
  const first = make({ address: 0x0100, ranges: [range(0x00ff, 0x0102)] });
  t.is(first.address, 0x0100);
  t.is(first.node.address, 0x0100);
  t.is(first.database.ownAddress, 0x0100);
  t.is(first.database.allocate(1), 0x00ff);
  t.is(first.database.allocate(1), 0x0101);
  first.close();
  const again = make({ ranges: [range(0x00ff, 0x0102)] });
  t.is(again.address, 0x0100);
  again.close();
  t.throws(() => make({ address: 0x0101, ranges: [range(0x00ff, 0x0102)] }), {
    instanceOf: RangeError,
    message: "address 257: the provisioner in this store is 256, and stays that; leave it out",
  });
  const behind = new Provisioner({ host: mesh.host(), companyId: 0xffff, address: 0x0200 });
  t.is(behind.database.allocate(1), 0x0201);
  behind.close();
});

test("an own address that is none, and ranges beside a first address, are refused", (t) => {
  const make = (options: Partial<ConstructorParameters<typeof Provisioner>[0]>) =>
    new Provisioner({ host: new Mesh().host(), companyId: 0xffff, ...options });
  t.throws(() => make({ address: 0x7fff }), { message: /^address: 32767 .* from 1 to 32766$/ });
  t.throws(() => make({ address: 0 }), { message: /^address: 0 .* from 1 to 32766$/ });
  t.throws(() => make({ address: 9, firstAddress: 9 }), {
    message: /^firstAddress: .* from 10 to/,
  });
  t.throws(() => make({ firstAddress: 9, ranges: [range(9, 10)] }), {
    instanceOf: RangeError,
    message: /^firstAddress: ranges say which/,
  });
  t.throws(() => make({ ranges: [range(9, 10), range(10, 11)] }), { message: /overlap$/ });
});
