// SUSPEND, ENTER, EXIT and Node Reset: what stays, and what is forgotten.
import test from "ava";
import { FastProvAction } from "../../../../../modules/espressif/fast-provisioning/models/codes.js";
import {
  appKeyIndex,
  type FastDevice,
  FastNetwork,
  group,
} from "../../../../support/fast-network.js";

/** From SUSPEND or EXIT to its effect, and a little more. */
const disableTime = 10_500;

async function room(count = 3) {
  const network = new FastNetwork({ positions: new Array<number>(count).fill(0) });
  const primary = await network.provision();
  await network.clock.run(3000);
  const { mesh, top } = network;
  return { mesh, network, primary, top };
}

/** What a second round must not change. */
function belongings({ address, deviceKey, fast }: FastDevice): unknown {
  const { applicationKeys, elements, subnets } = fast.node.network!;
  return {
    address,
    deviceKey,
    netKeys: subnets.list.map(({ keys }) => keys.key.join()),
    appKeys: applicationKeys.list.map(({ key }) => key.key.join()),
    groups: elements.flatMap(({ models }) =>
      models.flatMap(({ subscriptionList }) =>
        subscriptionList.entries.map((entry) => entry.address),
      ),
    ),
  };
}

test("a second round adds devices to a network that works", async (t) => {
  const { mesh, network, primary, top } = await room();
  t.true(await network.switchAll(true));
  await mesh.result(top.suspend());
  await network.clock.run(disableTime);
  t.is(primary.fast.server.state, "idle");
  t.is(primary.fast.activity, "idle");
  const old = [...network.devices];
  const before = old.map(belongings);
  t.deepEqual((before[0] as { groups: number[] }).groups, [group]);
  for (let i = 0; i < 3; i++) network.add(0);
  await mesh.result(top.enter(network.plan()));
  await network.complete(6);
  await network.clock.run(3000);
  t.deepEqual(network.faults(), []);
  t.deepEqual(old.map(belongings), before);
  t.true(await network.switchAll(false));
  t.true(await network.switchAll(true));
  const { configuration } = top.provisioner;
  for (const { address } of top.nodes)
    t.is(await mesh.result(configuration.getDefaultTtl(address)), 7);
  network.close();
});

test("another node may be the Primary of a second round", async (t) => {
  const { mesh, network, primary, top } = await room();
  await mesh.result(top.suspend());
  await network.clock.run(disableTime);
  const other = network.devices.find((device) => device !== primary)!.address!;
  network.add(0);
  await mesh.result(top.enter(network.plan(), other));
  t.is(top.primary?.address, other);
  await network.complete(4);
  t.deepEqual(network.faults(), []);
  await t.throwsAsync(mesh.result(top.enter(network.plan(), 0x7000)), {
    message: /no Primary Provisioner: begin first, or name a node/,
  });
  network.close();
});

test("after SUSPEND nobody is taken in, after ENTER again; a restart between them changes nothing", async (t) => {
  for (const restarts of [false, true]) {
    // One device alone, so that nobody else provisions.
    const { mesh, network, primary, top } = await room(1);
    await mesh.result(top.suspend());
    await network.clock.run(disableTime);
    if (restarts) primary.restart();
    const late = network.add(0);
    await network.clock.run(20_000);
    t.is(late.address, undefined);
    t.is(primary.fast.server.state, "idle");
    await mesh.result(top.enter(network.plan()));
    await network.complete();
    await network.clock.run(2000);
    t.deepEqual(network.faults(), []);
    t.true(await network.switchAll(true));
    network.close();
  }
});

test("a SUSPEND runs for ten seconds, anew with each node", async (t) => {
  const { mesh, network, primary, top } = await room(1);
  await mesh.result(top.suspend());
  await network.clock.run(9000);
  network.add(0);
  await network.complete();
  await network.clock.run(8000);
  t.is(primary.fast.server.state, "active");
  await network.clock.run(3000);
  t.is(primary.fast.server.state, "idle");
  network.close();
});

test("switching the light ends it in the whole network", async (t) => {
  const { network } = await room();
  t.true(await network.switchAll(true));
  await network.clock.run(disableTime);
  for (const { fast } of network.devices) t.is(fast.server.state, "idle");
  network.close();
});

test("EXIT forgets the nodes, and gives out no address a second time", async (t) => {
  const { mesh, network, primary, top } = await room();
  await network.clock.run(3000);
  const known = (await mesh.result(top.getAddresses())).size;
  t.true(known >= 2);
  const info = { action: FastProvAction.exit };
  await mesh.result(top.client.infoSet(primary.address!, info, { appKeyIndex }));
  await network.clock.run(disableTime);
  t.is(primary.fast.server.state, "idle");
  t.is(primary.fast.nodes.entries.length, 0);
  t.deepEqual(
    await mesh.result(top.client.nodeAddrGet(primary.address!, { appKeyIndex })),
    [],
    "an empty list is an answer",
  );
  t.deepEqual(
    primary.store.keys().filter((key) => key.startsWith("fast.n") || key.startsWith("fast.a")),
    [],
  );
  network.add(0);
  await mesh.result(top.enter(network.plan()));
  await network.complete();
  t.deepEqual(network.faults(), []);
  network.close();
});

test("a node that is reset forgets everything of fast provisioning, and can be taken in again", async (t) => {
  const { network, primary } = await room();
  const reset = network.devices.find((device) => device !== primary)!;
  const before = reset.address!;
  t.true(reset.store.keys().some((key) => key.startsWith("fast.")));
  reset.fast.node.reset();
  await network.clock.run(0);
  t.deepEqual(
    reset.store.keys().filter((key) => key.startsWith("fast.")),
    [],
  );
  t.is(reset.fast.nodes.entries.length, 0);
  t.is(reset.fast.activity, "idle");
  t.is(reset.fast.unreported, 0);
  t.true(await network.until(() => reset.address !== undefined, 30_000));
  t.not(reset.address, before);
  t.true(await network.until(() => network.faults().length === 0, 30_000));
  await network.clock.run(3000);
  t.true(await network.switchAll(true));
  network.close();
});
