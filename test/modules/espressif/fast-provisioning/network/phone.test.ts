// Fast provisioning begun by a phone: over PB-GATT, then through the proxy of the first node.
import test from "ava";
import { FastNetwork } from "../../../../support/fast-network.js";

test("a phone provisions the first device over PB-GATT, stays connected, and switches the group through it", async (t) => {
  const network = new FastNetwork({ positions: [0, 1, 1, 2], range: 1, phone: true });
  const { connections, devices, mesh, top, topHost } = network;
  const primary = await network.provision();
  t.is(primary, devices[0]!);
  t.deepEqual(network.faults(), []);
  await mesh.result(top.whenForwarding(30_000));
  t.true(await network.switchAll(true));
  t.deepEqual(
    connections.map(({ state }) => state),
    ["connected"],
  );
  t.log(primary.proxy, network.clock.now());
  const sent = mesh.air.log.filter(({ from }) => from === topHost.radio.index);
  t.deepEqual(sent, [], "it sends nothing by advertising");
  network.close();
});
