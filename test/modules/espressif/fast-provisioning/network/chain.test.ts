// A building of which everybody hears the next neighbours alone.
import test from "ava";
import { Stage } from "../../../../../modules/espressif/node-records/node-record-store.js";
import { FastNetwork } from "../../../../support/fast-network.js";

test("records go hop by hop, the group hears the switch at the other end", async (t) => {
  const network = new FastNetwork({ positions: [1, 2, 3, 4], range: 1 });
  const { clock, devices, mesh, top } = network;
  /** Devices that ever provisioned others, and those that relayed meanwhile. */
  const provisioned = new Set<number>();
  const relayed = new Set<number>();
  const watch = () => {
    for (const [i, { fast, relay, store }] of devices.entries()) {
      if (fast.activity !== "provisioning") continue;
      provisioned.add(i);
      // A node without a destination for its records yet may need relays for addresses.
      if (relay && (i === 0 || store.records.has("fast.to"))) relayed.add(i);
    }
    clock.schedule(watch, 7);
  };
  watch();
  const primary = await network.provision();
  t.is(primary.index, 0);
  t.deepEqual(network.faults(), []);
  await network.clock.run(4000);
  t.deepEqual([...provisioned], [0, 1, 2, 3]);
  t.deepEqual([...relayed], []);
  for (const { fast, relay } of devices) {
    t.is(fast.activity, "resting");
    t.true(relay);
    t.is(fast.unreported, 0);
  }
  // What the third one reports may come to the first one straight.
  const third = devices[0]!.fast.nodes.get(devices[2]!.address!)!;
  t.like(third, { own: false, stage: Stage.recordReported });
  const { range } = devices[2]!.fast.server.settings!;
  t.deepEqual({ min: third.rangeMin, max: third.rangeMax }, range!);
  t.true(await network.switchAll(true));
  const { configuration } = top.provisioner;
  t.is(await mesh.result(configuration.getDefaultTtl(devices[3]!.address!)), 7);
  network.close();
});
