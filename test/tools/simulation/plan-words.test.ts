// What a world says of a message that a model did not take, in the words of its plan.
import test from "ava";
import { Node, GenericOnOffServer, type Host, type Board } from "xs-mesh";
import { type NetworkPlan, World } from "xs-mesh/simulation";
import { planGroups, planRequests } from "../../support/mistakes/plan.js";

const server = "Generic OnOff Server";

function lamp(host: Host, board: Board): Node {
  const model = () => new GenericOnOffServer({ onChange: (on) => board.light(on) });
  return new Node({
    host,
    companyId: 0xffff,
    elements: [{ models: [model()] }, { models: [model()] }],
  });
}

/** Two lamps of two elements, at 0002 and 0004 in the order in which their beacons came. */
async function hall(t: { teardown(work: () => void): void }, plan: NetworkPlan): Promise<World> {
  const world = new World({
    air: "ideal",
    network: { appKeys: ["main", "doors"], groups: ["all", "hall"], ...plan },
  });
  t.teardown(() => world.close());
  await world.add("kitchen", { firmware: lamp });
  await world.add("desk-1", { firmware: lamp });
  await world.provision("kitchen");
  await world.provision("desk-1");
  return world;
}

const its = `its model ${server}`;

for (const { dst = 0xc000, key = 0, mistake, nodes, text } of planGroups)
  test(`the world names the device, the message and the line of the plan: ${mistake}`, async (t) => {
    const world = await hall(t, { ...(nodes && { nodes }) });
    world.network.onOff.setUnacknowledged(true, { dst, appKeyIndex: key });
    await world.pass(500);
    t.deepEqual(world.refusals, [text]);
  });

for (const { dst, key, mistake, nodes, text } of planRequests)
  test(`the error of a request has the line of the plan: ${mistake}`, async (t) => {
    const world = await hall(t, { ...(nodes && { nodes }) });
    const request = world.network.onOff.get({ dst, appKeyIndex: key, timeout: 1000 });
    await t.throwsAsync(world.run(request), { message: text });
  });

test("a node that the program configures itself has the calls of the configuration client", async (t) => {
  const world = new World({ air: "ideal" });
  t.teardown(() => world.close());
  const device = await world.add("kitchen", { firmware: lamp });
  const { network } = world;
  await world.run(network.prepare());
  const uuid = new Uint8Array(Buffer.from((await device.state()).uuid, "hex"));
  const { address } = await world.run(network.provisioner.provision(uuid));
  await world.run(network.provisioner.addAppKey(address, 0));
  const request = network.onOff.get({ dst: address, appKeyIndex: 0, timeout: 1000 });
  await t.throwsAsync(world.run(request), {
    message: `kitchen (0002) did not answer Generic OnOff Get: ${its} is not bound to AppKey "main"; bind it with configuration.bind(0x0002, { elementAddress: 0x0002, modelId: 0x1000 }, 0)`,
  });
});

test("a binding that the plan has and the node lost is mended by a call", async (t) => {
  const world = await hall(t, {});
  const { configuration } = world.network.provisioner;
  const model = { elementAddress: 2, modelId: 0x1000 };
  await world.run(configuration.unbind(2, model, 0));
  const request = world.network.onOff.get({ dst: 2, appKeyIndex: 0, timeout: 1000 });
  await t.throwsAsync(world.run(request), { message: /; bind it with configuration\.bind\(/ });
});
