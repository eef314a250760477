import test from "ava";
import {
  storeRecord,
  type StorageResult,
} from "../../../../modules/espressif/node-records/store-record.js";
import type { NodeRecord } from "../../../../modules/espressif/node-records/messages.js";
import {
  NodeRecordStore,
  Stage,
} from "../../../../modules/espressif/node-records/node-record-store.js";
import { crypto } from "../../../support/crypto.js";
import { testRecords } from "../../../support/records.js";

function record(address: number, changes: Partial<NodeRecord> = {}): NodeRecord {
  return {
    address,
    elements: 1,
    rangeMin: 0,
    rangeMax: 0,
    uuid: new Uint8Array(16).fill(address & 0xff),
    deviceKey: new Uint8Array(16).fill(0x77),
    ...changes,
  };
}

/** Who may report addresses 0100 to 01FF, and a node that was given none. */
const reporter = 0x0010;
const leaf = 0x0011;

function make() {
  const { diagnostics, records, store } = testRecords();
  const nodeStore = new NodeRecordStore({ crypto, records });
  const own = { stage: Stage.recordReported, own: true } as const;
  nodeStore.put({ ...record(reporter, { rangeMin: 0x0100, rangeMax: 0x01ff }), ...own });
  nodeStore.put({ ...record(leaf), ...own });
  const drops = (reason: string) => diagnostics.drops()[reason] ?? 0;
  const keep = (node: NodeRecord, src = reporter): StorageResult =>
    storeRecord({ nodes: nodeStore, diagnostics, limit: 2 }, src, node);
  return { nodeStore, drops, keep, store };
}

test("a node that was taken in is kept, to be passed on, and once", (t) => {
  const { nodeStore, drops, keep } = make();
  t.is(keep(record(0x0100)), "new");
  t.like(nodeStore.get(0x0100), { stage: Stage.configured, own: false });
  nodeStore.setStage(0x0100, Stage.recordReported);
  t.is(keep(record(0x0100)), "done");
  t.is(nodeStore.get(0x0100)!.stage, Stage.recordReported);
  t.is(drops("fast-provisioning.record"), 0);
});

test("what a reporter may not tell of is dropped, counted and not asked for again", (t) => {
  const { nodeStore, drops, keep } = make();
  // The address that is given out next, with elements for all after it.
  t.is(keep(record(0x0200, { elements: 255 })), "done");
  t.is(keep(record(leaf, { uuid: new Uint8Array(16) })), "done");
  t.is(drops("fast-provisioning.record"), 2);
  t.is(nodeStore.entries.length, 2);
});

test("who was given no addresses, or is not known, is not acknowledged: it may be known later", (t) => {
  const { nodeStore, drops, keep } = make();
  t.is(keep(record(0x0100), leaf), "later");
  t.is(keep(record(0x0100), 0x0999), "later");
  t.is(drops("fast-provisioning.record"), 2);
  t.is(nodeStore.entries.length, 2);
  nodeStore.put({ ...nodeStore.get(leaf)!, rangeMin: 0x0300, rangeMax: 0x03ff });
  t.is(keep(record(0x0300), leaf), "new");
});

test("the range of a node that is known is kept, and passed on", (t) => {
  const { nodeStore, keep } = make();
  keep(record(0x0100));
  nodeStore.setStage(0x0100, Stage.recordReported);
  t.is(keep(record(0x0100, { rangeMin: 0x0180, rangeMax: 0x01ff })), "done");
  t.like(nodeStore.get(0x0100), {
    rangeMin: 0x0180,
    rangeMax: 0x01ff,
    stage: Stage.configured,
    own: false,
  });
  t.is(keep(record(0x0180), 0x0100), "new");
});

test("where there is no room, or the store fails, a record is reported again", (t) => {
  const { drops, keep, store } = make();
  store.failing = true;
  t.is(keep(record(0x0100)), "later");
  store.failing = false;
  t.is(keep(record(0x0100)), "new");
  t.is(keep(record(0x0101)), "new");
  t.is(keep(record(0x0102)), "later");
  t.is(drops("fast-provisioning.full"), 1);
  store.failing = true;
  t.is(keep(record(0x0101, { rangeMin: 0x0180, rangeMax: 0x01ff })), "later");
});
