import test from "ava";
import { Subnets } from "../../../modules/network/subnets.js";
import { ApplicationKeys } from "../../../modules/transport/application-keys.js";
import { crypto } from "../../support/crypto.js";
import { testRecords } from "../../support/records.js";

const key = (octet: number) => new Uint8Array(16).fill(octet);

function make() {
  const base = testRecords();
  const { records } = base;
  const subnets = new Subnets({ crypto, records, capacity: 2 });
  subnets.add(0, key(0xf0));
  subnets.add(1, key(0xf1));
  const open = () => new ApplicationKeys({ crypto, records, subnets, capacity: 2 });
  return { ...base, keys: open(), open, subnets };
}

type Rig = ReturnType<typeof make>;
const add = (net: number, app: number, octet: number) => (rig: Rig) =>
  rig.keys.add(net, app, key(octet));
const update = (net: number, app: number, octet: number) => (rig: Rig) =>
  rig.keys.update(net, app, key(octet));
const remove = (net: number, app: number) => (rig: Rig) => rig.keys.delete(net, app);
const refresh = (rig: Rig) => rig.subnets.update(0, key(0xfe));
const phase2 = (rig: Rig) => rig.subnets.setPhase(0, 2);

const table: readonly (readonly [string, ...(readonly [(rig: Rig) => string, string])[]])[] = [
  [
    "added, known, another, full",
    [add(0, 5, 1), "ok"],
    [add(0, 5, 1), "ok"],
    [add(0, 5, 2), "stored"],
    [add(1, 6, 1), "ok"],
    [add(0, 7, 1), "full"],
  ],
  [
    "no such subnet",
    [add(2, 5, 1), "unknown"],
    [update(2, 5, 1), "unknown"],
    [remove(2, 5), "unknown"],
  ],
  [
    "bound to another subnet",
    [add(0, 5, 1), "ok"],
    [add(1, 5, 1), "wrong-subnet"],
    [update(1, 5, 1), "wrong-subnet"],
    [remove(1, 5), "wrong-subnet"],
  ],
  [
    "updated in phase 1 alone",
    [add(0, 5, 1), "ok"],
    [update(0, 5, 2), "cannot-update"],
    [refresh, "ok"],
    [update(0, 5, 1), "cannot-update"],
    [update(0, 5, 2), "ok"],
    [update(0, 5, 2), "ok"],
    [update(0, 5, 1), "cannot-update"],
    [update(0, 5, 3), "cannot-update"],
    [phase2, "ok"],
    [update(0, 5, 2), "cannot-update"],
  ],
  ["nothing to update", [refresh, "ok"], [update(0, 5, 2), "no-app-key"]],
  [
    "deleted, and again",
    [add(0, 5, 1), "ok"],
    [remove(0, 5), "ok"],
    [remove(0, 5), "ok"],
    [add(1, 5, 9), "ok"],
  ],
];

for (const [name, ...steps] of table)
  test(name, (t) => {
    const rig = make();
    for (const [step, result] of steps) t.is(step(rig), result);
  });

test("keys are listed in the order of their indexes, and loaded again", (t) => {
  const rig = make();
  rig.keys.add(0, 0xfff, key(1));
  rig.keys.add(1, 0x001, key(2));
  for (const keys of [rig.keys, rig.open()]) {
    t.deepEqual(
      keys.list.map(({ appKeyIndex, netKeyIndex, key: { key: octets } }) => [
        appKeyIndex,
        netKeyIndex,
        octets[0],
      ]),
      [
        [0x001, 1, 2],
        [0xfff, 0, 1],
      ],
    );
    t.is(keys.get(2), undefined);
  }
});

test("the new key is sent with from phase 2 on, and is the key when the refresh ends", (t) => {
  const rig = make();
  rig.keys.add(0, 5, key(1));
  rig.keys.add(1, 6, key(3));
  refresh(rig);
  rig.keys.update(0, 5, key(2));
  const sends = () => rig.keys.transmitKey(rig.keys.get(5)!).key[0];
  t.is(sends(), 1);
  phase2(rig);
  t.is(sends(), 2);
  t.is(rig.keys.get(5)!.key.key[0], 1);
  const again = rig.open().get(5)!;
  t.is(again.newKey!.key[0], 2);
  rig.subnets.setPhase(0, 3);
  rig.keys.finishRefresh(rig.subnets.get(0)!);
  t.is(sends(), 2);
  t.is(rig.keys.get(5)!.newKey, undefined);
  t.is(rig.keys.get(6)!.key.key[0], 3);
  t.is(rig.open().get(5)!.key.key[0], 2);
});

test("a key that was not updated stays as it is in a refresh", (t) => {
  const rig = make();
  rig.keys.add(0, 5, key(1));
  refresh(rig);
  phase2(rig);
  t.is(rig.keys.transmitKey(rig.keys.get(5)!).key[0], 1);
  rig.subnets.setPhase(0, 3);
  rig.keys.finishRefresh(rig.subnets.get(0)!);
  t.is(rig.keys.get(5)!.key.key[0], 1);
});

test("a store that fails changes nothing", (t) => {
  const rig = make();
  rig.keys.add(0, 5, key(1));
  refresh(rig);
  rig.store.failing = true;
  t.is(rig.keys.add(0, 6, key(1)), "failed");
  t.is(rig.keys.update(0, 5, key(2)), "failed");
  t.is(rig.keys.delete(0, 5), "failed");
  t.is(rig.keys.list.length, 1);
  t.is(rig.keys.get(5)!.newKey, undefined);
});

test("where the store fails at the end of a refresh the new key is used all the same, also after a restart", (t) => {
  const rig = make();
  rig.keys.add(0, 5, key(1));
  refresh(rig);
  rig.keys.update(0, 5, key(2));
  phase2(rig);
  rig.subnets.setPhase(0, 3);
  rig.store.failing = true;
  rig.keys.finishRefresh(rig.subnets.get(0)!);
  rig.store.failing = false;
  const entry = rig.keys.get(5)!;
  t.is(rig.keys.transmitKey(entry).key[0], 2);
  t.is(entry.newKey, undefined);
  const again = rig.open().get(5)!;
  t.is(again.key.key[0], 2);
  t.is(again.newKey, undefined);
});

test("a key that is added or updated is stored, though its record is torn at first", (t) => {
  const rig = make();
  rig.store.tornAt = rig.store.changes;
  t.is(rig.keys.add(0, 5, key(1)), "ok");
  t.is(rig.open().get(5)!.key.key[0], 1);
  refresh(rig);
  rig.store.tornAt = rig.store.changes;
  t.is(rig.keys.update(0, 5, key(2)), "ok");
  t.is(rig.open().get(5)!.newKey!.key[0], 2);
});

test("a record of another length is set aside", (t) => {
  const rig = make();
  rig.keys.add(0, 5, key(1));
  rig.records.write("a.006", new Uint8Array(21));
  t.is(rig.open().list.length, 1);
  t.true(rig.store.records.has("bad.a.006"));
});
