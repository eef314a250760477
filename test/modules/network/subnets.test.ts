import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { acceptsBeacons } from "../../../modules/network/key-refresh.js";
import { receiveKeys, Subnets, transmitKeys } from "../../../modules/network/subnets.js";
import { crypto } from "../../support/crypto.js";
import { testRecords } from "../../support/records.js";

const first = fromHex("000102030405060708090a0b0c0d0e0f");
const second = fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
const third = fromHex("55555555555555555555555555555555");

function make(capacity = 2) {
  const base = testRecords();
  return { ...base, subnets: new Subnets({ crypto, records: base.records, capacity }) };
}

test("keys are added, known, refused and deleted with the specified results", (t) => {
  const { subnets, store } = make();
  t.is(subnets.add(1, first), "ok");
  t.is(subnets.add(1, first), "ok");
  t.is(subnets.add(1, second), "stored");
  t.is(subnets.delete(1), "last");
  t.is(subnets.add(0, second), "ok");
  t.is(subnets.add(2, third), "full");
  t.deepEqual(
    subnets.list.map(({ netKeyIndex }) => netKeyIndex),
    [0, 1],
  );
  t.is(subnets.delete(5), "ok");
  store.failing = true;
  t.is(subnets.delete(1), "failed");
  t.is(subnets.update(0, third), "failed");
  t.is(subnets.get(0)!.phase, 0);
  store.failing = false;
  t.is(subnets.delete(1), "ok");
  t.is(subnets.get(1), undefined);
});

type Step = "update" | "update again" | "update other" | "phase 2" | "phase 3";
const table: readonly (readonly [readonly Step[], 0 | 1 | 2, "old" | "new", string])[] = [
  [["update"], 1, "old", "ok"],
  [["update", "update again"], 1, "old", "ok"],
  [["update", "update other"], 1, "old", "cannot-update"],
  [["phase 2"], 0, "old", "cannot-update"],
  [["phase 3"], 0, "old", "ok"],
  [["update", "phase 2"], 2, "new", "ok"],
  [["update", "phase 2", "phase 2"], 2, "new", "ok"],
  [["update", "phase 2", "update again"], 2, "new", "cannot-update"],
  [["update", "phase 2", "phase 3"], 0, "new", "ok"],
  [["update", "phase 3"], 0, "new", "ok"],
];

for (const [steps, phase, sends, result] of table)
  test(`key refresh: ${steps.join(", ")}`, (t) => {
    const { subnets, records } = make();
    subnets.add(0, first);
    const actions: Record<Step, () => string> = {
      update: () => subnets.update(0, second),
      "update again": () => subnets.update(0, second),
      "update other": () => subnets.update(0, third),
      "phase 2": () => subnets.setPhase(0, 2),
      "phase 3": () => subnets.setPhase(0, 3),
    };
    const results = steps.map((step) => actions[step]());
    t.is(results.at(-1), result);
    for (const list of [subnets, new Subnets({ crypto, records, capacity: 2 })]) {
      const subnet = list.get(0)!;
      t.is(subnet.phase, phase);
      t.is(toHex(transmitKeys(subnet).key), toHex(sends === "new" ? second : first));
      list.close();
    }
  });

test("a key may not be refreshed to itself, and an unknown one not at all", (t) => {
  const { subnets } = make();
  subnets.add(0, first);
  t.is(subnets.update(0, first), "stored");
  t.is(subnets.update(1, second), "unknown");
  t.is(subnets.setPhase(1, 2), "unknown");
});

test("a record that makes no sense is set aside, the others are loaded", (t) => {
  const { subnets, records, store } = make();
  subnets.add(0, first);
  records.write("n.001", new Uint8Array(20));
  const again = new Subnets({ crypto, records, capacity: 2 });
  t.is(again.list.length, 1);
  t.true(store.records.has("bad.n.001"));
});

/** What each key may do in each phase of a key refresh. §3.11.4 */
const uses: readonly (readonly [
  phase: string,
  steps: readonly ("update" | 2 | 3)[],
  sends: "old" | "new",
  receives: readonly ("old" | "new")[],
  processes: readonly ("old" | "new")[],
])[] = [
  ["0", [], "old", ["old"], ["old"]],
  ["1", ["update"], "old", ["old", "new"], ["old", "new"]],
  ["2", ["update", 2], "new", ["old", "new"], ["new"]],
  ["0 again", ["update", 2, 3], "new", ["new"], ["new"]],
];

for (const [phase, steps, sends, receives, processes] of uses)
  test(`what keys are for in phase ${phase}: PDUs and proxies, and beacons`, (t) => {
    const { subnets } = make();
    subnets.add(0, first);
    for (const step of steps)
      if (step === "update") subnets.update(0, second);
      else subnets.setPhase(0, step);
    const subnet = subnets.get(0)!;
    const name = ({ key }: { readonly key: Uint8Array }) =>
      toHex(key) === toHex(first) ? "old" : "new";
    t.is(name(transmitKeys(subnet)), sends);
    t.deepEqual(receiveKeys(subnet).map(name), receives);
    t.deepEqual(
      receiveKeys(subnet)
        .filter((keys) => acceptsBeacons(subnet.phase, keys === subnet.newKeys))
        .map(name),
      processes,
    );
  });
