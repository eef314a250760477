import test from "ava";
import { DamagedNetworkError } from "../../../modules/provisioner/damaged-network.js";
import { NetworkRig } from "../../support/network-rig.js";
import { TestStore } from "../../support/records.js";

async function network() {
  const rig = new NetworkRig();
  const { node } = rig.light();
  await rig.mesh.result(rig.setUp());
  node.close();
  return rig;
}

const damages: readonly (readonly [string, (record: Uint8Array) => Uint8Array])[] = [
  ["one bit", (record) => record.map((octet, i) => (i === record.length >> 1 ? octet ^ 4 : octet))],
  ["the last octet cut off", (record) => record.slice(0, -1)],
  ["nothing left", () => new Uint8Array(0)],
];

for (const key of ["iv", "node", "n.000"])
  for (const [name, damage] of damages)
    test(`a provisioner whose record ${key} is damaged, ${name}, makes no new network`, async (t) => {
      const rig = await network();
      rig.provisioner.close();
      const store = rig.provisionerHost.store.copy();
      const sound = store.records.get(key)!;
      store.records.set(key, damage(sound));
      for (let start = 0; start < 2; start++) {
        const error = t.throws(() => rig.restartProvisioner(store), {
          instanceOf: DamagedNetworkError,
        });
        t.deepEqual(error.records, [key]);
        t.regex(error.message, new RegExp(`with 1 nodes.*"${key}".*damaged.*Restore the store`));
      }
      // With the record restored it goes on.
      store.records.set(key, sound);
      rig.restartProvisioner(store);
      t.is(rig.provisioner.database.nodes.length, 1);
      rig.provisioner.close();
    });

test("the NetKey of another subnet does not make up for the first one", async (t) => {
  const rig = await network();
  rig.provisioner.node.network!.subnets.add(1, new Uint8Array(16).fill(9));
  const store = rig.provisionerHost.store.copy();
  store.records.delete("n.000");
  const error = t.throws(() => rig.restartProvisioner(store), { instanceOf: DamagedNetworkError });
  t.regex(error.message, /"n\.000".*is missing/);
});

test("a first start that was cut off before there was a network is begun again", (t) => {
  const rig = new NetworkRig();
  const { changes } = rig.provisionerHost.store;
  rig.provisioner.close();
  for (let cutAt = 0; cutAt < changes; cutAt++) {
    const store = new TestStore();
    store.cutAt = cutAt;
    try {
      new NetworkRig({ store }).provisioner.close();
    } catch {
      // The power went.
    }
    const again = new NetworkRig({ store: store.copy() });
    t.true(again.provisioner.node.provisioned, `cut at ${cutAt}`);
    again.provisioner.close();
  }
});

test("a first start whose store fails leaves nothing running, and can be tried again", (t) => {
  const { provisionerHost, provisioner } = new NetworkRig();
  const { changes } = provisionerHost.store;
  provisioner.close();
  t.true(changes >= 5);
  let refused = 0;
  for (let change = 0; change < changes; change++) {
    const rig = new NetworkRig();
    rig.provisioner.close();
    const store = new TestStore();
    store.failAt = change;
    const { pending } = rig.mesh.clock;
    try {
      rig.restartProvisioner(store);
    } catch {
      refused++;
      t.is(rig.mesh.clock.pending, pending, `change ${change}`);
      t.false(rig.provisionerHost.radio.scans, `change ${change}`);
      rig.restartProvisioner(store);
    }
    t.true(rig.provisioner.node.provisioned);
    rig.provisioner.close();
  }
  t.true(refused >= 3, `${refused} refused`);
});
