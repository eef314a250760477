import test from "ava";
import { MemoryStore } from "../../../../hosts/node/store.js";
import { contradictions } from "../../../../tools/network/cdb/contradictions.js";
import { readDatabase } from "../../../../tools/network/cdb/read.js";
import { databaseText } from "../../../../tools/network/cdb/write.js";
import { NetworkBook } from "../../../../tools/network/book/network-book.js";
import { BookError, BookRecords } from "../../../../tools/network/book/records.js";
import { lightModels, networkOf, nodeOf, switchModels } from "../../../support/known-networks.js";
import { applied, twinOf, twinPlan } from "../../../support/twin.js";

const timestamp = () => "2026-01-01T00:00:00Z";
const document = `
version: 1
network: Home
appKeys: { lights: 1, admin: 2 }
groups: { kitchen: C000, alarm: 0073e7e4d8b9440faf8415df4c56c0e1 }
scenes: { evening: 7 }
rules:
  - for: all
    ttl: 5
    appKeys: [lights, admin]
`;

test("the view of a network is a whole database without contradictions, and read as it was written", async (t) => {
  const twin = twinOf(networkOf({ models: [lightModels] }, { models: [switchModels] }));
  await applied(twin, twinPlan(twin, document));
  const { database } = twin.book;
  t.deepEqual(contradictions(database), []);
  const text = databaseText(database);
  const read = readDatabase(text);
  t.deepEqual([read.remarks, read.contradictions], [[], []]);
  t.is(databaseText(read.database), text);
  t.is(database.meshName, "Home");
  t.deepEqual(
    database.nodes.map(({ defaultTTL, deviceKey, unicastAddress }) => [
      unicastAddress,
      defaultTTL,
      deviceKey?.length,
    ]),
    [
      [1, undefined, 16],
      [16, 5, 16],
      [32, 5, 16],
    ],
  );
  t.deepEqual(
    database.appKeys.map(({ index, name }) => [index, name]),
    [
      [1, "lights"],
      [2, "admin"],
    ],
  );
  t.deepEqual(
    database.groups.map(({ name }) => name),
    ["kitchen", "alarm"],
  );
  t.deepEqual(database.scenes, [{ name: "evening", number: 7, addresses: [] }]);
  twin.close();
});

test("a book that is opened again is the same, with what the format does not know", (t) => {
  const twin = twinOf(networkOf({ models: [lightModels] }));
  const store = new MemoryStore();
  const { provisioner } = twin;
  const book = new NetworkBook({ provisioner, store, timestamp });
  const node = { ...nodeOf(1, { models: [lightModels] }), tos_node: { colour: "red" } };
  book.keep(node, { confirmed: true, page1: "0000", states: [] });
  book.change({ meshName: "Home", ...{ tos_network: [1, 2] } });
  const again = new NetworkBook({ provisioner, store, timestamp });
  t.deepEqual(again.database, book.database);
  t.deepEqual(again.knowledge(node), book.knowledge(node));
  t.is(again.knowledge(node).confirmed, true);
  t.like(again.nodeAt(16)!, { tos_node: { colour: "red" } });
  t.like(again.database, { tos_network: [1, 2] });
  again.forget(node);
  t.is(new NetworkBook({ provisioner, store, timestamp }).nodeAt(16)!.configComplete, false);
  twin.close();
});

test("a power cut at any write leaves the old or the new of what it was about", (t) => {
  const twin = twinOf(networkOf({ models: [lightModels] }));
  const { provisioner } = twin;
  const node = nodeOf(1, { models: [lightModels] });
  const changes: readonly ((book: NetworkBook) => void)[] = [
    (book) => book.keep({ ...node, defaultTTL: 3 }),
    (book) => book.change({ meshName: "Home" }),
    (book) => book.keep({ ...node, defaultTTL: 9 }, { ownLists: true }),
    (book) => book.change({ groups: [{ name: "hall", address: 0xc001, parentAddress: 0 }] }),
  ];
  const states: unknown[] = [];
  const whole = new MemoryStore();
  const book = new NetworkBook({ provisioner, store: whole, timestamp });
  const { meshUUID } = book.database;
  const start = whole.copy();
  const stateOf = (store: MemoryStore) => {
    const own = new NetworkBook({ provisioner, store, timestamp });
    return [{ ...own.database, meshUUID }, own.known.nodes.map(({ ownLists }) => ownLists)];
  };
  states.push(stateOf(whole));
  for (const change of changes) {
    change(book);
    states.push(stateOf(whole));
  }
  for (let cut = 0; cut < whole.writes; cut++) {
    const medium = new MemoryStore({
      fail: (_key, writes) =>
        writes >= cut + start.keys().length ? new Error("no power") : undefined,
    });
    for (const key of start.keys()) medium.write(key, start.read(key)!);
    try {
      const own = new NetworkBook({ provisioner, store: medium, timestamp });
      for (const change of changes) change(own);
    } catch {
      // The power is gone.
    }
    const after = JSON.stringify(stateOf(medium.copy()));
    t.true(
      states.some((state) => JSON.stringify(state) === after),
      `after write ${cut}`,
    );
  }
  twin.close();
});

test("a damaged record is told by its name", (t) => {
  const twin = twinOf(networkOf({ models: [lightModels] }));
  const store = new MemoryStore();
  new BookRecords(store).writeNode({ node: nodeOf(1, { models: [lightModels] }) });
  for (const [octets, says] of [
    ["{", /the record book.0010 of the network's database is damaged: it is no JSON/],
    [
      '{"node":{}}',
      /the record book.0010 .* is damaged: UUID: nothing where the UUID|a device UUID/,
    ],
  ] as const) {
    store.write("book.0010", new TextEncoder().encode(octets));
    const error = t.throws(() => new NetworkBook({ provisioner: twin.provisioner, store }), {
      instanceOf: BookError,
    });
    t.regex(error.message, says);
  }
  twin.close();
});
