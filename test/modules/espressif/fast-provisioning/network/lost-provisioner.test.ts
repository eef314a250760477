// A Temporary Provisioner that loses its power permanently before it has reported its nodes.
import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import type { NodeRecordOrigin } from "../../../../../modules/espressif/node-records/messages.js";
import { loadOrigin } from "../../../../../modules/espressif/node-records/origin-record.js";
import type { FastDevice } from "../../../../support/fast-network.js";
import { loseProvisioner, serverOf } from "../../../../support/lost-provisioner.js";
import { testRecords } from "../../../../support/records.js";

test("all its nodes are in the database, with the device keys that they have", async (t) => {
  const { children, network, others } = await loseProvisioner();
  const { mesh, top } = network;
  t.deepEqual(network.faults(children), [
    "3 is not in the database",
    "4 is not in the database",
    "5 is not in the database",
  ]);
  await network.complete();
  t.deepEqual(network.faults(others), []);
  const { configuration } = top.provisioner;
  for (const { address } of children)
    t.is(await mesh.result(configuration.setDefaultTtl(address!, 9)), 9);
  for (const { store } of children) t.false(store.records.has("fast-own"));
  t.is(top.provisioner.node.diagnostics.dropped("fast-provisioning.origin"), 0);
  network.close();
});

test("without asking them they stay unknown", async (t) => {
  const { children, network } = await loseProvisioner({
    topPolicy: { ...adaptivePolicy, recoveryDelay: Infinity },
  });
  await t.throwsAsync(network.complete(6, 120_000), { message: /3 of 6 nodes/ });
  t.is(network.faults(children).length, 3);
  network.close();
});

/** The node answers before it is asked, with something else in place of the truth. */
function forge(node: FastDevice, changes: Partial<NodeRecordOrigin>): void {
  const origin = loadOrigin(testRecords(node.store.copy()).records)!;
  const { uuid } = node;
  serverOf(node).sendOrigin(
    { ...origin, uuid, elements: 1, ...changes },
    { dst: 1, appKeyIndex: 0 },
  );
}

for (const [name, changes] of [
  ["another provisioner's key", { provisionerKeyStart: new Uint8Array(4) }],
  ["a public key that is no point of the curve", { publicKey: new Uint8Array(64).fill(7) }],
  ["another salt, so that the node does not have the device key", { salt: new Uint8Array(16) }],
  ["more elements than the node has", { elements: 255 }],
] as const)
  test(`an Origin Status with ${name} adds no node, and is counted`, async (t) => {
    const { children, network, others } = await loseProvisioner();
    const { top } = network;
    await network.clock.run(4000);
    void network.mesh.outcome(top.whenComplete(6, 200_000), 300_000);
    forge(children[0]!, changes);
    const dropped = () => top.provisioner.node.diagnostics.dropped("fast-provisioning.origin");
    t.true(await network.until(() => dropped() === 1, 30_000));
    t.is(network.faults([children[0]!]).length, 1);
    t.true(await network.until(() => network.faults(others).length === 0));
    network.close();
  });

test("an Origin Status that nobody waits for adds no node", async (t) => {
  const { children, network } = await loseProvisioner();
  await network.clock.run(4000);
  forge(children[0]!, {});
  await network.clock.run(30_000);
  t.is(network.faults(children).length, 3);
  t.true(network.top.provisioner.node.diagnostics.dropped("fast-provisioning.origin") <= 1);
  network.close();
});

test("a record that is reported while its node is asked takes precedence", async (t) => {
  const { children, lost, network } = await loseProvisioner({}, false);
  const { devices, mesh, top } = network;
  const [child] = children as [FastDevice];
  await network.clock.run(4000);
  void mesh.outcome(top.whenComplete(6, 200_000), 300_000);
  forge(child, { salt: new Uint8Array(16) });
  t.true(
    await network.until(() => top.nodes.some(({ address }) => address === child.address), 9000),
  );
  t.is(network.faults([child])[0], "3 has another device key");
  const record = lost.fast.nodes.get(child.address!)!;
  serverOf(lost).report(77, [record], { dst: 1 });
  t.true(await network.until(() => network.faults([child]).length === 0, 5000));
  await network.clock.run(30_000);
  t.deepEqual(network.faults([child]), []);
  t.is(devices.length, 6);
  network.close();
});

test("what has to be encrypted with a device key is dropped with the AppKey, and the other way round", async (t) => {
  const { children, network } = await loseProvisioner();
  const server = serverOf(children[0]!);
  const { diagnostics } = children[0]!.fast.node;
  const context = { src: 1, dst: 2, ttl: 5, netKeyIndex: 0, rssi: -50, deviceKey: undefined };
  t.true(server.accepts({ ...context, appKeyIndex: 0 }, false, 6));
  t.true(server.accepts({ ...context, appKeyIndex: undefined }, true, 2));
  t.is(diagnostics.dropped("access.not-bound"), 0);
  t.false(server.accepts({ ...context, appKeyIndex: 0 }, true, 2));
  t.false(server.accepts({ ...context, appKeyIndex: undefined }, false, 6));
  t.is(diagnostics.dropped("access.not-bound"), 2);
  network.close();
});
