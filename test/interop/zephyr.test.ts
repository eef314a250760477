// Zephyr as a phone for our light, and as a device for our provisioner that uses connections alone:
// PB-GATT and GATT proxy with the client and the server of another stack.
import test, { type ExecutionContext } from "ava";
import { join } from "node:path";
import { openRadio } from "../../hosts/hci/open-radio.js";
import { NodeClock } from "../../hosts/node/clock.js";
import { nodeHost } from "../../hosts/node/host.js";
import { SeededRandom } from "../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../hosts/node/virtual-clock.js";
import { toHex } from "../../modules/base/bytes.js";
import type { Host } from "../../modules/host/host.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node } from "../../modules/node/node.js";
import { ProxyClient } from "../../modules/node/proxy-client.js";
import { Provisioner } from "../../modules/provisioner/provisioner.js";
import { VirtualAir } from "../../tools/air/air.js";
import { RealTime } from "../../tools/air/real-time.js";
import { HciServer } from "../../tools/hci/server.js";
import { peerTest } from "../support/peer.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { MeshShell, meshShell } from "./zephyr/mesh-shell.js";

const companyId = 0xffff;

/** Zephyr's shell and a host of ours on controllers of one air, in real time. */
async function beside(
  t: ExecutionContext,
  work: (host: Host, zephyr: MeshShell) => Promise<void>,
  gattOnly: boolean,
): Promise<void> {
  const virtual = new VirtualClock();
  const air = new VirtualAir({ clock: virtual, seed: 1, model: "kind" });
  const server = await HciServer.listen({
    air,
    port: 0,
    random: new SeededRandom("server"),
    advertisingSets: 5,
    position: (index) => ({ x: 2 * index, y: 0 }),
  });
  const clock = new NodeClock();
  const zephyr = new MeshShell(server.port, join(temporaryFolder(t), "flash"));
  try {
    await new RealTime({ clock: virtual, scale: 1 }).during(async () => {
      const radio = await openRadio(`tcp:127.0.0.1:${server.port}`, { clock, gattOnly });
      try {
        await work(nodeHost({ clock, radio }), zephyr);
      } finally {
        radio.close();
      }
    });
  } finally {
    await zephyr.stop();
    clock.close();
    await server.close();
  }
}

/** How many network PDUs its proxy, or its proxy client, has given to it. */
const proxied = async (zephyr: MeshShell): Promise<number> =>
  Number((await zephyr.command("mesh stat get", /^proxy: +(\d+)/m))[1]);

peerTest(
  [meshShell],
  "Zephyr provisions our light over PB-GATT, configures it through its proxy, and resets it",
  (t) =>
    beside(
      t,
      async (host, zephyr) => {
        const light = new GenericOnOffServer();
        const node = new Node({ host, companyId, elements: [{ models: [light] }] });
        const uuid = toHex(node.uuid);
        const isFound = async (): Promise<void> => {
          await zephyr.command("mesh prov beacon-listen on", new RegExp(`PB-GATT UUID ${uuid}`));
          await zephyr.command("mesh prov beacon-listen off", /\$/);
        };
        try {
          await zephyr.begin("0102");
          await zephyr.command("mesh cdb create", /cdb create[^]*\$/);
          await zephyr.command("mesh prov local 0 0x0001", /Local node provisioned/);
          await isFound();
          await zephyr.command(
            `mesh prov remote-gatt ${uuid} 0 0x0010 5`,
            /Node provisioned, net_idx 0x0000 address 0x0010/,
          );
          await zephyr.command("mesh target dst 0x0010", /Destination address set/);
          await zephyr.command("mesh target net 0", /NetIdx set/);
          // Its proxy client recognizes no identities of nodes, and ours is shown for a minute.
          await zephyr.command("mesh models cfg node-id 0 0", /Node Identify Get\/Set successful/);
          await zephyr.command("mesh proxy connect 0", /\$/);
          // It asks once: what is answered while it connects, when it does not scan, it does not hear.
          for (let asked = 0; asked < 100 && (await proxied(zephyr)) === 0; asked++)
            await zephyr.command(
              "mesh models cfg gatt-proxy",
              /GATT Proxy is set to 0x01|err -110/,
            );
          const before = await proxied(zephyr);
          t.true(before > 0, "it is connected to the light's proxy");
          await zephyr.command("mesh models cfg get-comp 0", /0x1000/);
          await zephyr.command("mesh models cfg appkey add 0 0", /AppKey added/);
          await zephyr.command(
            "mesh models cfg model app-bind 0x0010 0 0x1000",
            /AppKey successfully bound/,
          );
          t.true(
            (await proxied(zephyr)) >= before + 3,
            "the answers came through the light's proxy",
          );
          await zephyr.command("mesh models cfg reset", /Remote node reset complete/);
          await isFound();
          t.is(node.address, undefined);
        } finally {
          node.close();
        }
      },
      false,
    ),
  test.serial,
);

peerTest(
  [meshShell],
  "our provisioner without advertising provisions Zephyr over PB-GATT, and configures it through its proxy",
  (t) =>
    beside(
      t,
      async (host, zephyr) => {
        const provisioner = new Provisioner({ host, companyId, advertising: false });
        let address = 0;
        const proxies = new ProxyClient({ node: provisioner.node, nodes: () => [address] });
        try {
          await zephyr.begin("aabbccdd");
          await zephyr.command("mesh prov pb-gatt on", /PB-GATT enabled/);
          const uuid = Uint8Array.of(0xaa, 0xbb, 0xcc, 0xdd, ...new Uint8Array(12));
          ({ address } = await provisioner.provision(uuid));
          await zephyr.heard(/Local node provisioned/);
          await proxies.connect();
          const { configuration } = provisioner;
          t.true((await configuration.getComposition(address)).elements.length >= 1);
          await provisioner.createAppKey(0);
          await provisioner.addAppKey(address, 0);
          t.is(await configuration.getGattProxy(address), 1);
          t.true((await proxied(zephyr)) >= 3, "the requests came through its proxy");
        } finally {
          proxies.close();
          provisioner.close();
        }
      },
      true,
    ),
  test.serial,
);
