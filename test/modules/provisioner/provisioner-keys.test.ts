import test from "ava";
import { lightUuid, NetworkRig } from "../../support/network-rig.js";

const keyOf = (octet: number) => new Uint8Array(16).fill(octet);

async function made() {
  const rig = new NetworkRig();
  const { node } = rig.light();
  const { provisioner } = rig;
  const { address } = await rig.mesh.result(provisioner.provision(lightUuid));
  const result = <T>(promise: Promise<T>) => rig.mesh.result(promise);
  return { address, node, provisioner, result, rig };
}

test("a node is given a second subnet, with an AppKey of its own", async (t) => {
  const { address, node, provisioner, result } = await made();
  t.deepEqual(await result(provisioner.createNetKey(4, keyOf(4))), keyOf(4));
  t.is((await result(provisioner.createNetKey(5))).length, 16);
  t.deepEqual(await result(provisioner.createAppKey(1, { netKey: 4, key: keyOf(1) })), keyOf(1));
  t.deepEqual(await result(provisioner.createAppKey(2, keyOf(2))), keyOf(2));
  t.is((await result(provisioner.createAppKey(3))).length, 16);
  await result(provisioner.addNetKey(address, 4));
  await result(provisioner.addAppKey(address, 1));
  const { applicationKeys, subnets } = node.network!;
  t.deepEqual(subnets.get(4)!.keys.key, keyOf(4));
  t.like(applicationKeys.get(1)!, { netKeyIndex: 4 });
  t.deepEqual(await result(provisioner.configuration.getNetKeys(address)), [0, 4]);
  const own = provisioner.node.network!.applicationKeys;
  t.deepEqual(
    own.list.map(({ appKeyIndex, netKeyIndex }) => [appKeyIndex, netKeyIndex]),
    [
      [1, 4],
      [2, 0],
      [3, 0],
    ],
  );
});

test("in phase 2 of a key refresh a node gets the NetKey that is sent with", async (t) => {
  const { address, node, provisioner, result } = await made();
  await result(provisioner.createNetKey(4, keyOf(4)));
  const { subnets } = provisioner.node.network!;
  subnets.update(4, keyOf(5));
  subnets.setPhase(4, 2);
  await result(provisioner.addNetKey(address, 4));
  t.deepEqual(node.network!.subnets.get(4)!.keys.key, keyOf(5));
});

test("a device is taken into a subnet, and reached by its NetKey", async (t) => {
  const { provisioner, result, rig } = await made();
  await result(provisioner.createNetKey(4));
  const uuid = keyOf(0x22);
  const { node } = rig.light(undefined, { uuid });
  const { address } = await result(provisioner.provision(uuid, { netKey: 4 }));
  t.is(provisioner.database.at(address)!.netKeyIndex, 4);
  const options = { netKeyIndex: 4 };
  t.is(await result(provisioner.configuration.getDefaultTtl(address, options)), 7);
  t.is(node.address, address);
});

test("keys are deleted from the provisioner, those of a subnet with it, also from its store", async (t) => {
  const { provisioner, result, rig } = await made();
  await result(provisioner.createNetKey(4));
  for (const [index, netKey] of [
    [1, 4],
    [2, 0],
    [3, 0],
  ] as const)
    await result(provisioner.createAppKey(index, { netKey }));
  await result(provisioner.deleteNetKey(4));
  await result(provisioner.deleteAppKey(2));
  rig.restartProvisioner();
  const { applicationKeys, subnets } = rig.provisioner.node.network!;
  t.deepEqual(
    [
      subnets.list.map((key) => key.netKeyIndex),
      applicationKeys.list.map((key) => key.appKeyIndex),
    ],
    [[0], [3]],
  );
});

test("errors of keys say what to do", async (t) => {
  const { address, provisioner, rig } = await made();
  const refused = [
    [provisioner.createAppKey(1, { netKey: 9 }), "netKey 9: create that NetKey first"],
    [provisioner.addNetKey(address, 9), "netKeyIndex 9: create that NetKey first"],
    [provisioner.addAppKey(address, 9), "appKeyIndex 9: create that AppKey first"],
    [provisioner.deleteAppKey(9), "appKeyIndex 9: there is no such AppKey"],
    [provisioner.deleteNetKey(9), "netKeyIndex 9: there is no such NetKey"],
    [
      provisioner.deleteNetKey(0),
      "netKeyIndex 0: the provisioner needs the primary NetKey; refresh it instead",
    ],
  ] as const;
  for (const [promise, message] of refused) {
    const error = await rig.mesh.outcome<unknown>(promise);
    t.true(error instanceof RangeError);
    t.is((error as Error).message, message);
  }
});
