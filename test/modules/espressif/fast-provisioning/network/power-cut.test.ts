// The power goes at each write of the store: when it is back, what was begun is gone on with.
import test from "ava";
import { type FastDevice, FastNetwork, group } from "../../../../support/fast-network.js";
import { spread } from "../../../../support/thoroughness.js";

/** A line of which the first hears the top provisioner, and the second all but that. */
const positions = [1, 2, 3, 3];

/** Cuts the power of a device at its write number `cutAt`, and lets it come back after a while. False: it did not come to that. */
async function cutAtWrite(net: FastNetwork, device: FastDevice, cutAt: number): Promise<boolean> {
  const { store } = device;
  store.cutAt = cutAt;
  await net.until(() => store.changes > cutAt, 20_000);
  if (store.changes <= cutAt) return false;
  device.cut();
  await net.clock.run(700);
  device.boot(store.copy());
  return true;
}

async function life(index: number, cutAt: number, devices = positions) {
  // What comes has the whole stack: that of a chip, inside XS.
  await Promise.resolve();
  const net = new FastNetwork({ positions: devices, range: 1 });
  const device = net.devices[index]!;
  void net.top.createAppKey(0);
  await net.clock.run(1000);
  const begun = net.top.begin(net.plan()).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  const cut = await cutAtWrite(net, device, cutAt);
  return { begun, cut, device, net };
}

async function writes(index: number): Promise<number> {
  const { device, net } = await life(index, Infinity);
  const { changes } = device.store;
  net.close();
  return changes;
}

for (const [name, index] of [
  ["the Primary Provisioner", 0],
  ["the first Temporary Provisioner", 1],
  ["a device at the end", 3],
] as const)
  test(`${name} loses its power at any write: nothing is lost`, async (t) => {
    const last = await writes(index);
    t.true(last > 10, `${last} writes`);
    for (const cutAt of spread(last)) {
      const { begun, cut, net } = await life(index, cutAt);
      t.true(cut, `cut at ${cutAt}`);
      t.is(await net.mesh.outcome(begun), undefined);
      const done = await net.until(() => net.faults().length === 0, 120_000);
      t.true(done, `cut at ${cutAt}: ${net.faults().join(", ")}`);
      // Relays are on again when there is nothing left to do.
      await net.until(() => net.devices.every(({ fast }) => fast.activity !== "provisioning"));
      t.true(await net.switchAll(true), `cut at ${cutAt}: switched`);
      net.close();
    }
  });

test("a single device loses its power at every write: it begins, and has its AppKey and group", async (t) => {
  let cuts = 0;
  for (let cutAt = 0; ; cutAt++) {
    const { begun, cut, device, net } = await life(0, cutAt, [1]);
    if (!cut) break;
    cuts++;
    t.is(await net.mesh.outcome(begun), undefined);
    const { fast, light } = device;
    t.true(await net.until(() => fast.server.state === "active", 1000), `cut at ${cutAt}`);
    t.deepEqual(light.configuration.bindings, [0]);
    t.deepEqual(
      light.subscriptionList.entries.map(({ address }) => address),
      [group],
      `cut at ${cutAt}`,
    );
    t.deepEqual(net.faults(), []);
    net.close();
  }
  t.true(cuts > 10, `${cuts} cuts`);
});
