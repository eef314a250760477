// Provisioners in a row, of which the first loses its power permanently, or two of them do.
import test from "ava";
import { TimeoutError } from "../../../../../modules/base/errors.js";
import { ProvisionerRanges } from "../../../../../modules/espressif/fast-provisioning/addresses/provisioner-ranges.js";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import type { FastProvisioningPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/policy.js";
import type {
  FastDevice,
  FastNetwork,
  FastNetworkOptions,
} from "../../../../support/fast-network.js";
import {
  bridge,
  hasConfigured,
  networkOf,
  silent,
  silentParent,
} from "../../../../support/lost-provisioner.js";
import { testRecords } from "../../../../support/records.js";

/** Its nodes provision others. */
const parent: FastProvisioningPolicy = { ...adaptivePolicy, makesProvisioner: () => true };
/** Its nodes provision nobody. */
const last: FastProvisioningPolicy = { ...adaptivePolicy, makesProvisioner: () => false };

interface Generations {
  readonly network: FastNetwork;
  /** Provisioners, from position 2 on, one at each: each is provisioned by the one before. */
  readonly generations: readonly FastDevice[];
  /** Nodes of the last one. */
  readonly nodes: readonly FastDevice[];
}

/** A line of provisioners with bridges beside them, and three nodes at its end, until these are configured. */
async function begin(
  policies: readonly FastProvisioningPolicy[],
  options: Partial<FastNetworkOptions> = {},
): Promise<Generations> {
  const network = await networkOf(options);
  const generations = policies.map((policy, i) => network.add(2 + i, policy));
  for (const i of policies.keys()) network.add(2 + i, bridge, false);
  const nodes = [0, 0, 0].map(() => network.add(2 + policies.length, adaptivePolicy));
  await network.begin();
  const configured = () => hasConfigured(generations.at(-1)!, 3);
  if (!(await network.until(configured, 60_000))) throw new Error("its nodes are not configured");
  return { generations, network, nodes };
}

/** Cuts the power of some, and waits until all are known: these were, or become so. */
function lose({ network }: Generations, ...lost: readonly FastDevice[]) {
  for (const device of lost) device.cut();
  const others = network.devices.filter((device) => !lost.includes(device));
  const { mesh, top } = network;
  const outcome = mesh.outcome(top.whenComplete(network.devices.length, 400_000), 500_000);
  return { others, outcome };
}

/** The range of a node, as the store of the top provisioner has it. */
function rangesOf({ topHost }: FastNetwork, { address }: FastDevice) {
  const { records } = testRecords(topHost.store.copy());
  return new ProvisionerRanges({ records }).rangesOf(address!);
}

for (const [name, options] of [
  ["a network", {}],
  ["a network that a phone began", { phone: true }],
] as const)
  test(`${name}: the first is gone, and what the second told it: the second reports its nodes to the top provisioner`, async (t) => {
    const line = await begin([silentParent, last], options);
    const [first, second] = line.generations as [FastDevice, FastDevice];
    const { network, nodes } = line;
    await network.clock.run(2000);
    t.true(network.faults([second, ...nodes]).every((fault) => fault.includes("not in")));
    const { others, outcome } = lose(line, first);
    t.is(await outcome, undefined);
    t.deepEqual(network.faults(others), []);
    t.is(rangesOf(network, second).length, 1);
    // What it reported is acknowledged: it does not go on.
    await network.clock.run(10_000);
    t.is(second.fast.unreported, 0);
    network.close();
  });

test("the second is gone too when its range is known: its nodes are asked", async (t) => {
  const line = await begin([silentParent, last]);
  const [first, second] = line.generations as [FastDevice, FastDevice];
  const { network } = line;
  const { outcome } = lose(line, first);
  t.true(await network.until(() => rangesOf(network, second).length === 1));
  second.cut();
  t.is(await outcome, undefined);
  const others = network.devices.filter((device) => device !== first && device !== second);
  t.deepEqual(network.faults(others), []);
  network.close();
});

test("both are gone after the second was reported: nodes of both are asked", async (t) => {
  const line = await begin([parent, silent]);
  const { generations, network } = line;
  t.true(await network.until(() => network.top.nodes.length === 5, 60_000));
  const { others, outcome } = lose(line, ...generations);
  t.is(await outcome, undefined);
  t.deepEqual(network.faults(others), []);
  network.close();
});

test("the first of three is gone: the second and the third report", async (t) => {
  const line = await begin([silentParent, parent, last]);
  const { generations, network } = line;
  const { others, outcome } = lose(line, generations[0]!);
  t.is(await outcome, undefined);
  t.deepEqual(network.faults(others), []);
  network.close();
});

test("both are gone, and nobody knows the second: its nodes stay unknown, all others do not", async (t) => {
  const line = await begin([silentParent, silent]);
  const { generations, network, nodes } = line;
  const { others, outcome } = lose(line, ...generations);
  t.true((await outcome) instanceof TimeoutError);
  t.deepEqual(network.faults(others.filter((device) => !nodes.includes(device))), []);
  t.is(network.faults(nodes).length, 3);
  network.close();
});
