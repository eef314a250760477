import test from "ava";
import { fileURLToPath } from "node:url";
import { NodeSessionCrypto } from "../../../hosts/node/session-crypto.js";
import { esp32Creation } from "../../../hosts/xs/port.js";
import { PacketKind } from "../../../modules/host/radio.js";
import { ProvisioningClient } from "../../../modules/protocomm/client/client.js";
import { stackLimit } from "../../../tools/limits/measure.js";
import { GattClientTransport } from "../../../tools/wifi/gatt-client.js";
import { engine32 } from "../../support/engine32.js";
import { lightOnAir } from "../../support/light-on-air.js";
import { peerTest } from "../../support/peer.js";
import { TestRandom } from "../../support/test-random.js";

for (const engine of ["node", "xs"] as const)
  for (const mtu of [23, 69, 185, 517])
    test(`a light on ${engine} is provisioned over PB-GATT on the virtual air, ATT_MTU ${mtu}`, async (t) => {
      const run = await lightOnAir({ engine, mtu });
      await run.clock.run(1000);
      const uuid = run.uuid();
      const device = await run.during(run.provisioner.scanner.wait(uuid));
      const { address } = await run.during(
        run.provisioner.provision(uuid, { bearer: "pb-gatt", attention: 0 }),
      );
      t.true(device.bearers.includes("pb-gatt"));
      t.like(run.device.call("state"), { address });
      const { configuration } = run.provisioner;
      t.is(await run.during(configuration.getDefaultTtl(address)), 7);
      // The device is found again when it has left the network.
      await run.during(run.provisioner.remove(address));
      await run.clock.run(run.clock.now() + 5000);
      const again = await run.during(run.provisioner.provision(uuid, { bearer: "pb-gatt" }));
      t.like(run.device.call("state"), { address: again.address });
      run.close();
    });

/** Milliseconds of each part of a provisioning over a bearer, by the step that ends it. */
async function times(bearer: "pb-gatt" | "pb-adv") {
  const run = await lightOnAir({ engine: "node", mtu: 185, interval: 30 });
  await run.clock.run(3000);
  const uuid = run.uuid();
  await run.during(run.provisioner.scanner.wait(uuid));
  const steps: Record<string, number> = {};
  const begun = run.clock.now();
  await run.during(
    run.provisioner.provision(uuid, {
      bearer,
      onProgress: (step) => (steps[step] = Math.round(run.clock.now() - begun)),
    }),
  );
  run.close();
  return steps;
}

test("an open link of PB-GATT provisions in a third of PB-ADV's time, at an interval of 30 ms", async (t) => {
  const [gatt, adv] = [await times("pb-gatt"), await times("pb-adv")];
  t.log("pb-gatt", JSON.stringify(gatt));
  t.log("pb-adv", JSON.stringify(adv));
  const span = (steps: Record<string, number>) => steps["complete"]! - steps["link-open"]!;
  // Eleven PDUs, of one connection event each; the link opens at the first one.
  t.is(span(gatt), 300);
  // Four requests open the link: the service, its characteristics, their types, the subscription.
  t.true(gatt["link-open"]! <= 100 + 2 * 30 * 4 + 30, `${gatt["link-open"]} ms`);
  t.true(span(gatt) * 3 < span(adv));
});

peerTest(
  [engine32],
  "a light with an ESP32's heap is provisioned over PB-GATT with a quarter of the stack free, and nothing of it stays",
  async (t) => {
    const live: Record<string, number> = {};
    for (const bearer of ["pb-gatt", "pb-adv"] as const) {
      const run = await lightOnAir({ engine: "xs32", mtu: 185, creation: esp32Creation });
      const machine = run.device.machine!;
      const note = (step: string) => {
        const { stackPeak } = machine.heap({ forgetStack: true });
        t.true(stackPeak <= stackLimit, `${bearer}, ${step}: ${stackPeak} slots`);
        machine.heap({ collect: true });
        const { slots } = machine.heap({ collect: true });
        live[bearer] = Math.max(live[bearer] ?? 0, slots);
        machine.heap({ forgetStack: true });
      };
      await run.clock.run(1000);
      note("boot");
      const uuid = run.uuid();
      await run.during(run.provisioner.scanner.wait(uuid));
      const { address } = await run.during(
        run.provisioner.provision(uuid, { bearer, onProgress: (step) => note(step) }),
      );
      t.log(bearer, live[bearer]);
      await run.during(run.provisioner.configuration.getDefaultTtl(address));
      // Until Node Identity has ended.
      await run.clock.run(run.clock.now() + 65_000);
      machine.heap({ collect: true });
      live[`${bearer}, node`] = machine.heap({ collect: true }).slots;
      run.close();
    }
    t.true(live["pb-gatt"]! <= live["pb-adv"]!);
    // The callback and the handle of the timer of Node Identity, which was started once.
    t.true(live["pb-gatt, node"]! - live["pb-adv, node"]! <= 18);
  },
);

const besideMesh = fileURLToPath(
  new URL("../../../modules/firmware/wifi-light/beside-mesh/main.ts", import.meta.url),
);

/** Whether an advertisement has a structure with this type and these octets first. */
function has(data: Uint8Array, type: number, ...octets: number[]): boolean {
  for (let at = 0; at < data.length; at += 1 + data[at]!)
    if (data[at + 1] === type && octets.every((octet, i) => data[at + 2 + i] === octet))
      return true;
  return false;
}

for (const engine of ["node", "xs"] as const)
  test(`mesh provisioning and Wi-Fi provisioning share the advertisement of a device on ${engine}, and its connections`, async (t) => {
    const run = await lightOnAir({ engine, firmware: besideMesh });
    let [mesh, wifi, proxy] = [0, 0, 0];
    run.air.onPacket(({ channel, data, packet }) => {
      if (channel !== 37 || packet.kind !== PacketKind.connectable) return;
      if (has(data, 0x16, 0x27, 0x18)) mesh++;
      if (has(data, 0x16, 0x28, 0x18)) proxy++;
      if (has(data, 0x07)) wifi++;
    });
    const counts = async () => {
      [mesh, wifi, proxy] = [0, 0, 0];
      await run.clock.run(run.clock.now() + 10_000);
      return [mesh, wifi, proxy] as const;
    };
    const [both, half] = await counts();
    t.true(both > 20 && half > 15, `${both} ${half}`);

    // A session of Wi-Fi provisioning that takes its time, while the mesh is provisioned.
    const phone = run.air.attach({ name: "phone", position: { x: 1, y: 0 } });
    const { address } = await run.during(run.gattAir.find(phone, ({ data }) => has(data, 0x07)));
    const connection = await run.during(run.gattAir.connect(phone, address, { mtu: 185 }));
    const client = new ProvisioningClient({
      transport: await run.during(GattClientTransport.open(connection)),
      clock: run.clock,
      random: new TestRandom(3),
      crypto: new NodeSessionCrypto({ clock: run.clock }),
      proofOfPossession: "abcd1234",
    });
    await run.during(client.open());
    const [during, none] = await counts();
    t.true(during > 40, `${during}`);
    t.is(none, 0, "as in ESP-IDF, a session ends the advertisement of Wi-Fi provisioning");
    const uuid = run.uuid();
    await run.during(run.provisioner.provision(uuid, { bearer: "pb-gatt" }));
    await run.clock.run(run.clock.now() + 70_000);
    t.true(connection.connected, "the connection of the session is not idle");
    t.like(await run.during(client.scan()), { length: 0 });
    connection.disconnect();
    const [gone, third, shown] = await counts();
    t.is(gone, 0, "a node has no Mesh Provisioning Service");
    // The GATT proxy, with an interval of a second, has turns of two.
    t.true(third > 15 && shown >= 4, `${third} ${shown}`);
    run.close();
  });
