import test from "ava";
import { MeshError } from "../../../../../modules/base/errors.js";
import {
  loadTopState,
  saveTopState,
  type TopState,
} from "../../../../../modules/espressif/fast-provisioning/provisioner/top-state.js";
import { testRecords } from "../../../../support/records.js";

const state: TopState = {
  uuid: Uint8Array.from({ length: 16 }, (_, i) => i),
  address: 0x0005,
  range: { min: 0x0006, max: 0x4002 },
  entered: true,
};

test("what was begun is there again after a restart", (t) => {
  const states: readonly TopState[] = [
    state,
    { ...state, entered: false },
    { ...state, range: undefined, entered: false },
    { ...state, address: 0x7fff, range: { min: 1, max: 0x7fff } },
  ];
  for (const each of states) {
    const { records, store } = testRecords();
    t.is(loadTopState(records), undefined);
    saveTopState(records, each);
    t.deepEqual(loadTopState(testRecords(store.copy()).records), each);
  }
});

test("a store that fails is an error: nothing is begun that is not stored", (t) => {
  const { records, store } = testRecords();
  store.failing = true;
  t.throws(() => saveTopState(records, state), { instanceOf: MeshError, message: /store refuses/ });
});

test("a record that says nothing possible is set aside", (t) => {
  const sound = [...state.uuid, 0, 5, 0, 6, 0x40, 2, 1];
  const change = (at: number, ...octets: number[]) => {
    const record = Uint8Array.from(sound);
    record.set(octets, at);
    return record;
  };
  for (const record of [
    Uint8Array.from(sound.slice(1)),
    Uint8Array.of(...sound, 0),
    change(16, 0, 0),
    change(16, 0x80, 0),
    change(18, 0x50, 0),
    change(18, 0, 0),
    change(22, 2),
  ]) {
    const { records, store } = testRecords();
    records.write("fast.top", record);
    t.is(loadTopState(records), undefined, record.join());
    t.true(store.records.has("bad.fast.top"));
  }
});
