import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import type { FastProvSettings } from "../../../../../modules/espressif/fast-provisioning/models/info-validation.js";
import {
  decodeServerState,
  encodeServerState,
} from "../../../../../modules/espressif/fast-provisioning/models/server-record.js";
import type { ServerState } from "../../../../../modules/espressif/fast-provisioning/models/server-state.js";
import { TestRandom } from "../../../../support/test-random.js";

const settings: FastProvSettings = {
  nodeAddressCount: 100,
  range: { min: 0x0006, max: 0x7fff },
  flags: 2,
  ivIndex: 0xfedcba98,
  netKeyIndex: 0x0123,
  groupAddress: 0xc000,
  primaryAddress: 0x0005,
  matchValue: Uint8Array.of(0xdd, 0xdd),
  isPrimary: true,
};
const bare: FastProvSettings = {
  nodeAddressCount: 0,
  range: undefined,
  flags: 0,
  ivIndex: 0,
  netKeyIndex: 0,
  groupAddress: undefined,
  primaryAddress: undefined,
  matchValue: new Uint8Array(0),
  isPrimary: false,
};
const requester = 0x0001;
const active: ServerState = { name: "active", disableAction: 0, settings, requester };

const kept: readonly (readonly [name: string, state: ServerState])[] = [
  ["idle", { name: "idle" }],
  ["active", active],
  ["active, about to suspend", { ...active, disableAction: 2 }],
  ["active, about to exit", { ...active, disableAction: 3 }],
  ["active, nothing told", { name: "active", disableAction: 0, settings: bare, requester }],
  ["pending", { name: "pending", settings, requester: 0x7fff }],
  [
    "a long match value",
    { ...active, settings: { ...settings, matchValue: new Uint8Array(16).fill(0xee) } },
  ],
];

for (const [name, state] of kept)
  test(`a record brings back: ${name}`, (t) => {
    t.deepEqual(decodeServerState(encodeServerState(state)), state);
  });

test("the record, octet by octet", (t) => {
  t.is(
    toHex(encodeServerState(active)),
    "12" +
      "0001" +
      "0064" +
      "0006" +
      "7fff" +
      "02" +
      "fedcba98" +
      "0123" +
      "c000" +
      "0005" +
      "dddd",
  );
  t.is(encodeServerState({ name: "idle" }).length, 0);
});

test("one that was about to begin has begun", (t) => {
  const entering: ServerState = { name: "entering", settings, requester };
  t.deepEqual(decodeServerState(encodeServerState(entering)), active);
});

const good = encodeServerState(active);

/** The good record with other octets from `at` on. */
function changed(at: number, ...octets: number[]): Uint8Array {
  const record = good.slice();
  record.set(octets, at);
  return record;
}

const damaged: readonly (readonly [name: string, record: Uint8Array])[] = [
  ["state 0", changed(0, 0x00)],
  ["state 0 of a Primary", changed(0, 0x10)],
  ["state 3", changed(0, 0x03)],
  ["an unknown bit", changed(0, 0x92)],
  ["an end by ENTER", changed(0, 0x32)],
  ["an end while it waits for its NetKey", changed(0, 0x51)],
  ["no requester", changed(1, 0x00, 0x00)],
  ["a group as requester", changed(1, 0xc0, 0x00)],
  ["min above max", changed(5, 0x00, 0x07, 0x00, 0x06)],
  ["min that is not unicast", changed(5, 0x80, 0x00, 0x80, 0x01)],
  ["max that is not unicast", changed(7, 0x80, 0x00)],
  ["max 0", changed(7, 0x00, 0x00)],
  ["a NetKey index of 13 bits", changed(14, 0x10, 0x00)],
  ["a unicast address as group", changed(16, 0x7f, 0xff)],
  ["a group as primary address", changed(18, 0xc0, 0x00)],
  ["a match value of 17 octets", Uint8Array.from([...good, ...new Uint8Array(15)])],
];

for (const [name, record] of damaged)
  test(`a record that makes no sense: ${name}`, (t) => {
    t.is(decodeServerState(record), undefined);
  });

test("a record that is too short for any state", (t) => {
  for (let length = 1; length < 20; length++)
    t.is(decodeServerState(good.slice(0, length)), undefined, `${length} octets`);
  t.not(decodeServerState(good.slice(0, 20)), undefined);
});

test("whatever the octets are, what is read is written the same", (t) => {
  const random = new TestRandom(3);
  let read = 0;
  for (let i = 0; i < 2000; i++) {
    const record = good.slice();
    record[random.below(record.length)] = random.below(256);
    const state = decodeServerState(record);
    if (!state) continue;
    read++;
    t.deepEqual(decodeServerState(encodeServerState(state)), state);
  }
  t.true(read > 100, `${read} were read`);
});
