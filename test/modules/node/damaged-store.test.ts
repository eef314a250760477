import test from "ava";
import { NetworkRig } from "../../support/network-rig.js";
import type { TestStore } from "../../support/records.js";

async function provisioned(): Promise<{ rig: NetworkRig; store: TestStore }> {
  const rig = new NetworkRig();
  const { node, store } = rig.light();
  await rig.mesh.result(rig.setUp());
  const { configuration } = rig.provisioner;
  await rig.mesh.result(configuration.setDefaultTtl(2, 9));
  node.close();
  return { rig, store };
}

const damages: readonly (readonly [string, (record: Uint8Array) => Uint8Array])[] = [
  ["one bit", (record) => record.map((octet, i) => (i === record.length >> 1 ? octet ^ 4 : octet))],
  ["the version", (record) => record.map((octet, i) => (i === 0 ? octet + 1 : octet))],
  ["the last octet cut off", (record) => record.slice(0, -1)],
  ["nothing left", () => new Uint8Array(0)],
  ["all ones", (record) => new Uint8Array(record.length).fill(0xff)],
];

for (const [name, damage] of damages)
  test(`every record in turn is damaged, ${name}: told, set aside, and the node comes up`, async (t) => {
    const { rig, store } = await provisioned();
    const keys = store.keys();
    for (const expected of [
      "uuid",
      "node",
      "iv",
      "cfg",
      "n.000",
      "a.000",
      "r.0001",
      "m001000",
      "d001000",
    ])
      t.true(keys.includes(expected) || expected === "uuid", expected);
    for (const key of keys) {
      const copy = store.copy();
      copy.records.set(key, damage(copy.records.get(key)!));
      const { host, node } = rig.light(copy);
      const told = host.events.filter((event) => event.type === "store.corrupt");
      t.is(told.length, 1, key);
      t.like(told[0], { key });
      t.false(copy.records.has(key), key);
      t.true(copy.records.has(`bad.${key}`.slice(0, 15)), key);
      const needed = ["node", "iv", "n.000"].includes(key);
      t.is(node.provisioned, !needed, key);
      node.close();

      // At the next start it is no news.
      const next = rig.light(copy);
      t.deepEqual(
        next.host.events.filter(({ type }) => type === "store.corrupt"),
        [],
      );
      t.is(next.node.provisioned, !needed, key);
      next.node.close();
    }
  });

test("a store that cannot be read at all is an empty one", (t) => {
  const rig = new NetworkRig();
  const host = rig.mesh.host();
  const broken = Object.assign(host.store, {
    read: () => {
      throw new Error("no medium");
    },
    keys: () => {
      throw new Error("no medium");
    },
    failing: true,
  });
  const { host: other, node } = rig.light(broken);
  t.false(node.provisioned);
  t.true(other.events.some(({ type }) => type === "store.failure"));
  node.close();
});
