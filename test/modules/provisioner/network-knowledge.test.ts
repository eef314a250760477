import test from "ava";
import { NetworkDatabase, type NodeEntry } from "../../../modules/provisioner/database.js";
import type { ConfigurationDatabase } from "../../../modules/provisioner/configuration-database.js";
import { knowledgeOf, learnNodes } from "../../../modules/provisioner/network-knowledge.js";
import { Records } from "../../../modules/base/records.js";
import { crypto } from "../../support/crypto.js";
import { testRecords, TestStore } from "../../support/records.js";

const ranges = [{ min: 0x10, max: 0x1f }];

function open(store = new TestStore()) {
  const records = new Records({ store, diagnostics: testRecords().diagnostics });
  return new NetworkDatabase({ crypto, records, ranges });
}

function entry(address: number, elements = 1, octet = address): NodeEntry {
  const uuid = new Uint8Array(16).fill(octet);
  return { address, elements, netKeyIndex: 0, uuid, deviceKey: uuid };
}

const learned = (node: NodeEntry): NodeEntry => ({ ...node, learned: true });

test("nodes that are learned are kept, and their addresses given to nobody", (t) => {
  const store = new TestStore();
  const database = open(store);
  t.is(database.allocate(1), 0x10);
  database.add(entry(0x10));
  const nodes = [entry(0x12, 2), entry(0x1f), entry(0x40)];
  t.deepEqual(learnNodes(database, { nodes }), { added: [0x12, 0x1f, 0x40], conflicts: [] });
  for (const each of [database, open(store.copy())]) {
    t.deepEqual(each.nodes, [entry(0x10), ...nodes.map(learned)]);
    t.throws(() => each.checkFree(0x13), { message: "address 19: node 18 has it" });
  }
  const again = open(store.copy());
  t.deepEqual([again.allocate(2), again.allocate(1)], [0x14, 0x16]);
});

test("what is known stays as it is, and contradictions are reported", (t) => {
  const database = open();
  database.ownAddress = 0x1a;
  database.add(entry(0x10, 3));
  const moved = { ...entry(0x30), uuid: entry(0x10).uuid };
  const rekeyed = { ...entry(0x10, 3), deviceKey: entry(9).deviceKey };
  const nodes = [entry(0x10, 3), entry(0x11), moved, rekeyed, entry(0x1a), entry(0x19, 2)];
  t.deepEqual(learnNodes(database, { nodes }), {
    added: [],
    conflicts: [
      { node: entry(0x11), known: 0x10 },
      { node: moved, known: 0x10 },
      { node: rekeyed, known: 0x10 },
      { node: entry(0x19, 2), known: 0x1a },
    ],
  });
  t.deepEqual(database.nodes, [entry(0x10, 3)]);
});

test("addresses of a node that left are given out again two IV Indexes later, after all others", (t) => {
  const store = new TestStore();
  const database = open(store);
  for (let address = 0x10; address < 0x1f; address += 3) {
    t.is(database.allocate(3), address);
    database.add(entry(address, 3));
  }
  database.remove(0x13, 4);
  t.deepEqual(database.exclusions, [{ ivIndex: 4, addresses: [0x13, 0x14, 0x15] }]);
  t.is(database.allocate(1, undefined, 6), 0x1f);
  for (const ivIndex of [undefined, 4, 5])
    t.is(database.allocate(1, undefined, ivIndex), undefined);
  const again = open(store.copy());
  t.is(again.allocate(4, undefined, 6), undefined);
  t.is(again.allocate(2, undefined, 6), 0x14);
  t.is(open(store.copy()).allocate(2, undefined, 6), 0x14);
  t.is(again.allocate(1, undefined, 6), 0x13);
  t.is(again.allocate(1, undefined, 6), undefined);
  t.deepEqual(again.exclusions, []);
});

test("no address is given out again twice, whenever the power is cut", (t) => {
  for (let cutAt = 0; cutAt < 8; cutAt++) {
    const store = new TestStore();
    const database = open(store);
    for (let address = 0x10; address < 0x20; address += 4) {
      database.allocate(4);
      database.add(entry(address, 4));
    }
    for (const address of [0x10, 0x18]) database.remove(address, 0);
    store.cutAt = store.changes + cutAt;
    const given: number[] = [];
    const take = (from: NetworkDatabase, source: TestStore) => {
      try {
        const address = from.allocate(2, undefined, 2);
        if (address !== undefined && source.changes <= source.cutAt) given.push(address);
      } catch (error) {
        if (source.changes <= source.cutAt) throw error;
      }
    };
    for (let i = 0; i < 5; i++) take(database, store);
    const left = store.copy();
    const again = open(left);
    for (let i = 0; i < 5; i++) take(again, left);
    t.is(new Set(given).size, given.length, `cut at ${cutAt}`);
    t.true(given.length >= 3);
  }
});

test("exclusions of others are kept, also where they lie across those that are known", (t) => {
  const store = new TestStore();
  const database = open(store);
  const exclusions = [
    { ivIndex: 1, addresses: [0x11, 0x10, 0x30] },
    { ivIndex: 3, addresses: [0x11, 0x12] },
  ];
  learnNodes(database, { exclusions });
  const again = open(store.copy());
  t.deepEqual(again.exclusions, [
    { ivIndex: 1, addresses: [0x10, 0x11, 0x30] },
    { ivIndex: 3, addresses: [0x11, 0x12] },
  ]);
  t.is(again.allocate(1), 0x13);
  t.throws(() => learnNodes(database, { exclusions: [{ ivIndex: 1, addresses: [0x8000] }] }), {
    instanceOf: RangeError,
    message: /^exclusions\[0\].addresses: 32768 is not/,
  });
});

test("a Mesh Configuration Database has what is needed; a node without its device key is left out", (t) => {
  const node = {
    security: "insecure",
    appKeys: [],
    configComplete: true,
    excluded: false,
    netKeys: [{ index: 2, updated: false }],
  } as const;
  const element = { index: 0, location: 0, models: [] };
  const octets = (octet: number) => new Uint8Array(16).fill(octet);
  const netKeys = [
    { name: "", index: 2, key: octets(9), phase: 0, minSecurity: "secure", timestamp: "" } as const,
  ];
  const database: ConfigurationDatabase = {
    meshUUID: octets(0),
    meshName: "",
    timestamp: "",
    partial: true,
    netKeys,
    appKeys: [],
    provisioners: [],
    nodes: [
      {
        ...node,
        UUID: octets(1),
        unicastAddress: 5,
        deviceKey: octets(7),
        elements: [element, { ...element, index: 1 }],
      },
      { ...node, UUID: octets(2), unicastAddress: 9, elements: [element] },
    ],
    groups: [],
    scenes: [],
    networkExclusions: [{ ivIndex: 1, addresses: [77] }],
  };
  t.deepEqual(knowledgeOf(database), {
    netKeys,
    appKeys: [],
    nodes: [{ address: 5, elements: 2, netKeyIndex: 2, uuid: octets(1), deviceKey: octets(7) }],
    exclusions: [{ ivIndex: 1, addresses: [77] }],
  });
});
