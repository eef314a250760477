import test from "ava";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import type { NodeOptions } from "../../../modules/node/node.js";
import { equalBytes } from "../../../modules/base/bytes.js";
import { nodeIdentityHash } from "../../../modules/crypto/beacons.js";
import { openMeshPrivateBeacon } from "../../../modules/network/private-beacon.js";
import { openSecureNetworkBeacon } from "../../../modules/network/secure-network-beacon.js";
import type { MeshOptions } from "../../support/mesh.js";
import { ProxyRig } from "../../support/proxy-rig.js";

const beacon = 1;

function make(options: MeshOptions = {}, node: Partial<NodeOptions> = {}) {
  const rig = new ProxyRig(options);
  const elements = [{ models: [new GenericOnOffServer()] }];
  const proxy = rig.mesh.node(0x0100, elements, node);
  return { rig, mesh: rig.mesh, proxy };
}

test("the proxy advertises its network, with its name in the scan response", async (t) => {
  const { mesh, proxy, rig } = make();
  await mesh.clock.run(10);
  t.deepEqual(rig.advertised(proxy), { type: 0, networkId: rig.keys.networkId });
  const { interval, scanResponse } = rig.server(proxy).advertisement!;
  t.is(interval, 1000);
  const { uuid } = proxy.node;
  const digits = [...uuid.slice(14)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  t.is(String.fromCharCode(...scanResponse!.slice(2)), `mesh-${digits}`);
});

test("a client gets the beacon of each subnet as soon as it subscribes", async (t) => {
  const { proxy, rig } = make();
  proxy.node.network!.subnets.add(5, new Uint8Array(16).fill(5));
  const client = await rig.connect(proxy, { subscribe: false });
  t.deepEqual(client.heard, []);
  await rig.subscribe(client);
  const beacons = client.take(beacon);
  t.is(beacons.length, 2);
  t.deepEqual(openSecureNetworkBeacon(rig.keys, beacons[0]!), {
    keyRefresh: false,
    ivUpdate: false,
    ivIndex: 7,
  });
  const { keys } = proxy.node.network!.subnets.get(5)!;
  t.truthy(openSecureNetworkBeacon(keys, beacons[1]!));
});

test("beacons follow each change: IV Update, Key Refresh, another subnet", async (t) => {
  const { mesh, proxy, rig } = make();
  const client = await rig.connect(proxy);
  client.take(beacon);
  const node = proxy.node.network!;
  node.sequence.testMode = true;
  t.true(node.startIvUpdate());
  await mesh.clock.run(100);
  const [updated, ...more] = client.take(beacon);
  t.deepEqual(more, []);
  t.like(openSecureNetworkBeacon(rig.keys, updated!), { ivIndex: 8, ivUpdate: true });
  const next = new Uint8Array(16).fill(9);
  node.subnets.update(0, next);
  await mesh.clock.run(100);
  client.take(beacon);
  node.subnets.setPhase(0, 2);
  await mesh.clock.run(100);
  const { newKeys } = node.subnets.get(0)!;
  t.like(openSecureNetworkBeacon(newKeys!, client.take(beacon)[0]!), { keyRefresh: true });
  t.deepEqual(rig.advertised(proxy), { type: 0, networkId: newKeys!.networkId });
  node.subnets.add(3, new Uint8Array(16).fill(3));
  await mesh.clock.run(100);
  t.is(client.take(beacon).length, 2);
});

test("a beacon from the client is processed as one from the air", async (t) => {
  const { mesh, proxy, rig } = make();
  const other = mesh.node(0x0200, [{ models: [new GenericOnOffServer()] }]);
  mesh.air.filter = () => false;
  for (const { node } of [proxy, other]) node.network!.sequence.testMode = true;
  const client = await rig.connect(proxy);
  other.node.network!.startIvUpdate();
  const sent = await rig.connect(other);
  const [newer] = sent.take(beacon);
  client.send(beacon, newer!);
  await mesh.clock.run(200);
  t.like(proxy.node.network!.sequence.state, { ivIndex: 8, inProgress: true });
});

test("Node Identity shows the node to who knows its address", async (t) => {
  const { mesh, proxy, rig } = make();
  proxy.node.network!.proxyStates!.setNodeIdentity(0, true);
  await mesh.clock.run(10);
  const shown = rig.advertised(proxy)!;
  t.is(shown.type, 1);
  if (shown.type === 0) return;
  t.true(equalBytes(nodeIdentityHash(rig.keys.identityKey, shown.random, 0x0100), shown.hash));
  t.is(rig.server(proxy).advertisement!.interval, 100);
  t.is(rig.server(proxy).advertisement!.privateAddress, undefined);
  await mesh.clock.run(60_000);
  t.is(rig.advertised(proxy)!.type, 0);
});

test("a private identity has an address of its own, and no name; both change after 10 minutes", async (t) => {
  const { mesh, proxy, rig } = make();
  const states = proxy.node.network!.proxyStates!;
  states.gattProxy = false;
  states.privateGattProxy = true;
  await mesh.clock.run(10);
  const first = rig.server(proxy).advertisement!;
  t.is(first.scanResponse, undefined);
  t.true(first.privateAddress! < 2 ** 46);
  await mesh.clock.run(599_000);
  t.is(rig.server(proxy).advertisement, first);
  await mesh.clock.run(2000);
  const second = rig.server(proxy).advertisement!;
  t.not(second.privateAddress, first.privateAddress);
  t.notDeepEqual(second.data, first.data);
  const client = await rig.connect(proxy);
  const [octets] = client.take(beacon);
  t.is(octets!.length, 27);
  t.like(openMeshPrivateBeacon(rig.keys, octets!), { ivIndex: 7 });
});

test("with both proxies off nothing is advertised, and a connection stays", async (t) => {
  const { mesh, proxy, rig } = make();
  const client = await rig.connect(proxy);
  proxy.node.network!.proxyStates!.gattProxy = false;
  await mesh.clock.run(1000);
  t.is(rig.server(proxy).advertisement, undefined);
  t.true(client.peer.connected);
  client.configure([0, 1]);
  await mesh.clock.run(100);
  t.deepEqual(client.statuses(), [[1, 0]]);
});

test("two subnets take turns", async (t) => {
  const { mesh, proxy, rig } = make();
  proxy.node.network!.subnets.add(1, new Uint8Array(16).fill(1));
  const seen = new Set<string>();
  for (let i = 0; i < 50; i++) {
    await mesh.clock.run(100);
    const shown = rig.advertised(proxy)!;
    if (shown.type === 0) seen.add(shown.networkId.join());
  }
  t.is(seen.size, 2);
});

test("a node that leaves its network ends the connections and the service", async (t) => {
  const { mesh, proxy, rig } = make({}, { provisionable: true });
  const client = await rig.connect(proxy);
  proxy.node.reset();
  await mesh.clock.run(100);
  t.is(client.reason, 0x13);
  t.deepEqual(
    rig.server(proxy).services.map(({ uuid }) => uuid),
    [0x1827],
  );
});

test("a node whose options say so is no proxy", async (t) => {
  const { mesh, proxy, rig } = make({}, { proxy: false });
  await mesh.clock.run(1000);
  t.is(rig.server(proxy).advertisement, undefined);
  t.deepEqual(rig.server(proxy).services, []);
  t.is(proxy.node.network!.proxyStates, undefined);
});
