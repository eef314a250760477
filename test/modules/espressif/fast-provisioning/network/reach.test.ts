// Devices that several provisioners hear, and devices that move from one to another.
import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import { type FastDevice, FastNetwork } from "../../../../support/fast-network.js";

const entriesOf = ({ top }: FastNetwork, { uuid }: FastDevice) =>
  top.nodes.filter((node) => toHex(node.uuid) === toHex(uuid));

test("two provisioners race for each device: each gets one address, known once", async (t) => {
  for (let seed = 1; seed <= 6; seed++) {
    const network = new FastNetwork({ positions: [0, 0, 0], seed });
    await network.provision();
    await network.clock.run(3000);
    for (let i = 0; i < 2; i++) network.add(0);
    t.true(await network.until(() => network.faults().length === 0, 60_000), `seed ${seed}`);
    await network.clock.run(10_000);
    for (const device of network.devices) t.is(entriesOf(network, device).length, 1);
    t.is(network.top.nodes.length, 5);
    network.close();
  }
});

/** A Primary Provisioner at 1, a Temporary one at 2, and a device that both may hear. */
async function pair() {
  const network = new FastNetwork({ positions: [1, 2], range: 1 });
  await network.provision();
  await network.clock.run(3000);
  return network;
}

test("a device that moves away in the middle is taken in where it is then", async (t) => {
  for (const pdu of [0, 3, 5]) {
    const network = await pair();
    // Only the first hears it here, and only the second there.
    const device = network.add(0.5);
    const received = () =>
      device.host.events.some(
        (event) => event.type === "provisioning.receive" && event.pdu === pdu,
      );
    t.true(await network.until(received, 20_000));
    device.position = 2.5;
    t.true(await network.until(() => network.faults().length === 0, 60_000), `PDU ${pdu}`);
    const [primary, second] = network.devices as [FastDevice, FastDevice];
    const children = ({ fast }: FastDevice) =>
      fast.provisioner!.history.map(({ address }) => address);
    t.deepEqual(children(second), [device.address!]);
    t.deepEqual(children(primary), [second.address!]);
    t.is(entriesOf(network, device).length, 1);
    network.close();
  }
});

test("a node that moves away before it is configured is done when it comes back", async (t) => {
  const network = await pair();
  const device = network.add(0.5);
  t.true(await network.until(() => device.address !== undefined, 20_000));
  device.position = 9;
  await network.clock.run(30_000);
  t.deepEqual(network.faults(), [], "it is known, as it is a node");
  t.is(device.fast.node.network!.applicationKeys.list.length, 0);
  device.position = 0.5;
  t.true(await network.until(() => device.fast.server.state === "active", 60_000));
  await network.until(() => network.devices.every(({ fast }) => fast.activity !== "provisioning"));
  t.true(await network.switchAll(true));
  network.close();
});
