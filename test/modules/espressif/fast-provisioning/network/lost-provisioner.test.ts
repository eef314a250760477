// A Temporary Provisioner that loses its power permanently before it has reported its nodes.
import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import type { FastProvisioningPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/policy.js";
import { FastNetwork } from "../../../../support/fast-network.js";

/** Its records wait longer than the test takes, and its nodes provision nobody. */
const silent: FastProvisioningPolicy = {
  ...adaptivePolicy,
  report: { ...adaptivePolicy.report, batchDelay: 1_000_000, batchSize: Infinity },
  makesProvisioner: () => false,
};
/** It connects what is left, and provisions nobody. */
const bridge: FastProvisioningPolicy = { ...adaptivePolicy, maxLinks: 0 };

/** Until the Temporary Provisioner has configured its three nodes and lost its power, without a report. */
async function lose(topPolicy: FastProvisioningPolicy = adaptivePolicy) {
  const network = new FastNetwork({ positions: [1], range: 1, topPolicy });
  const lost = network.add(2, silent);
  network.add(2, bridge);
  for (let i = 0; i < 3; i++) network.add(3);
  const { devices, top } = network;
  await network.begin();
  const configured = () =>
    top.nodes.length === 3 &&
    lost.fast.provisioner?.history.filter((child) => child.configured !== undefined).length === 3;
  const happened = await network.until(configured, 30_000);
  lost.cut();
  const children = devices.slice(3);
  return { children, happened, lost, network, others: devices.filter((other) => other !== lost) };
}

test("all its nodes are in the database, with the device keys that they have", async (t) => {
  const { children, happened, network, others } = await lose();
  const { mesh, top } = network;
  t.true(happened);
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
  const { children, happened, network } = await lose({
    ...adaptivePolicy,
    recoveryDelay: Infinity,
  });
  t.true(happened);
  await t.throwsAsync(network.complete(6, 120_000), { message: /3 of 6 nodes/ });
  t.is(network.faults(children).length, 3);
  network.close();
});
