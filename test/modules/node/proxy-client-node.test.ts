import test from "ava";
import type { Model } from "../../../modules/access/model.js";
import { OnDemandPrivateProxyServer } from "../../../modules/foundation/on-demand-private-proxy/server.js";
import { PrivateBeaconServer } from "../../../modules/foundation/private-beacon/server.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { ProxyClient } from "../../../modules/node/proxy-client.js";
import type { ProxyClientOptions } from "../../../modules/node/proxy-client-options.js";
import { ProxySolicitor } from "../../../modules/proxy/solicitation/proxy-solicitor.js";
import { bindAll } from "../../support/foundation-rig.js";
import { Mesh, type MeshNode } from "../../support/mesh.js";
import type { TestGattServer } from "../../support/test-gatt.js";

const phoneAddress = 0x0707;

/** A node that reaches the network by proxies alone, and clients of it. */
function make() {
  const mesh = new Mesh({ gatt: {} });
  const onOff = new GenericOnOffClient();
  const phone = mesh.node(phoneAddress, [{ models: [onOff] }], {
    advertising: false,
    proxy: false,
  });
  bindAll(phone);
  const events: string[] = [];
  const client = (options: Partial<ProxyClientOptions> = {}) =>
    new ProxyClient({
      node: phone.node,
      onConnect: () => events.push("connected"),
      onDisconnect: (reason) => events.push(`lost ${reason.toString(16)}`),
      ...options,
    });
  const lamp = (address: number, models: readonly Model[] = []) => {
    const node = mesh.node(address, [{ models: [new GenericOnOffServer(), ...models] }]);
    bindAll(node);
    return node;
  };
  /** A lamp whose proxy advertises only for those who solicit it, for ten seconds. */
  const silentLamp = (address: number) => {
    const node = lamp(address, [new PrivateBeaconServer(), new OnDemandPrivateProxyServer()]);
    const states = node.node.network!.proxyStates!;
    states.gattProxy = false;
    states.onDemand = 10;
    return node;
  };
  /** Subscribes the phone to a group; the SEQ of the configuration messages that this takes. */
  const subscribe = async (group: number) => {
    onOff.subscriptionList.entries = [{ address: group, label: undefined }];
    phone.node.network!.saveModel(onOff);
    await mesh.clock.run(500);
  };
  /** Solicitation PDUs of the phone on the air, two copies each. */
  const solicitations = () =>
    mesh.air.log.filter(
      ({ data, from }) => from === phone.host.radio.index && data[5] === 0x59 && data[6] === 0x18,
    ).length / 2;
  return { client, events, lamp, mesh, onOff, phone, silentLamp, solicitations, subscribe };
}

function server({ host }: MeshNode): TestGattServer {
  return host.radio.gatt as TestGattServer;
}

/** Whether a message to `dst`, of a node on the air, is passed to a client of the proxy. */
async function passes(mesh: Mesh, proxy: MeshNode, sender: GenericOnOffClient, dst: number) {
  let count = 0;
  const notify = server(proxy).notify.bind(server(proxy));
  server(proxy).notify = (...all) => {
    count++;
    return notify(...all);
  };
  sender.setUnacknowledged(true, { dst, appKeyIndex: 0 });
  await mesh.clock.run(500);
  server(proxy).notify = notify;
  return count > 0;
}

test("two clients of a node both follow its subscriptions, and one that is closed leaves the other", async (t) => {
  const { client, lamp, mesh, subscribe } = make();
  const [first, second] = [lamp(0x0100), lamp(0x0101)];
  mesh.air.rssi = (from) => (from === first.host.radio.index ? -40 : -70);
  const one = client();
  const two = client();
  t.is((await mesh.result(one.connect())).proxy.address, server(first).address);
  // The proxies of one client are unknown to the other one.
  mesh.air.rssi = (from) => (from === first.host.radio.index ? -70 : -40);
  t.is((await mesh.result(two.connect())).proxy.address, server(second).address);
  const switcher = new GenericOnOffClient();
  bindAll(mesh.node(0x0300, [{ models: [switcher] }]));
  await subscribe(0xc000);
  t.true(await passes(mesh, first, switcher, 0xc000));
  t.true(await passes(mesh, second, switcher, 0xc000));
  two.close();
  await subscribe(0xc001);
  t.true(await passes(mesh, first, switcher, 0xc001));
});

test("a client that is closed, or whose attempt failed, follows the node no longer", async (t) => {
  const { client, lamp, mesh, phone } = make();
  const followers = () => phone.node.network!.followers?.length ?? 0;
  const proxies = client({ solicit: false });
  const failed = await mesh.outcome(proxies.connect({ timeout: 2000 }));
  t.true(failed instanceof Error);
  t.is(followers(), 0);
  lamp(0x0100);
  const connection = await mesh.result(proxies.connect());
  t.is(followers(), 1);
  connection.disconnect();
  t.is(followers(), 0);
  await mesh.result(proxies.connect());
  proxies.close();
  t.is(followers(), 0);
});

test("a suspended node has no connection; resumed it connects again", async (t) => {
  const { client, events, lamp, mesh, onOff, phone } = make();
  const proxy = lamp(0x0100);
  const proxies = client();
  const connection = await mesh.result(proxies.connect());
  phone.node.suspend();
  t.false(connection.connected);
  t.deepEqual(events, ["lost 16"]);
  await mesh.clock.run(120_000);
  t.is(server(proxy).peers.size, 0);
  t.is(mesh.air.log.filter(({ from }) => from === phone.host.radio.index).length, 0);
  phone.node.resume();
  await mesh.clock.run(40_000);
  t.true(connection.connected);
  t.true((await mesh.result(onOff.set(true, { dst: 0x0100, appKeyIndex: 0 }))).present);
});

test("an attempt does not outlive the suspension of its node, whichever step it is at", async (t) => {
  for (const after of [500, 2500, 2560, 2600, 2650, 2700]) {
    const { client, lamp, mesh, phone } = make();
    const proxy = lamp(0x0100);
    const attempt = client().connect({ timeout: 100_000 });
    attempt.catch(() => undefined);
    await mesh.clock.run(after);
    phone.node.suspend();
    await mesh.clock.run(20_000);
    t.is(server(proxy).peers.size, 0, `after ${after} ms`);
    phone.node.resume();
    t.true((await mesh.result(attempt)).connected, `after ${after} ms`);
  }
});

test("proxies that advertise only on demand are solicited, after some seconds without a proxy", async (t) => {
  const { client, lamp, mesh, onOff, phone, silentLamp, solicitations } = make();
  const silent = silentLamp(0x0100);
  const { proxy } = await mesh.result(client().connect());
  t.is(proxy.type, 2);
  t.is(solicitations(), 1);
  t.is(server(silent).peers.size, 1);
  t.true((await mesh.result(onOff.set(true, { dst: 0x0100, appKeyIndex: 0 }))).present);
  t.is(phone.node.diagnostics.dropped("proxy.no-sequence"), 0);
  // One that advertises by itself is found before.
  const other = make();
  other.lamp(0x0100);
  await other.mesh.result(other.client().connect());
  t.is(other.solicitations(), 0);
  lamp(0x0101);
});

test("solicitations are sent less and less often, not to a certain node, and not where the option says so", async (t) => {
  const { client, mesh, solicitations } = make();
  const count = async (proxies: ProxyClient, options: { node?: number } = {}) => {
    const before = solicitations();
    await mesh.outcome(proxies.connect({ timeout: 1_800_000, ...options }), 2_000_000);
    return solicitations() - before;
  };
  // After 3, 9, 21, 45, 93, 189, 381 and 681 s, then every 300 s.
  t.is(await count(client()), 11);
  t.is(await count(client(), { node: 0x0100 }), 0);
  t.is(await count(client({ solicit: false })), 0);
});

test("while the node is suspended nothing is solicited, and no number used", async (t) => {
  const { client, mesh, phone, solicitations } = make();
  client()
    .connect({ timeout: 3_600_000 })
    .catch(() => undefined);
  phone.node.suspend();
  await mesh.clock.run(1_800_000);
  t.deepEqual(
    phone.store.keys().filter((key) => key.startsWith("q.")),
    [],
  );
  phone.node.resume();
  await mesh.clock.run(60_000);
  t.true(solicitations() > 0);
});

test("without a number for solicitations the search goes on", async (t) => {
  const { client, lamp, mesh, phone } = make();
  const attempt = client().connect();
  phone.store.failing = true;
  await mesh.clock.run(10_000);
  t.is(phone.node.diagnostics.dropped("proxy.no-sequence"), 2);
  phone.store.failing = false;
  lamp(0x0100);
  t.true((await mesh.result(attempt)).connected);
});

test("two solicitors of a node use no number twice", async (t) => {
  const { mesh, phone } = make();
  const solicitors = [0, 1].map(() => new ProxySolicitor({ node: phone.node }));
  for (let i = 0; i < 40; i++) {
    solicitors[i % 2]!.solicit();
    await mesh.clock.run(200);
  }
  const sent = mesh.air.log
    .filter(({ data, from }) => from === phone.host.radio.index && data[5] === 0x59)
    .map(({ data }) => data.join());
  t.is(sent.length, 80);
  t.is(new Set(sent).size, 40);
});

test("the proxies in reach are listed, the strongest first, and one is chosen by its advertising address", async (t) => {
  const { client, lamp, mesh } = make();
  const nodes = [0x0100, 0x0101, 0x0102].map((address) => lamp(address));
  mesh.air.rssi = (from) => -80 + 10 * nodes.findIndex(({ host }) => host.radio.index === from);
  const proxies = client({ nodes: () => [0x0100, 0x0101] });
  nodes[1]!.node.network!.proxyStates!.setNodeIdentity(0, true);
  const found = await mesh.result(proxies.findProxies());
  t.deepEqual(
    found.map(({ address, node, rssi, type }) => ({ address, node, rssi, type })),
    [
      { address: server(nodes[2]!).address, node: undefined, rssi: -60, type: 0 },
      { address: server(nodes[1]!).address, node: 0x0101, rssi: -70, type: 1 },
      { address: server(nodes[0]!).address, node: undefined, rssi: -80, type: 0 },
    ],
  );
  const { address } = found[2]!;
  const { proxy } = await mesh.result(proxies.connect({ address }));
  t.is(proxy.address, address);
  const none = (await mesh.outcome(proxies.connect({ address: 0x123456, timeout: 3000 }))) as Error;
  t.is(none.message, "no GATT proxy of this network with the advertising address 123456 was heard");
  await t.throwsAsync(proxies.findProxies(Infinity), { instanceOf: RangeError });
  await t.throwsAsync(proxies.findProxies(-1), { instanceOf: RangeError });
});

test("what a connection passes on is changed while it is open, both ways, and seen", async (t) => {
  const { client, lamp, mesh, subscribe } = make();
  const proxy = lamp(0x0100);
  const connection = await mesh.result(client().connect());
  const switcher = new GenericOnOffClient();
  bindAll(mesh.node(0x0300, [{ models: [switcher] }]));
  const passed = () => passes(mesh, proxy, switcher, 0xc123);
  const own = [phoneAddress, 0xffff];
  t.deepEqual(connection.addresses, own);
  t.false(await passed());
  await mesh.result(connection.setFilter("all"));
  t.is(connection.addresses, undefined);
  t.true(await passed());
  await subscribe(0xc000);
  t.is(connection.addresses, undefined);
  await mesh.result(connection.setFilter("own"));
  t.deepEqual(connection.addresses, [phoneAddress, 0xc000, 0xffff]);
  t.false(await passed());
  t.true(await passes(mesh, proxy, switcher, 0xc000));
  connection.disconnect();
  t.deepEqual(connection.addresses, []);
});

test("a connection to a certain node is established again when the node shows its identity no longer", async (t) => {
  const { client, events, lamp, mesh } = make();
  const wanted = lamp(0x0100);
  const other = lamp(0x0101);
  mesh.air.rssi = (from) => (from === other.host.radio.index ? -40 : -70);
  wanted.node.network!.proxyStates!.setNodeIdentity(0, true);
  const connection = await mesh.result(client().connect({ node: 0x0100 }));
  await mesh.clock.run(90_000);
  for (const number of server(wanted).peers.keys()) server(wanted).disconnect(number);
  await mesh.clock.run(20_000);
  t.deepEqual(events, ["lost 13", "connected"]);
  t.is(connection.proxy.address, server(wanted).address);
  t.is(connection.proxy.node, 0x0100);
});
