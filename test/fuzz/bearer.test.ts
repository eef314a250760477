// Any octets to whole devices, nodes and provisioners: nothing is thrown, all is counted, and they go on working.
import test from "ava";
import { mutated } from "../../tools/fuzz/octets.js";
import { dropped } from "../support/fuzz.js";
import { lightUuid, NetworkRig } from "../support/network-rig.js";
import { TestRandom } from "../support/test-random.js";

const packets = 20_000;

/** Packets of a whole provisioning, configuration and use. */
async function recording(): Promise<Uint8Array[]> {
  const rig = new NetworkRig({ seed: 77 });
  rig.light();
  await rig.mesh.result(rig.setUp());
  await rig.mesh.clock.run(30_000);
  return rig.mesh.air.log.map(({ data }) => data);
}

const recorded = recording();

for (const seed of [1, 2])
  test(`an unprovisioned device, seed ${seed}`, async (t) => {
    const known = await recorded;
    const random = new TestRandom(seed);
    const rig = new NetworkRig({ seed });
    const { host, light, node } = rig.light();
    const before = dropped({ node });
    for (let i = 0; i < packets; i++) {
      host.radio.hear(mutated(random, known));
      if (random.below(8) === 0) await rig.mesh.clock.run(random.below(200));
    }
    t.true(dropped({ node }) - before > packets / 3);
    t.true(rig.mesh.clock.pending < 60, `${rig.mesh.clock.pending} timers`);
    t.false(node.provisioned);
    // A link that was opened by chance times out; then a real provisioner gets through.
    await rig.mesh.clock.run(180_000);
    const address = await rig.mesh.result(rig.setUp());
    t.is(node.address, address);
    t.true(light.isOn);
  });

for (const seed of [3, 4])
  test(`a provisioned node, seed ${seed}`, async (t) => {
    const random = new TestRandom(seed);
    const rig = new NetworkRig({ seed });
    const { host, light, node } = rig.light();
    const address = await rig.mesh.result(rig.setUp());
    const known = rig.mesh.air.log.map(({ data }) => data);
    const { messagesReceived } = node.diagnostics;
    const before = dropped({ node });
    for (let i = 0; i < packets; i++) {
      const data = mutated(random, known);
      host.radio.hear(data);
      if (random.below(16) === 0) await rig.mesh.clock.run(random.below(100));
    }
    t.true(dropped({ node }) - before > packets / 2);
    t.is(node.diagnostics.messagesReceived, messagesReceived);
    t.is(node.network!.replay.size, 1);
    t.true(rig.mesh.clock.pending < 60, `${rig.mesh.clock.pending} timers`);
    await rig.mesh.result(rig.onOff.set(false, { dst: address, appKeyIndex: 0 }));
    t.false(light.isOn);
  });

for (const seed of [5, 6])
  test(`a provisioner, seed ${seed}`, async (t) => {
    const known = await recorded;
    const random = new TestRandom(seed);
    const rig = new NetworkRig({ seed });
    const { provisioner, provisionerHost } = rig;
    const before = dropped(provisioner);
    for (let i = 0; i < packets; i++) {
      provisionerHost.radio.hear(mutated(random, known));
      if (random.below(8) === 0) await rig.mesh.clock.run(random.below(200));
    }
    t.true(dropped(provisioner) - before > packets / 3);
    t.true(provisioner.node.network!.replay.size <= 2);
    const { light } = rig.light();
    const address = await rig.mesh.result(rig.setUp());
    t.is(address, 2);
    t.true(light.isOn);
  });

test("in the middle of a provisioning", async (t) => {
  const known = await recorded;
  const random = new TestRandom(7);
  const rig = new NetworkRig({ seed: 8 });
  const { host, node } = rig.light();
  let over = false;
  const noise = () => {
    if (over) return;
    for (const radio of [host.radio, rig.provisionerHost.radio]) radio.hear(mutated(random, known));
    rig.mesh.clock.schedule(noise, random.below(40));
  };
  noise();
  const entry = await rig.mesh.result(rig.provisioner.provision(lightUuid));
  await rig.mesh.clock.run(100);
  over = true;
  t.is(node.address, entry.address);
});
