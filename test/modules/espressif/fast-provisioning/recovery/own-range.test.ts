import test from "ava";
import { checkOwnRecord } from "../../../../../modules/espressif/fast-provisioning/recovery/own-range.js";
import { isProvisioner } from "../../../../../modules/espressif/node-records/record-check.js";
import { key, RecoveryRig } from "../../../../support/recovery-rig.js";

/** A provisioner at 0005 with 0100..01ff, its node at 0180 with 01c0..01cf, and one at 0110 that was recovered. */
function rig() {
  const recovery = new RecoveryRig();
  const { database, ranges } = recovery;
  recovery.addProvisioner(5, { min: 0x100, max: 0x1ff });
  recovery.addProvisioner(0x180, { min: 0x1c0, max: 0x1cf });
  const node = { ...recovery.entry(0x110), elements: 2 };
  ranges.storeAwaited(0x110);
  database.add(node);
  const record = { ...node, rangeMin: 0x140, rangeMax: 0x15f };
  return { database, ranges, record };
}

for (const [name, result, changes] of [
  ["its range", "range", {}],
  ["a range of one address", "range", { rangeMin: 0x1ff, rangeMax: 0x1ff }],
  ["a range beside that of another one", "range", { rangeMin: 0x1d0, rangeMax: 0x1ff }],
  ["no range", "refused", { rangeMin: 0, rangeMax: 0 }],
  ["half a range", "refused", { rangeMin: 0, rangeMax: 0x15f }],
  ["a range that ends before it begins", "refused", { rangeMin: 0x15f, rangeMax: 0x140 }],
  ["a range beyond that of its provisioner", "refused", { rangeMin: 0x1f0, rangeMax: 0x200 }],
  ["a range that nobody was assigned", "refused", { rangeMin: 0x300, rangeMax: 0x3ff }],
  ["the range of its provisioner", "refused", { rangeMin: 0x100, rangeMax: 0x1ff }],
  ["its own address", "refused", { rangeMin: 0x110, rangeMax: 0x11f }],
  ["the address of a known node", "refused", { rangeMin: 0x170, rangeMax: 0x18f }],
  ["the range of another one", "refused", { rangeMin: 0x1c0, rangeMax: 0x1cf }],
  ["a part of the range of another one", "refused", { rangeMin: 0x1c8, rangeMax: 0x1df }],
  ["a range inside that of another one", "refused", { rangeMin: 0x1c1, rangeMax: 0x1c2 }],
  ["another UUID", "refused", { uuid: key(9) }],
  ["another device key", "refused", { deviceKey: key(9) }],
  ["other elements", "refused", { elements: 1 }],
  ["its second element's address", "refused", { address: 0x111 }],
  ["the address of nobody", "refused", { address: 0x120 }],
] as const)
  test(`a recovered node names ${name}: ${result}`, (t) => {
    const { record, ...network } = rig();
    t.is(checkOwnRecord(network, { ...record, ...changes }), result);
  });

test("its range is named once; the same again is known", (t) => {
  const { record, ...network } = rig();
  network.ranges.storeReported(0x110, { min: 0x140, max: 0x15f });
  t.is(checkOwnRecord(network, record), "known");
  t.is(checkOwnRecord(network, { ...record, rangeMax: 0x14f }), "refused");
  t.true(isProvisioner(record));
});

test("a node that was reported without a range cannot name one", (t) => {
  const { record, ...network } = rig();
  const other = { ...record, address: 0x120, elements: 1 };
  network.database.add({ ...other, netKeyIndex: 0 });
  t.is(checkOwnRecord(network, other), "refused");
  network.ranges.storeAwaited(0x120);
  t.is(checkOwnRecord(network, other), "range");
});
