// A Temporary Provisioner of a network that a phone began loses its power permanently. The phone finds its nodes through the proxy.
import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { appKeyIndex } from "../../../../support/fast-network.js";
import { loseProvisioner } from "../../../../support/lost-provisioner.js";
import { spread } from "../../../../support/thoroughness.js";

const phone = { phone: true };

test("begun by a phone: all its nodes are in the database, with the device keys that they have", async (t) => {
  const { children, network, others } = await loseProvisioner(phone);
  const { mesh, top, topHost } = network;
  t.deepEqual(network.faults(others), [
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
  // The phone advertises nothing, and the nodes are lit through its proxy.
  t.deepEqual(
    mesh.air.log.filter(({ from }) => from === topHost.radio.index),
    [],
  );
  await mesh.result(top.whenForwarding(30_000));
  t.true(await network.switchAll(true, others));
  network.close();
});

test("begun by a phone that asks nobody: they stay unknown", async (t) => {
  const topPolicy = { ...adaptivePolicy, recoveryDelay: Infinity };
  const { children, network } = await loseProvisioner({ ...phone, topPolicy });
  await t.throwsAsync(network.complete(6, 120_000), { message: /3 of 6 nodes/ });
  t.is(network.faults(children).length, 3);
  network.close();
});

test("the connection of the phone is lost while it looks for them: they are found all the same", async (t) => {
  for (const place of spread(10, 2)) {
    const { network, others } = await loseProvisioner(phone);
    const { clock, mesh, top } = network;
    const complete = mesh.outcome(top.whenComplete(6, 300_000), 400_000);
    await clock.run(adaptivePolicy.recoveryDelay + 100 * place);
    for (const connection of mesh.gatt!.connections) connection.close(place % 2 === 0 ? 0 : 1);
    t.is(await complete, undefined, `after ${place}`);
    t.deepEqual(network.faults(others), [], `after ${place}`);
    network.close();
  }
});

test("the phone goes away and comes back with its store while it looks for them", async (t) => {
  for (const place of spread(10, 2)) {
    const { network, others } = await loseProvisioner(phone);
    const { clock, mesh } = network;
    network.top.whenComplete(6, 300_000).catch(() => undefined);
    await clock.run(adaptivePolicy.recoveryDelay + 100 * place);
    network.cutTop();
    for (const connection of mesh.gatt!.connections) connection.close(0);
    await clock.run(700);
    network.bootTop(network.topHost.store.copy());
    await mesh.result(network.top.createAppKey(appKeyIndex));
    await mesh.result(network.top.begin(network.plan()));
    await network.complete(6, 300_000);
    t.deepEqual(network.faults(others), [], `after ${place}`);
    network.close();
  }
});
