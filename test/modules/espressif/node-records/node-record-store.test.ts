import test from "ava";
import {
  type StoredNode,
  NodeRecordStore,
  Stage,
} from "../../../../modules/espressif/node-records/node-record-store.js";
import { crypto } from "../../../support/crypto.js";
import { testRecords, TestStore } from "../../../support/records.js";
import { TestRandom } from "../../../support/test-random.js";

function open(store = new TestStore()) {
  const { events, records } = testRecords(store);
  return { nodeStore: new NodeRecordStore({ crypto, records }), events, records, store };
}

function entry(address: number, changes: Partial<StoredNode> = {}): StoredNode {
  return {
    address,
    elements: 1,
    uuid: new Uint8Array(16).fill(address & 0xff),
    deviceKey: new Uint8Array(16).fill(0x80 | (address & 0x7f)),
    stage: Stage.dataSent,
    own: true,
    collectorPending: false,
    rangeMin: 0,
    rangeMax: 0,
    ...changes,
  };
}

const stages = Object.values(Stage);

test("every stage, mark and number of elements is there again after a restart", (t) => {
  const { nodeStore, store } = open();
  const entries: StoredNode[] = [];
  let address = 0x0010;
  for (const stage of stages)
    for (const own of [true, false])
      for (const collectorPending of [true, false])
        for (const [rangeMin, rangeMax] of [
          [0, 0],
          [1, 1],
          [0x0102, 0x7fff],
        ] as const) {
          const elements = 1 + (address % 255);
          entries.push(
            entry(address++, { stage, own, collectorPending, rangeMin, rangeMax, elements }),
          );
        }
  entries.push(entry(0x7fff, { elements: 255 }));
  for (const each of entries) t.true(nodeStore.put(each));
  for (const known of [nodeStore, open(store.copy()).nodeStore]) {
    t.is(known.entries.length, entries.length);
    t.deepEqual(known.entries, entries);
    for (const each of entries) t.deepEqual(known.get(each.address), each);
  }
});

test("marks that are not given are not set", (t) => {
  const { nodeStore, store } = open();
  const { collectorPending, ...others } = entry(5);
  nodeStore.put(others);
  t.false(collectorPending);
  t.deepEqual(open(store.copy()).nodeStore.get(5), entry(5));
});

test("a stage goes on, and only that of a node it has", (t) => {
  const { nodeStore, store } = open();
  nodeStore.put(
    entry(5, { own: false, collectorPending: true, rangeMin: 0x0200, rangeMax: 0x02ff }),
  );
  for (const stage of stages) {
    t.true(nodeStore.setStage(5, stage));
    t.deepEqual(
      open(store.copy()).nodeStore.get(5),
      entry(5, { stage, own: false, collectorPending: true, rangeMin: 0x0200, rangeMax: 0x02ff }),
    );
  }
  t.false(nodeStore.setStage(6, Stage.configured));
  t.is(nodeStore.entries.length, 1);
});

test("nodes are found by their UUID", (t) => {
  const { nodeStore } = open();
  nodeStore.put(entry(5));
  nodeStore.put(entry(6));
  t.is(nodeStore.find(entry(6).uuid)!.address, 6);
  t.is(nodeStore.find(entry(7).uuid), undefined);
});

test("a device key is that of the node with an element at the address, and is made once", (t) => {
  const { nodeStore } = open();
  nodeStore.put(entry(0x10, { elements: 3 }));
  nodeStore.put(entry(0x13));
  for (const address of [0x10, 0x11, 0x12])
    t.deepEqual(nodeStore.deviceKey(address)!.key, entry(0x10).deviceKey);
  t.is(nodeStore.deviceKey(0x11), nodeStore.deviceKey(0x11));
  t.deepEqual(nodeStore.deviceKey(0x13)!.key, entry(0x13).deviceKey);
  for (const address of [0x0f, 0x14]) t.is(nodeStore.deviceKey(address), undefined);
});

test("the node among so many addresses is the first that has an element there", (t) => {
  const { nodeStore } = open();
  nodeStore.put(entry(0x20, { elements: 3 }));
  nodeStore.put(entry(0x10, { elements: 2 }));
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
    t.is(nodeStore.overlapping(address, elements)?.address, found, `${address}, ${elements}`);
});

test("a key that was given back is made again", (t) => {
  const { nodeStore } = open();
  nodeStore.put(entry(0x10));
  const key = nodeStore.deviceKey(0x10)!;
  nodeStore.releaseKey(0x10);
  t.not(nodeStore.deviceKey(0x10), key);
  t.deepEqual(nodeStore.deviceKey(0x10)!.key, entry(0x10).deviceKey);
  nodeStore.releaseKey(0x11);
});

test("a node that is forgotten leaves no key behind, of no element", (t) => {
  const { nodeStore, store } = open();
  nodeStore.put(entry(0x10, { elements: 2 }));
  for (const address of [0x10, 0x11]) t.not(nodeStore.deviceKey(address), undefined);
  nodeStore.remove(0x10);
  for (const address of [0x10, 0x11]) t.is(nodeStore.deviceKey(address), undefined);
  t.is(nodeStore.entries.length, 0);
  t.is(store.records.size, 0);
});

test("forgetting all of them leaves nothing in the store but what others keep there", (t) => {
  const { nodeStore, records, store } = open();
  records.write("fast.to", Uint8Array.of(1));
  for (const address of [5, 6, 7]) nodeStore.put(entry(address));
  nodeStore.clear();
  t.deepEqual(nodeStore.entries, []);
  t.deepEqual(store.keys(), ["fast.to"]);
});

test("a store that fails keeps nothing, and the book says what the store says", (t) => {
  const { nodeStore, store } = open();
  nodeStore.put(entry(5, { stage: Stage.provisioned }));
  store.failing = true;
  t.false(nodeStore.put(entry(6)));
  t.false(nodeStore.setStage(5, Stage.configured));
  t.is(nodeStore.get(6), undefined);
  t.is(nodeStore.get(5)!.stage, Stage.provisioned);
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
    const { nodeStore, records, store } = open();
    for (const address of [5, 6]) nodeStore.put(entry(address));
    records.write("fast.n.0005", damage(records.read("fast.n.0005")!));
    const again = open(store);
    t.deepEqual(again.nodeStore.entries, [entry(6)]);
    t.true(store.records.has("bad.fast.n.0005"));
    t.is(again.events.length, 1);
  });

test("octets that changed by themselves, and keys that are no address", (t) => {
  const { nodeStore, records, store } = open();
  nodeStore.put(entry(5));
  records.write("fast.n.zz", records.read("fast.n.0005")!);
  records.write("fast.n.0000", records.read("fast.n.0005")!);
  records.write("fast.n.8000", records.read("fast.n.0005")!);
  store.records.get("fast.n.0005")![9]! ^= 1;
  t.deepEqual(open(store).nodeStore.entries, []);
});

test("whenever the power is cut, each node is as it was or as it was to be", (t) => {
  /** What a nodeStore goes through, one write a step. */
  const script: readonly ((nodeStore: NodeRecordStore) => void)[] = [
    (nodeStore) => nodeStore.put(entry(5)),
    (nodeStore) => nodeStore.put(entry(5, { stage: Stage.provisioned })),
    (nodeStore) => nodeStore.put(entry(6, { own: false, stage: Stage.configured })),
    (nodeStore) =>
      nodeStore.put(
        entry(5, {
          stage: Stage.configured,
          collectorPending: true,
          rangeMin: 0x0200,
          rangeMax: 0x02ff,
        }),
      ),
    (nodeStore) => nodeStore.remove(6),
    (nodeStore) => nodeStore.setStage(5, Stage.recordReported),
    (nodeStore) => nodeStore.put(entry(7)),
  ];
  const after = (steps: number) => {
    const { nodeStore } = open();
    for (const step of script.slice(0, steps)) step(nodeStore);
    return nodeStore.entries;
  };
  for (let cutAt = 0; cutAt <= script.length; cutAt++) {
    const { nodeStore, store } = open();
    store.cutAt = cutAt;
    for (const step of script) step(nodeStore);
    t.deepEqual(open(store.copy()).nodeStore.entries, after(cutAt), `cut at ${cutAt}`);
  }
});

test("random records are read or set aside, and never half", (t) => {
  const random = new TestRandom(4);
  for (let i = 0; i < 200; i++) {
    const { records, store } = open();
    const record = random.bytes(i % 2 === 0 ? 38 : random.below(40));
    records.write("fast.n.0123", record);
    const { nodeStore } = open(store);
    const known = nodeStore.get(0x0123);
    t.is(known === undefined, store.records.has("bad.fast.n.0123"));
    if (known) t.deepEqual(known.uuid, record.slice(2, 18));
  }
});

test("there is room for so many nodes of others, and as many of its own as come", (t) => {
  const { nodeStore } = open();
  t.true(nodeStore.hasRoom(2));
  for (const own of [0x0010, 0x0020, 0x0030]) nodeStore.put(entry(own));
  nodeStore.put(entry(0x0011, { own: false, stage: Stage.configured }));
  t.true(nodeStore.hasRoom(2));
  nodeStore.put(entry(0x0012, { own: false, stage: Stage.configured }));
  t.false(nodeStore.hasRoom(2));
  t.is(nodeStore.entries.length, 5);
  nodeStore.remove(0x0011);
  t.true(nodeStore.hasRoom(2));
});

test("of the nodes of others that were passed on the first one makes room, for good", (t) => {
  const { nodeStore, store } = open();
  nodeStore.put(entry(0x0010, { stage: Stage.recordReported }));
  nodeStore.put(entry(0x0011, { own: false, stage: Stage.configured }));
  for (const address of [0x0013, 0x0012])
    nodeStore.put(
      entry(address, {
        own: false,
        stage: Stage.recordReported,
        rangeMin: 0x0200,
        rangeMax: 0x02ff,
      }),
    );
  t.true(nodeStore.hasRoom(4));
  t.true(nodeStore.hasRoom(3));
  for (const known of [nodeStore, open(store.copy()).nodeStore])
    t.deepEqual(
      known.entries.map(({ address }) => address).sort((a, b) => a - b),
      [0x0010, 0x0011, 0x0012],
    );
  t.is(nodeStore.deviceKey(0x0013), undefined);
});
