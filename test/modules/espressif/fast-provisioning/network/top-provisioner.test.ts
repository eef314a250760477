import test from "ava";
import { MeshError, TimeoutError } from "../../../../../modules/base/errors.js";
import { FastProvisioningRefusedError } from "../../../../../modules/espressif/fast-provisioning/top-provisioner.js";
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
  provisions: false,
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
  const own = primary.fast.book.entries.find(({ own: taken }) => taken)!;
  reportAs(liar.address === own.address ? victim : liar, primary.address!, []);
  // Whoever the Primary Provisioner took in itself is in its book for good.
  reportAs(own.address === liar.address ? liar : victim, primary.address!, [
    { ...lie, address: own.address },
  ]);
  await network.clock.run(3000);
  t.deepEqual(primary.fast.book.get(own.address), own);
  t.is(primary.fast.node.diagnostics.dropped("fast-provisioning.record"), 1);
  t.deepEqual(network.faults(), []);
  t.is(top.nodes.length, 3);
  network.close();
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
    () => top.enter({ match: new Uint8Array(0), group: 0xc000, count: 1, appKeyIndex }),
    () => top.suspend(),
    () => top.askAddresses(),
  ];
  for (const attempt of attempts) t.true((await mesh.outcome(attempt())) instanceof MeshError);
});

test("without a device whose UUID fits there is a timeout", async (t) => {
  const network = new FastNetwork({ positions: [0] });
  const { mesh, top } = network;
  await mesh.result(top.createAppKey(appKeyIndex));
  const plan = network.plan({ match: Uint8Array.of(0xdd, 0xde) });
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
