import test from "ava";
import { Abort } from "../../../modules/base/abort.js";
import { ConfigurationClient } from "../../../modules/foundation/configuration/client.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { ProxyClient } from "../../../modules/node/proxy-client.js";
import type {
  ProxyClientOptions,
  ProxyConnectOptions,
} from "../../../modules/node/proxy-client-options.js";
import { bindAll } from "../../support/foundation-rig.js";
import { Mesh, type MeshNode, type MeshOptions } from "../../support/mesh.js";
import type { TestGattServer } from "../../support/test-gatt.js";

/** Address of the node that reaches the network by proxies alone. */
const phoneAddress = 0x0707;

function make(options: MeshOptions = {}, client: Partial<ProxyClientOptions> = {}) {
  const mesh = new Mesh({ gatt: {}, ...options });
  const lamps: GenericOnOffServer[] = [];
  const lamp = (address: number) => {
    const model = new GenericOnOffServer();
    lamps.push(model);
    const node = mesh.node(address, [{ models: [model] }]);
    bindAll(node);
    return node;
  };
  const configuration = new ConfigurationClient();
  const onOff = new GenericOnOffClient();
  const phone = mesh.node(phoneAddress, [{ models: [configuration, onOff] }], {
    advertising: false,
    proxy: false,
  });
  bindAll(phone);
  const events: string[] = [];
  const proxies = new ProxyClient({
    node: phone.node,
    onConnect: () => events.push("connected"),
    onDisconnect: (reason) => events.push(`lost ${reason.toString(16)}`),
    ...client,
  });
  const connect = (how?: ProxyConnectOptions) => mesh.result(proxies.connect(how));
  return { configuration, connect, events, lamp, lamps, mesh, onOff, phone, proxies };
}

function server({ host }: MeshNode): TestGattServer {
  return host.radio.gatt as TestGattServer;
}

test("a node without advertising configures and switches lamps through a proxy", async (t) => {
  const { configuration, connect, lamp, lamps, mesh, onOff, phone } = make();
  lamp(0x0100);
  lamp(0x0101);
  const { proxy } = await connect();
  t.is(proxy.type, 0);
  for (const dst of [0x0100, 0x0101]) {
    const { present } = await mesh.result(onOff.set(true, { dst, appKeyIndex: 0 }));
    t.true(present);
    t.truthy(await mesh.result(configuration.getNetKeys(dst)));
  }
  t.true(lamps.every(({ isOn }) => isOn));
  const sent = mesh.air.log.filter(({ from }) => from === phone.host.radio.index);
  t.deepEqual(sent, [], "it sends nothing by advertising");
});

test("without a connection nothing is sent", async (t) => {
  const { lamp, mesh, onOff } = make();
  lamp(0x0100);
  const outcome = await mesh.outcome(onOff.set(true, { dst: 0x0100, appKeyIndex: 0 }));
  t.true(outcome instanceof Error);
});

test("the strongest proxy is taken, and each further connection has another one", async (t) => {
  const { connect, lamp, mesh, proxies } = make();
  const nodes = [0x0100, 0x0101, 0x0102].map(lamp);
  mesh.air.rssi = (from) => -80 + 10 * nodes.findIndex(({ host }) => host.radio.index === from);
  const seen = [];
  for (let i = 0; i < 3; i++) seen.push((await connect()).proxy.address);
  t.deepEqual(
    seen,
    [2, 1, 0].map((i) => server(nodes[i]!).address),
  );
  const none = await mesh.outcome(proxies.connect({ timeout: 3000 }));
  t.true(none instanceof Error);
});

test("a node is recognized by its identity", async (t) => {
  const { connect, lamp, mesh, proxies } = make();
  lamp(0x0100);
  const wanted = lamp(0x0101);
  const early = await mesh.outcome(proxies.connect({ node: 0x0101, timeout: 5000 }));
  t.true(early instanceof Error);
  t.is((early as Error).message, "no GATT proxy with the identity of node 257 was heard");
  wanted.node.network!.proxyStates!.setNodeIdentity(0, true);
  const { proxy } = await connect({ node: 0x0101 });
  t.is(proxy.node, 0x0101);
  t.is(proxy.address, server(wanted).address);
});

test("the filter has the node's address, its groups and all nodes; it follows its subscriptions", async (t) => {
  const { connect, lamp, mesh, onOff, phone } = make();
  lamp(0x0100);
  await connect();
  const switcher = new GenericOnOffClient();
  bindAll(mesh.node(0x0300, [{ models: [switcher] }]));
  const passed = async (dst: number) => {
    let count = 0;
    mesh.gatt!.onCarried = (direction) => void (direction === "out" && count++);
    switcher.setUnacknowledged(true, { dst, appKeyIndex: 0 });
    await mesh.clock.run(500);
    mesh.gatt!.onCarried = undefined;
    return count > 0;
  };
  t.true(await passed(phoneAddress));
  t.true(await passed(0xffff));
  t.false(await passed(0xc000));
  t.false(await passed(0x0100));
  onOff.subscriptionList.entries = [{ address: 0xc000, label: undefined }];
  phone.node.network!.saveModel(onOff);
  await mesh.clock.run(500);
  t.true(await passed(0xc000));
  onOff.subscriptionList.entries = [];
  phone.node.network!.saveModel(onOff);
  await mesh.clock.run(500);
  t.false(await passed(0xc000));
  t.true(await passed(phoneAddress));
});

test("a client that wants all gets all", async (t) => {
  const { connect, lamp, mesh } = make({}, { filter: "all" });
  lamp(0x0100);
  await connect();
  const switcher = new GenericOnOffClient();
  bindAll(mesh.node(0x0300, [{ models: [switcher] }]));
  let count = 0;
  mesh.gatt!.onCarried = (direction) => void (direction === "out" && count++);
  switcher.setUnacknowledged(true, { dst: 0xc123, appKeyIndex: 0 });
  await mesh.clock.run(500);
  t.is(count, 1);
});

test("a lost connection is established again, to another proxy where the first is gone", async (t) => {
  const { connect, events, lamp, mesh, onOff, proxies } = make();
  const first = lamp(0x0100);
  const second = lamp(0x0101);
  mesh.air.rssi = (from) => (from === first.host.radio.index ? -40 : -70);
  const connection = await connect();
  t.is(connection.proxy.address, server(first).address);
  first.node.close();
  await mesh.clock.run(20_000);
  t.deepEqual(events, ["lost 13", "connected"]);
  t.is(connection.proxy.address, server(second).address);
  t.true(connection.connected);
  t.true((await mesh.result(onOff.set(true, { dst: 0x0101, appKeyIndex: 0 }))).present);
  connection.disconnect();
  await mesh.clock.run(60_000);
  t.is(proxies.connections, 0);
  t.is(server(second).peers.size, 0);
});

test("without `reconnect` a lost connection is the end", async (t) => {
  const { connect, events, lamp, mesh, proxies } = make({}, { reconnect: false });
  const node = lamp(0x0100);
  const connection = await connect();
  for (const number of server(node).peers.keys()) server(node).disconnect(number);
  await mesh.clock.run(60_000);
  t.deepEqual(events, ["lost 13"]);
  t.false(connection.connected);
  t.is(proxies.connections, 0);
});

test("a proxy without an answer is left, and tried again after the others", async (t) => {
  const { lamp, mesh, proxies } = make();
  const silent = lamp(0x0100);
  const other = lamp(0x0101);
  mesh.air.rssi = (from) => (from === silent.host.radio.index ? -40 : -70);
  // Its notifications do not arrive: no beacon comes.
  server(silent).notify = () => true;
  const { proxy } = await mesh.result(proxies.connect({ timeout: 60_000 }));
  t.is(proxy.address, server(other).address);
});

test("the node leaves its network: the connection ends, and is not established again", async (t) => {
  const { connect, lamp, mesh, phone } = make();
  const node = lamp(0x0100);
  const connection = await connect();
  phone.node.reset();
  await mesh.clock.run(60_000);
  t.false(connection.connected);
  t.is(server(node).peers.size, 0);
});

test("an attempt can be aborted, and a closed client makes none", async (t) => {
  const { lamp, mesh, proxies } = make();
  lamp(0x0100);
  const abort = new Abort();
  const attempt = proxies.connect({ signal: abort });
  await mesh.clock.run(1000);
  abort.abort();
  t.is(((await mesh.outcome(attempt)) as Error).name, "AbortError");
  const second = proxies.connect();
  await mesh.clock.run(1000);
  proxies.close();
  t.is(((await mesh.outcome(second)) as Error).name, "AbortError");
  t.is(proxies.connections, 0);
});

test("what cannot work is told", async (t) => {
  const { mesh, phone } = make();
  const { node } = new Mesh().node(0x0100, [{ models: [] }]);
  t.throws(() => new ProxyClient({ node }), { message: /radio has no GATT client/ });
  const proxies = new ProxyClient({ node: phone.node });
  phone.node.reset();
  const outcome = (await mesh.outcome(proxies.connect())) as Error;
  t.is(outcome.message, "the node is on no network: provision it first");
});
