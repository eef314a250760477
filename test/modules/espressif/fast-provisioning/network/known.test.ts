// What a node keeps of its own key exchange, in a network in which no provisioner is lost.
import test from "ava";
import { type FastDevice, FastNetwork } from "../../../../support/fast-network.js";

test("each node keeps it until it is configured, also after a restart, or until it is reset", async (t) => {
  const network = new FastNetwork({ positions: [0, 0, 0] });
  await network.provision();
  const { devices, mesh, top } = network;
  const { configuration } = top.provisioner;
  const kept = () => devices.map(({ store }) => store.records.has("fast-own"));
  t.deepEqual(kept(), [true, true, true]);
  const [first, second, third] = devices as [FastDevice, FastDevice, FastDevice];
  await network.clock.run(30_000);
  t.true(await network.switchAll(true));
  t.deepEqual(kept(), [true, true, true], "whoever has the AppKey can switch it");
  await mesh.result(configuration.getComposition(first.address!));
  t.deepEqual(kept(), [true, true, true]);
  await mesh.result(configuration.setDefaultTtl(first.address!, 9));
  t.deepEqual(kept(), [false, true, true]);
  second.restart();
  t.deepEqual(kept(), [false, true, true]);
  await mesh.result(configuration.getDefaultTtl(second.address!));
  t.deepEqual(kept(), [false, false, true]);
  third.fast.node.reset();
  await network.clock.run(1);
  t.deepEqual(kept(), [false, false, false]);
  // Nothing is written for what is deleted already.
  const { changes } = first.store;
  await mesh.result(configuration.getDefaultTtl(first.address!));
  t.is(first.store.changes - changes <= 1, true, "but for a sequence number");
  network.close();
});
