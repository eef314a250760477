import test from "ava";
import { NodeCrypto } from "../../../hosts/node/crypto.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import { ProvisioningDevice } from "../../../modules/provisioning/device.js";
import { ProvisionerRole } from "../../../modules/provisioning/provisioner.js";
import { VirtualAir } from "../../../tools/air/air.js";

/** One provisioning (No OOB, HMAC) between two radios with one advertising set each, 5 m apart. */
async function provisionOnce(seed: number): Promise<{ milliseconds: number; events: number }> {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed, model: "realistic" });
  const node = (name: string, x: number) => {
    const random = new SeededRandom(`${seed} ${name}`);
    const diagnostics = new Diagnostics();
    const radio = air.attach({ name, position: { x, y: 0 } });
    const crypto = new NodeCrypto({ clock, ecdhMilliseconds: 200 });
    const bearer = new AdvertisingBearer({ radio, clock, random, diagnostics });
    return { clock, random, diagnostics, crypto, bearer };
  };
  const events = new Set<number>();
  air.onPacket(({ data, event }) => {
    if (data[1] === 0x29) events.add(event);
  });
  const role = new ProvisionerRole(node("provisioner", 0));
  const uuid = new Uint8Array(16).fill(7);
  const device = new ProvisioningDevice({
    ...node("device", 5),
    uuid,
    capabilities: { elements: 1 },
    onProvisioned: () => undefined,
  });
  device.start();
  await clock.run(1000);
  const start = clock.now();
  let milliseconds: number | undefined;
  const netKey = new Uint8Array(16);
  const done = role
    .provision({
      uuid,
      assign: () => ({ netKey, netKeyIndex: 0, flags: 0, ivIndex: 0, address: 1 }),
    })
    .then(() => (milliseconds = clock.now() - start));
  await clock.run(() => milliseconds !== undefined);
  await done;
  await clock.run(clock.now() + 2000);
  device.close();
  role.close();
  return { milliseconds: milliseconds!, events: events.size };
}

test("one provisioning on the realistic air takes half the time and half the events of a common stack", async (t) => {
  // Zephyr on a lossless air: 2,825 ms and 176 events.
  for (let seed = 1; seed <= 8; seed++) {
    const { milliseconds, events } = await provisionOnce(seed);
    t.true(milliseconds < 2825 / 2, `${milliseconds} ms`);
    t.true(events < 176 / 2, `${events} events`);
  }
});
