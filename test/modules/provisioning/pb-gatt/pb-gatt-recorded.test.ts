// What an attacker writes to a device that has heard a provisioning, or that never ends a message.
import test from "ava";
import { gattProvisionerRig } from "../../../support/gatt-provisioner.js";
import { toHex } from "../../../../modules/base/bytes.js";

const bearer = "pb-gatt";

test("PB-GATT device: a provisioning that was recorded is refused by the same device, which can be provisioned", async (t) => {
  const first = await gattProvisionerRig();
  const recorded: string[] = [];
  first.rig.gatt!.onCarried = (direction, value) =>
    void (direction === "in" && recorded.push(toHex(value)));
  const provisioned = await first.rig.outcome(first.rig.provision(first.device.uuid, { bearer }));
  t.false(provisioned instanceof Error);
  t.true(recorded.length >= 6);
  // Its random numbers are others than then.
  const { connect, device, rig } = await gattProvisionerRig({}, { seed: 2 });
  for (const values of [recorded, recorded.slice(-1), [...recorded].reverse()]) {
    const client = await connect();
    await client.subscribe();
    await client.write(...values);
    await rig.clock.run(2000);
    client.peer.disconnect();
    await rig.clock.run(1000);
    t.deepEqual(device.results, []);
  }
  t.true(device.events.includes("failed 4"), "Confirmation Failed");
  t.false((await rig.outcome(rig.provision(device.uuid, { bearer }))) instanceof Error);
});

test("PB-GATT device: segments without an end keep the link no longer than a minute", async (t) => {
  const { connect, device, rig } = await gattProvisionerRig();
  const client = await connect();
  await client.subscribe();
  const begun = rig.clock.now();
  await client.write("4300");
  for (let i = 0; i < 6 && client.peer.connected; i++) {
    await client.write("83" + "00".repeat(60));
    await rig.clock.run(15_000);
  }
  t.false(client.peer.connected);
  t.true(rig.clock.now() - begun < 80_000, `${rig.clock.now() - begun} ms`);
  t.false((await rig.outcome(rig.provision(device.uuid, { bearer }))) instanceof Error);
});
