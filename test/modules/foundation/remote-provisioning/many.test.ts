// Several servers at once, roles together on one node, and what the air may bring.
import test from "ava";
import {
  LinkState,
  RemoteStatus,
} from "../../../../modules/foundation/remote-provisioning/codes.js";
import { RemoteProvisioningClient } from "../../../../modules/foundation/remote-provisioning/client.js";
import { LinkOpen, PduSend } from "../../../../modules/foundation/remote-provisioning/messages.js";
import { RemoteProvisioningServer } from "../../../../modules/foundation/remote-provisioning/server.js";
import { ConfigurationClient } from "../../../../modules/foundation/configuration/client.js";
import { DeviceKey } from "../../../../modules/crypto/application-key.js";
import { ProvisionerRole } from "../../../../modules/provisioning/provisioner.js";
import { beaconPacket } from "../../../support/heard-radio.js";
import { Mesh, type MeshNode } from "../../../support/mesh.js";
import { TestRandom } from "../../../support/test-random.js";
import { remoteRig, serverAddress } from "../../../support/remote-rig.js";

const addressOf = (index: number) => serverAddress + 0x10 * index;
const uuidOf = (octet: number) => new Uint8Array(16).fill(octet);

async function first(client: RemoteProvisioningClient, server: number, uuid: Uint8Array) {
  for await (const device of client.scan({ server, uuid, timeout: 20 })) return device.uuid;
  return undefined;
}

test("four servers scan and provision four devices at once, for one client", async (t) => {
  const { client, devices, mesh, provision } = remoteRig({ servers: 4, devices: 4 });
  const found = await mesh.result(
    Promise.all(devices.map(({ uuid }, i) => first(client, addressOf(i), uuid))),
  );
  t.deepEqual(
    found,
    devices.map(({ uuid }) => uuid),
  );
  const results = await mesh.result(Promise.all(devices.map((_, i) => provision(i, addressOf(i)))));
  await mesh.clock.run(2000);
  const addresses = results.map(({ address }) => address);
  t.is(new Set(addresses).size, 4);
  t.deepEqual(
    devices.map(({ node }) => node.address),
    addresses,
  );
});

test("four servers and a lossy air", async (t) => {
  const { devices, mesh, provision } = remoteRig({ servers: 4, devices: 4, air: { loss: 0.2 } });
  await mesh.result(Promise.all(devices.map((_, i) => provision(i, addressOf(i)))));
  await mesh.clock.run(10_000);
  t.is(new Set(devices.map(({ node }) => node.address)).size, 4);
  t.false(devices.some(({ node }) => node.address === undefined));
});

test("a server and a client on one node: it scans through itself", async (t) => {
  const mesh = new Mesh();
  const client = new RemoteProvisioningClient();
  mesh.node(0x0001, [{ models: [new RemoteProvisioningServer(), client] }]);
  const host = mesh.host();
  const beacon = () => mesh.air.inject(host.radio.index, beaconPacket(uuidOf(0xaa)));
  for (let i = 1; i <= 20; i++) mesh.clock.schedule(beacon, 200 * i);
  t.deepEqual(await mesh.result(first(client, 0x0001, uuidOf(0xaa))), uuidOf(0xaa));
});

test("a server and a client on one node: it provisions through itself", async (t) => {
  const { devices, mesh } = remoteRig();
  t.truthy(devices[0]);
  const result = await mesh.result(ownProvisioning(mesh, devices[0]!.uuid));
  t.is(result, 0x0300);
  await mesh.clock.run(2000);
  t.is(devices[0]!.node.address, 0x0300);
});

async function ownProvisioning(mesh: Mesh, uuid: Uint8Array): Promise<number> {
  const client = new RemoteProvisioningClient();
  const { host, node } = mesh.node(0x0050, [{ models: [new RemoteProvisioningServer(), client] }]);
  const { bearer, diagnostics } = node;
  const role = new ProvisionerRole({ ...host, bearer, diagnostics });
  const { address } = await role.provision({
    uuid,
    openLink: client.openLink(0x0050),
    assign: () => ({
      netKey: Uint8Array.from({ length: 16 }, (_, i) => 0x10 + i),
      netKeyIndex: 0,
      ivIndex: 7,
      flags: 0,
      address: 0x0300,
    }),
  });
  return address;
}

/** A client that also sends what no client would. */
class RudeClient extends RemoteProvisioningClient {
  raw(payload: Uint8Array): void {
    this.services!.send(this, payload, { dst: serverAddress, device: true });
  }
}

/** Another node with a client, that has the servers' device keys too. */
function second(mesh: Mesh, address = 0x0002) {
  const client = new RudeClient();
  const node = mesh.node(address, [{ models: [client] }]);
  return { client, node };
}

test("while a link is open another client is told so, and neither closes it nor sends on it", async (t) => {
  const { client, devices, mesh } = remoteRig();
  const other = second(mesh);
  const log: string[] = [];
  const link = client.openLink(serverAddress)(devices[0]!.uuid, {
    onOpen: () => log.push("open"),
    onPdu: (pdu) => log.push(`pdu ${pdu[0]}`),
    onClose: (reason, by) => log.push(`closed ${reason} ${by}`),
  });
  await mesh.clock.run(3000);
  t.deepEqual(log, ["open"]);
  const otherLog: string[] = [];
  other.client.openLink(serverAddress)(uuidOf(0xa1), {
    onOpen: () => otherLog.push("open"),
    onPdu: () => undefined,
    onClose: (_reason, _by, error) => otherLog.push(error?.message ?? "closed"),
  });
  await mesh.clock.run(5000);
  t.deepEqual(otherLog, ["Remote Provisioning Link Open was refused: link cannot open"]);
  const pdu = PduSend.encode({ number: 1, pdu: Uint8Array.of(0, 0) });
  other.client.raw(pdu);
  await mesh.clock.run(2000);
  t.is((await mesh.result(other.client.getLinkState(serverAddress))).state, LinkState.active);
  t.deepEqual(log, ["open"]);
  link.send(Uint8Array.of(0, 0));
  await mesh.clock.run(3000);
  t.deepEqual(log, ["open", "pdu 1"]);
});

test("a flood of Link Open, for ever other devices: one link, and it times out", async (t) => {
  const { client, manager, mesh, servers } = remoteRig({ devices: 0 });
  const { node } = servers[0]!;
  const other = second(mesh);
  for (let i = 0; i < 60; i++) {
    other.client.raw(LinkOpen.encode({ target: { uuid: uuidOf(i), timeout: 2 } }));
    await mesh.clock.run(100);
  }
  await mesh.clock.run(10_000);
  t.is((await mesh.result(client.getLinkState(serverAddress))).state, LinkState.idle);
  t.true(node.provisioned && manager.node.provisioned);
});

test("octets that make no sense, of every Remote Provisioning message: the server goes on", async (t) => {
  const { client, mesh, servers } = remoteRig();
  const other = second(mesh);
  const random = new TestRandom(7);
  for (let i = 0; i < 120; i++) {
    const opcode = 0x4f + random.below(17);
    other.client.raw(Uint8Array.from([0x80, opcode, ...random.bytes(random.below(30))]));
    await mesh.clock.run(1000);
  }
  await mesh.clock.run(30_000);
  t.true(servers[0]!.node.provisioned);
  t.is((await mesh.result(client.getLinkState(serverAddress))).state, LinkState.idle);
});

test("messages with another node's key, or an AppKey's place, are not taken", async (t) => {
  const { mesh, servers } = remoteRig();
  const wrong = new DeviceKey({ crypto: mesh.crypto, key: uuidOf(0xee) });
  const client = new RemoteProvisioningClient();
  mesh.node(0x0003, [{ models: [client] }], { remoteDeviceKeys: { deviceKey: () => wrong } });
  const outcome = await mesh.outcome(client.getLinkState(serverAddress, { timeout: 3000 }));
  t.is((outcome as Error).name, "TimeoutError");
  t.true(servers[0]!.node.diagnostics.drops()["transport.decrypt"]! > 0);
});

test("thousands of made-up devices during a scan: it ends at its limit, and the node goes on relaying", async (t) => {
  const { client, mesh, servers } = remoteRig({ devices: 0 });
  const configuration = new ConfigurationClient();
  const asking = mesh.node(0x0005, [{ models: [configuration] }]);
  const far = mesh.node(0x0006, [{ models: [] }]);
  relayBetween(mesh, asking, servers[0]!, far);
  const found: Uint8Array[] = [];
  const scanning = (async () => {
    for await (const { uuid } of client.scan({ server: serverAddress, timeout: 10 }))
      found.push(uuid);
  })();
  await mesh.clock.run(500);
  const uuid = uuidOf(0);
  for (let i = 0; i < 3000; i++) {
    uuid[0] = i;
    uuid[1] = i >> 8;
    mesh.air.inject(-1, beaconPacket(uuid));
  }
  t.true(mesh.clock.pending < 100);
  t.is(await mesh.result(configuration.getDefaultTtl(0x0006)), 7);
  await mesh.result(scanning);
  t.is(found.length, 32);
  t.is(new Set(found.map((one) => one.join())).size, 32);
  const { status, state } = await mesh.result(client.getScanStatus(serverAddress));
  t.deepEqual([status, state], [RemoteStatus.success, 0]);
});

/** Two nodes that hear each other through a third alone. */
function relayBetween(mesh: Mesh, a: MeshNode, relay: MeshNode, b: MeshNode): void {
  const [from, to] = [a.host.radio.index, b.host.radio.index];
  relay.node.network!.settings.relay = true;
  mesh.air.filter = (one, other) =>
    !((one === from && other === to) || (one === to && other === from));
}

test("a NetKey that is deleted ends the scan and the link of its client", async (t) => {
  const { client, devices, manager, mesh, servers } = remoteRig();
  const configuration = new ConfigurationClient();
  mesh.node(0x0007, [{ models: [configuration] }]);
  const key = uuidOf(0x77);
  await mesh.result(configuration.addNetKey(serverAddress, 1, key));
  manager.node.network!.subnets.add(1, key);
  const netKeyIndex = 1;
  const scan = { server: serverAddress, timeout: 60 };
  t.truthy(devices[0]);
  const server = servers[0]!.node.elements[0]!.find(0x0004) as RemoteProvisioningServer;
  server.scan.start({ src: 1, netKeyIndex }, { itemsLimit: 0, timeout: 60, uuid: undefined });
  server.link.request({
    type: "open",
    from: { src: 1, netKeyIndex },
    target: { uuid: devices[0]!.uuid, timeout: undefined },
  });
  t.is((await mesh.result(client.getScanStatus(scan.server))).state, 1);
  await mesh.result(configuration.deleteNetKey(serverAddress, 1));
  t.is((await mesh.result(client.getScanStatus(scan.server))).state, 0);
  t.is((await mesh.result(client.getLinkState(scan.server))).state, LinkState.idle);
});
