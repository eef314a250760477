// A range that is too small for the devices.
import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import { FastNetwork } from "../../../../support/fast-network.js";

for (const policy of [adaptivePolicy, espressifPolicy])
  test(`${policy.name}: who has no address left says so, and nobody shares one`, async (t) => {
    // Adaptive: half of seven addresses; Espressif's: all of three.
    const firstAddress = policy === adaptivePolicy ? 0x7ff8 : 0x7ffc;
    const network = new FastNetwork({ policy, firstAddress, positions: [0, 0, 0, 0, 0, 0] });
    const primary = await network.begin();
    const { devices } = network;
    t.true(await network.until(() => primary.fast.exhausted, 30_000));
    await network.clock.run(20_000);
    const nodes = devices.filter(({ address }) => address !== undefined);
    t.is(nodes.length, 4);
    t.is(new Set(nodes.map(({ address }) => address)).size, 4);
    const said = primary.host.events.filter(
      (event) => event.type === "fast-provisioning" && event.state === "exhausted",
    );
    t.is(said.length, 1);
    // The others are free for somebody else.
    const from = network.mesh.air.log.length;
    await network.clock.run(5000);
    for (const device of devices.filter(({ address }) => address === undefined))
      t.true(
        network.mesh.air.log
          .slice(from)
          .some(({ from: radio }) => radio === device.host.radio.index),
      );
    network.close();
  });

test("with new addresses the others are taken in", async (t) => {
  const network = new FastNetwork({
    firstAddress: 0x7ff0,
    positions: new Array<number>(10).fill(0),
  });
  const { mesh, top } = network;
  const primary = await network.begin();
  t.true(await network.until(() => primary.fast.exhausted, 30_000));
  await network.clock.run(5000);
  t.is(top.nodes.length, 8);
  await mesh.result(top.suspend());
  await network.clock.run(10_500);
  t.false(primary.fast.exhausted);
  await mesh.result(top.enter(network.plan()));
  await network.complete();
  t.deepEqual(network.faults(), []);
  network.close();
});
