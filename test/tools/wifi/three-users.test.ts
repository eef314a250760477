// Mesh, Wi-Fi provisioning and an application share the GATT server of one radio.
import test from "ava";
import { fileURLToPath } from "node:url";
import type { AttGattPeer } from "../../../hosts/hci/att/peer.js";
import type { GattPeer } from "../../../modules/host/gatt-client.js";
import { PacketKind } from "../../../modules/host/radio.js";
import { ProxyClient } from "../../../modules/node/proxy-client.js";
import { exampleService } from "../../../modules/protocomm/gatt-transport.js";
import { addressNumber } from "../../../tools/air/packet.js";
import { lightOnAir } from "../../support/light-on-air.js";

const firmware = fileURLToPath(new URL("firmware/three-users.ts", import.meta.url));

/** The users of the advertisement by what their packets begin with, behind the flags. */
function userOf(data: Uint8Array): string {
  const [type, first, second] = data.subarray(4);
  if (type === 0xff) return "application";
  if (type === 0x07) return "Wi-Fi";
  return first === 0x27 && second === 0x18 ? "PB-GATT" : "proxy";
}

for (const engine of ["node", "xs"] as const)
  test(`mesh, Wi-Fi provisioning and an application share services, advertisement and connections, on ${engine}`, async (t) => {
    const run = await lightOnAir({ engine, firmware, model: "kind" });
    const { air, clock, during, gattAir, provisioner } = run;
    const device = air.stations.find(({ name }) => name === "light")!;
    let heard: Record<string, number> = {};
    air.onPacket(({ channel, packet, station }) => {
      if (station !== device || channel !== 37 || packet.kind !== PacketKind.connectable) return;
      const user = userOf(packet.data);
      heard[user] = (heard[user] ?? 0) + 1;
    });
    const listen = async (milliseconds: number) => {
      heard = {};
      await clock.run(clock.now() + milliseconds);
      return heard;
    };
    const each = async (users: readonly string[], why: string) => {
      const counts = await listen(12_000);
      t.deepEqual(Object.keys(counts).sort(), [...users].sort(), why);
      for (const user of users) t.true(counts[user]! >= 4, `${why}: ${user} ${counts[user]}`);
    };
    await each(["PB-GATT", "Wi-Fi", "application"], "before");

    const phone = air.attach({ name: "phone", position: { x: 0, y: 2 } });
    const address = addressNumber(device.address);
    const connect = () => during(gattAir.connect(phone, address, { mtu: 185 }));
    const application = await connect();
    const service = await during(application.discover(0x1234));
    const [value] = service!.characteristics;
    const got: number[] = [];
    await during(application.subscribe(value!, (octets) => got.push(octets[0]!)));
    const echo = async (octet: number) => {
      application.writeWithoutResponse(value!, Uint8Array.of(octet));
      await clock.run(clock.now() + 500);
      t.is(got.at(-1), octet);
    };
    await echo(1);
    await each(["PB-GATT", "Wi-Fi", "application"], "with a client of the application");

    // Provisioned over PB-GATT meanwhile, then configured through the proxy.
    const uuid = run.uuid();
    await during(provisioner.scanner.wait(uuid));
    const { address: node } = await during(provisioner.provision(uuid, { bearer: "pb-gatt" }));
    await echo(2);
    await each(["proxy", "Wi-Fi", "application"], "as a node");
    const proxies = new ProxyClient({ node: provisioner.node, nodes: () => [node] });
    await during(proxies.connect());
    t.truthy(await during(provisioner.configuration.getCompositionData(node, 0)));
    await echo(3);

    // A third client finds the service of Wi-Fi provisioning, and is answered.
    const wifi = await connect();
    t.is((await during(answerOf(wifi)))["prov"]?.ver, "v1.1");
    t.deepEqual(await listen(5000), {}, "all connections are open");
    wifi.disconnect();
    await clock.run(clock.now() + 1000);
    // Longer than mesh lets a connection idle that nobody has claimed.
    await clock.run(clock.now() + 130_000);
    await echo(4);
    t.true(application.connected);
    t.is(proxies.connections, 1);

    proxies.close();
    await during(provisioner.configuration.resetNode(node)).catch(() => undefined);
    application.disconnect();
    await clock.run(clock.now() + 5000);
    run.close();
  });

/** What protocomm tells of itself. */
async function answerOf(peer: AttGattPeer & GattPeer): Promise<{ prov?: { ver?: string } }> {
  const service = await peer.discover(exampleService());
  const version = service!.characteristics.find(
    ({ uuid }) => uuid instanceof Uint8Array && uuid[2] === 0xff && uuid[3] === 0x53,
  );
  await peer.write(version!, new Uint8Array(Buffer.from("ESP")));
  return JSON.parse(Buffer.from(await peer.read(version!)).toString()) as object;
}
