import test from "ava";
import { appKeyIndex, FastNetwork } from "../../../../support/fast-network.js";

const eight = new Array<number>(8).fill(0);

test("eight devices in a room: provisioned, known with their keys, configurable, switched", async (t) => {
  const network = new FastNetwork({ positions: eight });
  const { devices, mesh, top } = network;
  const primary = await network.provision();
  t.deepEqual(network.faults(), []);
  t.is(top.nodes.length, 8);
  t.is(top.primary!.address, primary.address!);
  const { configuration } = top.provisioner;
  for (const { address } of top.nodes)
    t.is(await mesh.result(configuration.setDefaultTtl(address, 9)), 9);
  for (const { fast } of devices) t.is(fast.node.network!.settings.defaultTtl, 9);
  t.true(await network.switchAll(true));
  network.close();
});

test("the Primary Provisioner tells all addresses to who asks", async (t) => {
  const network = new FastNetwork({ positions: eight });
  const { mesh, top } = network;
  await network.provision();
  // It learns of those it does not know when no report came for a while.
  await network.clock.run(5000);
  const known = await mesh.result(
    top.client.nodeAddrGet(top.primary!.address, { appKeyIndex, timeout: 10_000 }),
  );
  const others = top.nodes.filter(({ address }) => address !== top.primary!.address);
  t.deepEqual(
    [...new Set([...known, top.primary!.address])].sort((a, b) => a - b),
    [top.primary!, ...others].map(({ address }) => address).sort((a, b) => a - b),
  );
  network.close();
});
