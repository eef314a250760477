import test from "ava";
import { NetworkDatabase, type NodeEntry } from "../../../modules/provisioner/database.js";
import { Records } from "../../../modules/base/records.js";
import { crypto } from "../../support/crypto.js";
import { testRecords, TestStore } from "../../support/records.js";
import { TestRandom } from "../../support/test-random.js";

function open(store = new TestStore(), firstAddress = 2) {
  const { diagnostics, events } = testRecords();
  const records = new Records({ store, diagnostics });
  return { database: new NetworkDatabase({ crypto, records, firstAddress }), events, store };
}

function entry(address: number, elements = 1): NodeEntry {
  const uuid = new Uint8Array(16).fill(address & 0xff);
  return { address, elements, netKeyIndex: 0, uuid, deviceKey: uuid };
}

test("addresses are given out one behind the other, and go on after a restart", (t) => {
  const { database, store } = open();
  t.is(database.allocate(1), 2);
  t.is(database.allocate(3), 3);
  t.is(database.allocate(1), 6);
  t.is(open(store.copy()).database.allocate(1), 7);
  t.is(open(new TestStore(), 0x0100).database.allocate(1), 0x0100);
});

test("no address lies above 7fff, and one that is too much for one node may do for another", (t) => {
  const { database } = open(new TestStore(), 0x7ffe);
  t.is(database.allocate(3), undefined);
  t.is(database.allocate(2), 0x7ffe);
  t.is(database.allocate(1), undefined);
});

test("no address is given out twice, whenever the power is cut", (t) => {
  const random = new TestRandom(9);
  const used = new Set<number>();
  let store = new TestStore();
  for (let life = 0; life < 80; life++) {
    store.cutAt = random.below(8);
    const { database } = open(store);
    for (let i = random.below(6); i > 0; i--) {
      const elements = 1 + random.below(3);
      const address = database.allocate(elements)!;
      if (store.changes > store.cutAt) break;
      for (let at = address; at < address + elements; at++) {
        t.false(used.has(at), `${at}`);
        used.add(at);
      }
      if (random.below(2) === 0) database.add(entry(address, elements));
      if (random.below(4) === 0) database.remove(address);
      if (store.changes > store.cutAt) break;
    }
    store = store.copy();
  }
  t.true(used.size > 60);
});

test("a store that fails gives no address, and no node is lost that is known", (t) => {
  const { database, store } = open();
  store.failing = true;
  t.throws(() => database.allocate(1), { name: "MeshError", message: /address record/ });
  t.throws(() => database.add(entry(0x0020)), { name: "MeshError", message: /node 0020/ });
  t.is(database.at(0x0020)!.address, 0x0020);
  store.failing = false;
  t.is(database.allocate(1), 2);
});

test("nodes are found by the address of any element, also after a restart", (t) => {
  const { database, store } = open();
  database.add(entry(9, 3));
  database.add(entry(4, 2));
  for (const known of [database, open(store.copy()).database]) {
    t.deepEqual(
      known.nodes.map(({ address }) => address),
      [4, 9],
    );
    t.deepEqual(known.at(11), entry(9, 3));
    t.deepEqual(known.at(5), entry(4, 2));
    for (const address of [3, 6, 8, 12]) t.is(known.at(address), undefined);
    t.deepEqual(known.deviceKey(10)!.key, entry(9).deviceKey);
    t.is(known.deviceKey(10), known.deviceKey(9));
    t.is(known.deviceKey(12), undefined);
  }
});

test("a node that left is forgotten, its addresses are not given out", (t) => {
  const { database, store } = open();
  const address = database.allocate(2)!;
  database.add(entry(address, 2));
  database.remove(address);
  t.is(database.at(address), undefined);
  t.is(database.deviceKey(address), undefined);
  t.is(database.allocate(1), address + 2);
  t.is(open(store.copy()).database.nodes.length, 0);
});

test("without its address record it goes on behind the nodes that it knows", (t) => {
  const { database, store } = open();
  database.add(entry(database.allocate(4)!, 4));
  const copy = store.copy();
  copy.records.delete("p-next");
  t.is(open(copy).database.allocate(1), 6);
});

test("a record that makes no sense is set aside", (t) => {
  const { database, store } = open();
  database.add(entry(3));
  database.add(entry(4));
  const { records } = testRecords(store);
  records.write("p.0003", new Uint8Array(36));
  const again = open(store);
  t.deepEqual(
    again.database.nodes.map(({ address }) => address),
    [4],
  );
  t.true(store.records.has("bad.p.0003"));
  t.is(again.events.length, 1);
});

test("ranges are a share of what is left, and nobody else gets their addresses", (t) => {
  const { database, store } = open();
  t.is(database.allocate(4), 2);
  t.deepEqual(database.allocateRange(0.5), { min: 6, max: 0x4002 });
  t.is(database.allocate(1), 0x4003);
  const again = open(store.copy()).database;
  t.deepEqual(again.allocateRange(0.25), { min: 0x4004, max: 0x5002 });
  t.deepEqual(again.allocateRange(1), { min: 0x5003, max: 0x7fff });
  t.is(again.allocateRange(1), undefined);
  t.is(again.allocate(1), undefined);
});

test("a range has an address at least, as long as there is one", (t) => {
  const { database } = open(new TestStore(), 0x7ffd);
  t.deepEqual(database.allocateRange(0), { min: 0x7ffd, max: 0x7ffd });
  t.deepEqual(database.allocateRange(0.9), { min: 0x7ffe, max: 0x7ffe });
  t.deepEqual(database.allocateRange(0.001), { min: 0x7fff, max: 0x7fff });
  t.is(database.allocateRange(1), undefined);
});

test("a range that the store does not keep is given to nobody", (t) => {
  const { database, store } = open();
  store.failing = true;
  t.throws(() => database.allocateRange(0.5), { name: "MeshError", message: /address record/ });
  store.failing = false;
  t.is(database.allocateRange(0.5)!.min, 2);
});

test("a thousand nodes are where they were, with their keys, after a restart as well", (t) => {
  const { database, store } = open();
  const addresses = Array.from({ length: 1000 }, () => database.allocate(2)!);
  for (const address of addresses) database.add(entry(address, 2));
  for (const { database: known } of [{ database }, open(store.copy())]) {
    t.is(known.count, 1000);
    for (const address of [addresses[0]!, addresses[499]!, addresses[999]!]) {
      t.is(known.at(address + 1)?.address, address);
      const key = known.deviceKey(address)!;
      t.deepEqual(key.key, entry(address).deviceKey);
      // Asked for again at once it is the same object: its cipher is made once.
      t.is(known.deviceKey(address + 1), key);
    }
    t.is(known.at(addresses[999]! + 2), undefined);
  }
});

test("a key stays good while others are asked for", (t) => {
  const { database } = open();
  for (let address = 2; address < 102; address++) database.add(entry(address));
  const first = database.deviceKey(2)!;
  for (let address = 3; address < 102; address++) database.deviceKey(address);
  t.is(first.aes.cmac(new Uint8Array(1)).length, 16);
  t.deepEqual(database.deviceKey(2)!.key, first.key);
});

test("a record that is damaged, or stands under another address, is set aside when it is read", (t) => {
  const { database, events, store } = open();
  for (const address of [2, 3]) database.add(entry(address));
  const again = open(store.copy());
  again.store.records.get("p.0002")![10]! ^= 1;
  t.is(again.database.at(2), undefined);
  t.is(again.database.deviceKey(2), undefined);
  t.is(again.database.at(3)?.address, 3);
  t.deepEqual(
    again.events.map(({ type }) => type),
    ["store.corrupt"],
  );
  const moved = store.copy();
  moved.records.set("p.0009", moved.records.get("p.0003")!);
  t.deepEqual(
    open(moved).database.nodes.map(({ address }) => address),
    [2, 3],
  );
  t.deepEqual(events, []);
});

/** What a device does whose power goes; that it reads torn records back does not count. */
function dying(store: TestStore, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (store.changes <= store.cutAt) throw error;
  }
}

test("no address is given out twice where the record that says so is torn, and the power goes", (t) => {
  for (let last = 0; last < 4; last++) {
    const store = new TestStore();
    const { database } = open(store);
    // The nodes left, so that no record of theirs tells of their addresses.
    for (let i = 0; i < last; i++) {
      database.add(entry(database.allocate(1)!));
      database.remove(2 + i);
    }
    store.tornAt = store.changes;
    store.cutAt = store.changes;
    dying(store, () => database.allocate(1));
    t.is(open(store.copy()).database.allocate(1), 2 + last);
  }
});

test("a record of a node, or of addresses, is stored though it is torn at first", (t) => {
  const store = new TestStore();
  const { database } = open(store);
  const next = () => (store.tornAt = store.changes);
  next();
  t.is(database.allocate(1), 2);
  next();
  database.expect(entry(2));
  next();
  database.add(entry(2));
  next();
  database.beginRefresh(2, { ...entry(2), deviceKey: new Uint8Array(16).fill(9) });
  const again = open(store.copy());
  t.deepEqual(again.events, []);
  t.deepEqual(again.database.at(2), entry(2));
  t.is(again.database.refreshOf(2)!.deviceKey[0], 9);
  t.is(again.database.allocate(1), 3);
});

const refreshed = { ...entry(5), deviceKey: new Uint8Array(16).fill(9) };
const sameAddress = { ...entry(2), deviceKey: new Uint8Array(16).fill(9) };

for (const [name, after] of [
  ["address", refreshed],
  ["device key", sameAddress],
] as const)
  for (const [trouble, arm] of [
    ["lost, and the power goes", (store: TestStore, change: number) => (store.cutAt = change)],
    [
      "torn, and the power goes",
      (store: TestStore, change: number) => (store.cutAt = store.tornAt = change),
    ],
  ] as const)
    test(`wherever a change of an ${name} refresh's end is ${trouble}: one node, with a key that it has`, (t) => {
      const changes = after === refreshed ? 3 : 2;
      for (let change = 0; change < changes; change++) {
        const store = new TestStore();
        const { database } = open(store);
        database.add(entry(2));
        database.beginRefresh(2, after);
        arm(store, store.changes + change);
        database.assumeRefresh(2);
        dying(store, () => database.finishRefresh(2));
        t.true(store.changes > store.cutAt);
        for (let start = 0, left = store; start < 2; start++) {
          left = left.copy();
          const again = open(left).database;
          const [node, ...others] = again.nodes;
          t.deepEqual(others, [], `change ${change}`);
          const pending = again.refreshOf(node!.address);
          if (pending) t.deepEqual([node, pending], [entry(2), after], `change ${change}`);
          else {
            t.deepEqual(node, after, `change ${change}`);
            t.deepEqual(
              [...left.records.keys()].filter((key) => key.startsWith("pr.")),
              [],
            );
          }
        }
      }
    });

test("a node that is removed while the result of its refresh is unknown is not there again, whenever the power is cut", (t) => {
  for (let change = 0; change < 2; change++) {
    const store = new TestStore();
    const { database } = open(store);
    database.add(entry(2));
    database.beginRefresh(2, refreshed);
    store.cutAt = store.changes + change;
    database.remove(2);
    const again = open(store.copy()).database;
    // Before its own record went it is there as it was.
    t.deepEqual(again.nodes, [entry(2)]);
    again.remove(2);
    t.is(again.count, 0);
  }
});

test("a refresh that the store does not take to its end can be resumed, and a node that it does not forget is told of", (t) => {
  const store = new TestStore();
  const { database } = open(store);
  database.add(entry(2));
  database.beginRefresh(2, refreshed);
  store.failing = true;
  database.assumeRefresh(2);
  t.throws(() => database.finishRefresh(2), { message: /refuses node/ });
  database.revertRefresh(5, entry(2));
  t.deepEqual(database.at(2), entry(2));
  t.deepEqual(database.refreshOf(2), refreshed);
  store.failing = false;
  database.assumeRefresh(2);
  database.finishRefresh(2);
  t.deepEqual(open(store.copy()).database.nodes, [refreshed]);
  store.failing = true;
  t.throws(() => database.remove(5), { message: /does not forget/ });
  store.failing = false;
  database.remove(5);
  t.is(open(store.copy()).database.count, 0);
});
