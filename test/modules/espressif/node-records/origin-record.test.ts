import test from "ava";
import {
  deleteOrigin,
  loadOrigin,
  saveOrigin,
} from "../../../../modules/espressif/node-records/origin-record.js";
import { testRecords, TestStore } from "../../../support/records.js";

const exchange = {
  publicKey: Uint8Array.from({ length: 64 }, (_, i) => i),
  peerKey: Uint8Array.from({ length: 64 }, (_, i) => 255 - i),
  salt: new Uint8Array(16).fill(0x5a),
};

test("the key exchange of a node is there after a restart, until it is deleted", (t) => {
  const store = new TestStore();
  t.is(loadOrigin(testRecords(store).records), undefined);
  t.true(saveOrigin(testRecords(store).records, exchange));
  const { records } = testRecords(store.copy());
  const { publicKey, salt } = exchange;
  const provisionerKeyStart = Uint8Array.of(255, 254, 253, 252);
  t.deepEqual(loadOrigin(records), { publicKey, salt, provisionerKeyStart });
  deleteOrigin(records);
  t.is(loadOrigin(records), undefined);
  deleteOrigin(records);
});

test("a record of another length is set aside", (t) => {
  const store = new TestStore();
  const { records } = testRecords(store);
  records.write("fast-own", new Uint8Array(83));
  t.is(loadOrigin(records), undefined);
  t.false(store.records.has("fast-own"));
  t.true(store.records.has("bad.fast-own"));
});
