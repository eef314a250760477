import test from "ava";
import { MeshError, TimeoutError } from "../../../../../modules/base/errors.js";
import { ConfigurationError } from "../../../../../modules/foundation/configuration/request.js";
import { FastProvisioningRefusedError } from "../../../../../modules/espressif/fast-provisioning/provisioner/top-provisioner.js";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import {
  type NodeRecord,
  nodeRecordServerId,
} from "../../../../../modules/espressif/node-records/messages.js";
import type { NodeRecordServer } from "../../../../../modules/espressif/node-records/server.js";
import { NetworkDatabase } from "../../../../../modules/provisioner/database.js";
import { appKeyIndex, type FastDevice, FastNetwork } from "../../../../support/fast-network.js";
import { testRecords } from "../../../../support/records.js";

/** What a node reports by itself, whatever its book says. */
function reportAs({ fast }: FastDevice, dst: number, records: readonly NodeRecord[]): void {
  const model = fast.node.elements[0]!.models.find(({ id }) => id === nodeRecordServerId);
  (model as NodeRecordServer).report(0x99, records, { dst, ttl: 0 });
}

const lie = {
  elements: 1,
  rangeMin: 0,
  rangeMax: 0,
  uuid: new Uint8Array(16).fill(0xee),
  deviceKey: new Uint8Array(16).fill(0xee),
};

test("another node under a known address is dropped and counted, and overwrites nothing", async (t) => {
  const network = new FastNetwork({ positions: [0, 0, 0] });
  const { devices, top } = network;
  const primary = await network.provision();
  await network.clock.run(3000);
  const [liar, victim] = devices.filter((device) => device !== primary) as [FastDevice, FastDevice];
  const before = top.nodes;
  reportAs(liar, top.provisioner.address, [{ ...lie, address: victim.address! }]);
  await network.clock.run(3000);
  t.deepEqual(top.nodes, before);
  t.is(top.provisioner.node.diagnostics.dropped("fast-provisioning.record"), 1);
  network.close();
});

test("nor does it where a node passes records on", async (t) => {
  const network = new FastNetwork({ positions: [1, 2, 2], range: 1 });
  const { devices, top } = network;
  await network.provision();
  await network.clock.run(5000);
  const [primary, liar, victim] = devices as [FastDevice, FastDevice, FastDevice];
  const own = primary.fast.nodes.entries.find(({ own: taken }) => taken)!;
  reportAs(liar.address === own.address ? victim : liar, primary.address!, []);
  // A node that the Primary Provisioner provisioned itself stays in its database.
  reportAs(own.address === liar.address ? liar : victim, primary.address!, [
    { ...lie, address: own.address },
  ]);
  await network.clock.run(3000);
  t.deepEqual(primary.fast.nodes.get(own.address), own);
  t.is(primary.fast.node.diagnostics.dropped("fast-provisioning.record"), 1);
  t.deepEqual(network.faults(), []);
  t.is(top.nodes.length, 3);
  network.close();
});

/** Who tells that the next nodes are it: one without addresses of its own, or one that takes in others. */
for (const [who, index] of [
  ["a node that was given no addresses", 1],
  ["a node that provisions others", 0],
] as const)
  test(`${who} takes no address of a node to come, with 255 elements and its own key`, async (t) => {
    const network = new FastNetwork({
      positions: [0, 0],
      policy: { ...adaptivePolicy, makesProvisioner: () => index === 0 },
    });
    const { devices, top } = network;
    const primary = await network.provision();
    await network.clock.run(5000);
    const other = devices.find((device) => device !== primary)!;
    const { range } = other.fast.server.settings ?? {};
    t.is(range !== undefined, index === 0);
    // The address that the Primary gives next, all after it as well.
    const next = other.address! + 1;
    reportAs(other, top.provisioner.address, [{ ...lie, address: next, elements: 255 }]);
    await network.clock.run(1000);
    t.is(top.nodes.length, 2);
    t.is(top.provisioner.node.diagnostics.dropped("fast-provisioning.record"), 1);
    t.is(top.provisioner.database.deviceKey(next), undefined);
    // None of its addresses is given out by the Primary, whose devices are the nearer ones.
    other.cut();
    const late = network.add(0);
    t.true(await network.until(() => late.address !== undefined, 30_000));
    t.is(late.address, next);
    await network.complete(3);
    t.deepEqual(network.faults([primary, late]), []);
    network.close();
  });

test("of its own addresses a node reports whom it took in, once", async (t) => {
  const network = new FastNetwork({ positions: [0, 0] });
  const { devices, top } = network;
  const primary = await network.provision();
  await network.clock.run(5000);
  const other = devices.find((device) => device !== primary)!;
  const address = other.fast.server.settings!.range!.min;
  const uuid = new Uint8Array(16).fill(0xaa);
  reportAs(other, top.provisioner.address, [{ ...lie, address, uuid }]);
  await network.clock.run(1000);
  t.is(top.nodes.length, 3);
  reportAs(other, top.provisioner.address, [{ ...lie, address }]);
  await network.clock.run(1000);
  t.deepEqual(top.provisioner.database.at(address)!.uuid, uuid);
  t.is(top.provisioner.node.diagnostics.dropped("fast-provisioning.record"), 1);
  network.close();
});

test("a device that became a node unheard is the Primary Provisioner all the same", async (t) => {
  const network = new FastNetwork({ positions: [0, 0] });
  const { devices, mesh, top, topHost } = network;
  await network.clock.run(1000);
  await mesh.result(top.createAppKey(appKeyIndex));
  const begun = top.begin(network.plan());
  // From its data on nothing of it arrives, until the link is given up.
  t.true(await network.until(() => topHost.store.records.has("fast.top"), 20_000));
  mesh.air.filter = (_, to) => to !== topHost.radio.index;
  const becameNode = () => devices.find(({ address }) => address !== undefined);
  t.true(await network.until(() => becameNode() !== undefined, 20_000));
  await network.clock.run(10_000);
  t.is(top.nodes.length, 0);
  mesh.air.filter = () => true;
  const { address } = await mesh.result(begun);
  t.is(address, becameNode()!.address!);
  await network.complete();
  t.deepEqual(network.faults(), []);
  network.close();
});

test("after a restart without `begin` it enters a round with the Primary that there was", async (t) => {
  const network = new FastNetwork({ positions: [0] });
  const primary = await network.provision();
  const store = network.topHost.store;
  network.cutTop();
  network.bootTop(store.copy());
  const { mesh, top } = network;
  t.is(top.primary?.address, primary.address!);
  t.is(top.nodes.length, 1);
  t.true((await mesh.outcome(top.suspend())) instanceof MeshError, "nothing was begun in this run");
  network.add(0);
  await mesh.result(top.enter(network.plan()));
  await network.complete(2);
  t.deepEqual(network.faults(), []);
  network.close();
});

test("a node without the AppKey is given it before it is told to begin", async (t) => {
  const network = new FastNetwork({ positions: [0, 0] });
  const { mesh, top } = network;
  await network.clock.run(1000);
  await mesh.result(top.createAppKey(appKeyIndex));
  const { uuid } = network.devices[0]!;
  const { address } = await mesh.result(top.provisioner.provision(uuid));
  await mesh.result(top.enter(network.plan(), address));
  await network.complete();
  t.deepEqual(network.faults(), []);
  network.close();
});

test("an AppKey is made once, whatever the number of starts; another one under its index is an error", async (t) => {
  const network = new FastNetwork({ positions: [] });
  const { mesh, top } = network;
  await mesh.result(top.createAppKey(appKeyIndex));
  const key = () => top.provisioner.node.network!.applicationKeys.get(appKeyIndex)!.key.key;
  const before = key();
  await mesh.result(top.createAppKey(appKeyIndex));
  await mesh.result(top.createAppKey(appKeyIndex, before));
  t.deepEqual(key(), before);
  const other = new Uint8Array(16).fill(7);
  t.true((await mesh.outcome(top.createAppKey(appKeyIndex, other))) instanceof ConfigurationError);
  t.deepEqual(key(), before);
});

test("records that the store does not take are reported again, until they are stored", async (t) => {
  const network = new FastNetwork({ positions: [0, 0, 0] });
  const { mesh, top, topHost } = network;
  await network.begin();
  topHost.store.failing = true;
  const failed = () => topHost.events.filter(({ type }) => type === "store.failure").length > 0;
  t.true(await network.until(failed, 20_000));
  await network.clock.run(2000);
  topHost.store.failing = false;
  await network.complete();
  await network.clock.run(5000);
  t.deepEqual(network.faults(), []);
  const { records } = testRecords(topHost.store.copy());
  const stored = new NetworkDatabase({ crypto: mesh.crypto, records, firstAddress: 5 });
  t.deepEqual(stored.nodes, top.nodes);
  network.close();
});

test("a node that refuses to begin is an error with what it said", async (t) => {
  const network = new FastNetwork({ positions: [0] });
  const { mesh, top } = network;
  await network.clock.run(1000);
  await mesh.result(top.createAppKey(appKeyIndex));
  const error = await mesh.outcome(top.begin(network.plan({ group: 0x1234 })));
  t.true(error instanceof FastProvisioningRefusedError);
  t.like(error, { name: "FastProvisioningRefusedError", answer: { group: 1 } });
  t.is(network.devices[0]!.fast.server.state, "idle");
  // With a group that is one it goes on with the same node.
  await mesh.result(top.enter(network.plan()));
  t.is(top.nodes.length, 1);
  await network.clock.run(100);
  t.is(network.devices[0]!.fast.server.state, "active");
  network.close();
});

test("nothing can be asked of a network that was not begun", async (t) => {
  const { mesh, top } = new FastNetwork({ positions: [] });
  const attempts: readonly (() => Promise<unknown>)[] = [
    () => top.enter({ matchValue: new Uint8Array(0), group: 0xc000, count: 1, appKeyIndex }),
    () => top.suspend(),
    () => top.getAddresses(),
  ];
  for (const attempt of attempts) t.true((await mesh.outcome(attempt())) instanceof MeshError);
});

test("without a device whose UUID fits there is a timeout", async (t) => {
  const network = new FastNetwork({ positions: [0] });
  const { mesh, top } = network;
  await mesh.result(top.createAppKey(appKeyIndex));
  const plan = network.plan({ matchValue: Uint8Array.of(0xdd, 0xde) });
  t.true((await mesh.outcome(top.begin(plan))) instanceof TimeoutError);
  t.is(network.devices[0]!.address, undefined);
  network.close();
});

test("whoever waits for more nodes than there are is told how many there are", async (t) => {
  const network = new FastNetwork({ positions: [0, 0] });
  const { mesh, top } = network;
  await network.provision();
  await mesh.result(top.whenComplete(2, 1000));
  const error = await mesh.outcome(top.whenComplete(3, 5000));
  t.true(error instanceof TimeoutError);
  t.is((error as Error).message, "2 of 3 nodes after 5000 ms");
  network.close();
});

test("a top provisioner that is closed has no timer left, whatever it was at", async (t) => {
  for (const after of [0, 300, 1100, 1300, 4000]) {
    const network = new FastNetwork({ positions: [0, 0, 0] });
    await network.provision();
    for (const device of network.devices) device.cut();
    await network.clock.run(after);
    network.top.close();
    await network.clock.run(60_000);
    t.is(network.clock.pending, 0, `after ${after} ms`);
  }
});
