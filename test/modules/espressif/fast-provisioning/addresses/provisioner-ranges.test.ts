import test from "ava";
import { ProvisionerRanges } from "../../../../../modules/espressif/fast-provisioning/addresses/provisioner-ranges.js";
import { testRecords, TestStore } from "../../../../support/records.js";

const a = { min: 0x0100, max: 0x01ff };
const b = { min: 0x0300, max: 0x0300 };
const c = { min: 0x0400, max: 0x7fff };

function open(store = new TestStore()) {
  const { records } = testRecords(store);
  return { ranges: new ProvisionerRanges({ records }), records, store };
}

test("the ranges of a node are those that were reported with it and those it was given, after a restart too", (t) => {
  const { ranges, store } = open();
  t.true(ranges.storeReported(5, a));
  t.true(ranges.storeAssigned(6, a));
  t.true(ranges.storeAssigned(6, b));
  t.true(ranges.storeAssigned(6, b));
  t.true(ranges.storeReported(6, c));
  for (const known of [ranges, open(store.copy()).ranges]) {
    t.deepEqual(known.rangesOf(5), [a]);
    t.deepEqual(known.reportedRange(5), a);
    t.deepEqual(known.rangesOf(6), [c, a, b]);
    t.deepEqual(known.reportedRange(6), c);
    t.deepEqual(known.rangesOf(7), []);
    t.deepEqual(known.reportedRange(7), { min: 0, max: 0 });
  }
});

test("what was given alone was not reported", (t) => {
  const { ranges } = open();
  ranges.storeAssigned(6, a);
  t.deepEqual(ranges.rangesOf(6), [a]);
  t.deepEqual(ranges.reportedRange(6), { min: 0, max: 0 });
});

test("a store that fails keeps what it has", (t) => {
  const { ranges, store } = open();
  ranges.storeAssigned(6, a);
  store.failing = true;
  t.false(ranges.storeAssigned(6, b));
  t.false(ranges.storeReported(6, b));
  t.deepEqual(ranges.rangesOf(6), [a]);
});

test("a record that says nothing possible is set aside", (t) => {
  for (const octets of [
    [1],
    [0, 9, 0, 8],
    [0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 0, 0],
    [0, 1, 0x80, 0],
  ]) {
    const { ranges, records, store } = open();
    records.write("fast.r.0005", Uint8Array.from(octets));
    t.deepEqual(ranges.rangesOf(5), [], octets.join());
    t.true(store.records.has("bad.fast.r.0005"));
  }
});

test("who assigned addresses: the provisioner with the smallest range that has all of them", (t) => {
  const { ranges } = open();
  t.is(ranges.assignerOf(0x0110, 0x0110), undefined);
  ranges.storeAssigned(5, { min: 6, max: 0x3fff });
  ranges.storeReported(6, a);
  ranges.storeReported(0x0101, { min: 0x0180, max: 0x01ff });
  t.deepEqual(ranges.all, [{ min: 6, max: 0x3fff }, a, { min: 0x0180, max: 0x01ff }]);
  t.is(ranges.assignerOf(0x00ff, 0x00ff), 5);
  t.is(ranges.assignerOf(0x0110, 0x0112), 6);
  t.is(ranges.assignerOf(0x017f, 0x0180), 6);
  t.is(ranges.assignerOf(0x0180, 0x0181), 0x0101);
  t.is(ranges.assignerOf(0x01ff, 0x0200), 5);
  t.is(ranges.assignerOf(0x4000, 0x4000), undefined);
});

test("a node may name its range until it has one, after a restart too", (t) => {
  const { ranges, store } = open();
  t.false(ranges.isAwaited(5));
  t.true(ranges.storeAwaited(5));
  for (const known of [ranges, open(store.copy()).ranges]) {
    t.true(known.isAwaited(5));
    t.deepEqual(known.rangesOf(5), []);
    t.deepEqual(known.all, []);
    t.is(known.assignerOf(0, 0), undefined);
  }
  ranges.storeAssigned(5, b);
  t.true(ranges.isAwaited(5));
  t.true(ranges.storeReported(5, a));
  t.false(ranges.isAwaited(5));
  t.true(ranges.storeAwaited(5));
  t.deepEqual(ranges.rangesOf(5), [a, b]);
  store.failing = true;
  t.false(ranges.storeAwaited(6));
  t.false(ranges.isAwaited(6));
});
