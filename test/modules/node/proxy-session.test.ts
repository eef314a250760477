import test from "ava";
import { Abort } from "../../../modules/base/abort.js";
import { GattDisconnectedError } from "../../../modules/base/gatt-errors.js";
import type { GattClient, GattPeer } from "../../../modules/host/gatt-client.js";
import { PacketKind } from "../../../modules/host/radio.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { ProxyClient } from "../../../modules/node/proxy-client.js";
import type {
  ProxyClientOptions,
  ProxyConnectOptions,
} from "../../../modules/node/proxy-client-options.js";
import { bindAll } from "../../support/foundation-rig.js";
import { Mesh, type MeshNode } from "../../support/mesh.js";
import type { TestGattServer } from "../../support/test-gatt.js";

/** What a proxy client waits for, in order. */
const steps = ["connect", "discover", "subscribe", "beacon", "filter"] as const;
type Step = (typeof steps)[number];

/** Something that a step of a connection to the first proxy does instead of its work. */
type Fault = (peer: GattPeer | undefined) => void;

const never = new Promise<never>(() => undefined);

/** Nodes 0100 and 0101, the former the stronger one, and a client whose steps at 0100 can fail. */
function make(client: Partial<ProxyClientOptions> = {}) {
  const mesh = new Mesh({ gatt: {} });
  const proxies = [0x0100, 0x0101].map((address) => {
    const node = mesh.node(address, [{ models: [new GenericOnOffServer()] }]);
    bindAll(node);
    return node;
  });
  const [first, second] = proxies as [MeshNode, MeshNode];
  const onOff = new GenericOnOffClient();
  const phone = mesh.node(0x0707, [{ models: [onOff] }], { advertising: false, proxy: false });
  bindAll(phone);
  mesh.air.rssi = (from) => (from === first.host.radio.index ? -40 : -70);
  const faults = new Map<Step, Fault>();
  const seen = { dials: 0, peer: undefined as GattPeer | undefined };
  const radio = phone.host.radio as { gattClient?: GattClient };
  const real = radio.gattClient!;
  const target = server(first).address;
  /** The fault of a step, whose promise never settles by itself; undefined where there is none. */
  const faulty = (step: Step, peer: GattPeer | undefined) => {
    const fault = faults.get(step);
    fault?.(peer);
    return fault && never;
  };
  radio.gattClient = {
    connections: real.connections,
    connect: async (address, options) => {
      if (address !== target) return real.connect(address, options);
      seen.dials++;
      const peer = await real.connect(address, options);
      seen.peer = peer;
      const discover = peer.discover.bind(peer);
      const subscribe = peer.subscribe.bind(peer);
      peer.discover = (uuid) => faulty("discover", peer) ?? discover(uuid);
      peer.subscribe = (...all) => faulty("subscribe", peer) ?? subscribe(...all);
      if (!faulty("connect", peer)) return peer;
      // It takes long to be established, or is lost meanwhile.
      await new Promise<void>((resolve) => mesh.clock.schedule(resolve, 9000));
      if (!peer.connected) throw new GattDisconnectedError(0x3e);
      return peer;
    },
  };
  const gatt = server(first);
  const notify = gatt.notify.bind(gatt);
  gatt.notify = (connection, characteristic, value) => {
    const step = (["", "beacon", "filter"] as const)[value[0]! & 0x3f];
    if (step && faulty(step, seen.peer)) return true;
    return notify(connection, characteristic, value);
  };
  const events: string[] = [];
  const proxyClient = new ProxyClient({
    node: phone.node,
    onConnect: () => events.push("connected"),
    onDisconnect: (reason) => events.push(`lost ${reason.toString(16)}`),
    ...client,
  });
  const connect = (how?: ProxyConnectOptions) => mesh.result(proxyClient.connect(how));
  return { connect, events, faults, first, mesh, onOff, phone, proxyClient, second, seen };
}

function server({ host }: MeshNode): TestGattServer {
  return host.radio.gatt as TestGattServer;
}

// A rejection that has no handler makes AVA, and the harness of XS, report the file as failed.

for (const step of steps) {
  test(`a proxy that says nothing at "${step}" is left for another one`, async (t) => {
    const { connect, events, faults, first, mesh, proxyClient, second } = make();
    faults.set(step, () => undefined);
    const { proxy } = await connect({ timeout: 90_000 });
    // A connection that is only late is a connection.
    t.is(proxy.address, server(step === "connect" ? first : second).address);
    await mesh.clock.run(60_000);
    t.is(server(first).peers.size + server(second).peers.size, 1);
    t.is(proxyClient.connections, 1);
    t.deepEqual(events, []);
  });

  test(`a connection that is lost at "${step}" is followed by one attempt, not two`, async (t) => {
    const { connect, events, faults, first, mesh, proxyClient, second } = make();
    let losses = 0;
    faults.set(step, (peer) => {
      losses++;
      peer?.disconnect();
    });
    const { proxy } = await connect();
    t.is(proxy.address, server(second).address);
    await mesh.clock.run(120_000);
    t.true(losses >= 1);
    t.deepEqual([server(first).peers.size, server(second).peers.size], [0, 1]);
    t.is(proxyClient.connections, 1);
    t.deepEqual(events, [], "the application is told of what it was connected to");
  });

  test(`an attempt ends with its time, also at "${step}"`, async (t) => {
    const { faults, first, mesh, proxyClient } = make();
    faults.set(step, () => undefined);
    const begun = mesh.clock.now();
    const outcome = (await mesh.outcome(proxyClient.connect({ timeout: 4000 }))) as Error;
    t.is(outcome.name, "TimeoutError");
    t.true(mesh.clock.now() - begun <= 4100, `${mesh.clock.now() - begun} ms`);
    await mesh.clock.run(30_000);
    t.is(server(first).peers.size, 0);
  });

  test(`an abort at "${step}" ends the attempt at once`, async (t) => {
    const { faults, first, mesh, proxyClient } = make();
    const abort = new Abort();
    let at = Infinity;
    faults.set(step, () => {
      at = mesh.clock.now();
      mesh.clock.schedule(() => abort.abort(), 0);
    });
    const outcome = (await mesh.outcome(proxyClient.connect({ signal: abort }))) as Error;
    t.is(outcome.name, "AbortError");
    t.true(mesh.clock.now() - at <= 30);
    await mesh.clock.run(30_000);
    t.is(server(first).peers.size, 0);
    t.is(proxyClient.connections, 0);
  });

  test(`a node that leaves its network at "${step}" connects no longer`, async (t) => {
    const { faults, first, mesh, phone, proxyClient, second } = make();
    faults.set(step, () => mesh.clock.schedule(() => phone.node.reset(), 0));
    const outcome = (await mesh.outcome(proxyClient.connect())) as Error;
    t.true(outcome instanceof Error);
    await mesh.clock.run(60_000);
    t.deepEqual([server(first).peers.size, server(second).peers.size], [0, 0]);
    t.is(proxyClient.connections, 0);
  });

  test(`a client that is closed at "${step}" leaves no timer`, async (t) => {
    const { faults, first, mesh, phone, proxyClient, second } = make();
    faults.set(step, () => mesh.clock.schedule(() => proxyClient.close(), 0));
    const outcome = (await mesh.outcome(proxyClient.connect())) as Error;
    t.is(outcome.name, "AbortError");
    for (const { node } of [first, second, phone]) node.close();
    await mesh.clock.run(60_000);
    t.is(mesh.clock.pending, 0);
  });
}

test("a client that searches again ends with the network of its node", async (t) => {
  const { connect, events, first, mesh, phone, proxyClient, second } = make();
  const connection = await connect();
  first.node.close();
  second.node.close();
  await mesh.clock.run(10_000);
  t.deepEqual(events, ["lost 13"]);
  phone.node.reset();
  await mesh.clock.run(60_000);
  t.false(connection.connected);
  t.is(proxyClient.connections, 0);
  phone.node.close();
  t.is(mesh.clock.pending, 0, "nothing is searched for any longer");
});

test("a proxy that ends each connection is tried less and less often", async (t) => {
  const { connect, events, first, mesh, second, seen } = make();
  second.node.close();
  await connect();
  const drop = () => {
    for (const number of server(first).peers.keys()) server(first).disconnect(number);
  };
  for (let s = 0; s < 600; s++) {
    await mesh.clock.run(1000);
    if (events.at(-1) === "connected" || s === 0) drop();
  }
  // 1, 2, 4, 8 and 16 s, and then each 30 s with the search.
  t.true(seen.dials >= 15 && seen.dials <= 24, `${seen.dials} connections in 10 minutes`);
});

test("another proxy is taken where the strongest one ends each connection", async (t) => {
  const { connect, first, mesh, second } = make();
  const connection = await connect();
  t.is(connection.proxy.address, server(first).address);
  for (const number of server(first).peers.keys()) server(first).disconnect(number);
  await mesh.clock.run(10_000);
  t.is(connection.proxy.address, server(second).address);
});

test("two connections that begin together take two proxies", async (t) => {
  const { first, mesh, proxyClient, second } = make();
  const both = await mesh.result(Promise.all([proxyClient.connect(), proxyClient.connect()]));
  t.deepEqual(
    both.map(({ proxy }) => proxy.address).sort(),
    [server(first).address, server(second).address].sort(),
  );
});

test("a proxy that does not take the new subscriptions is left", async (t) => {
  const { connect, events, faults, mesh, onOff, phone, second } = make();
  const connection = await connect();
  faults.set("filter", () => undefined);
  onOff.subscriptionList.entries = [{ address: 0xc000, label: undefined }];
  phone.node.network!.saveModel(onOff);
  await mesh.clock.run(30_000);
  t.deepEqual(events, ["lost 16", "connected"]);
  t.is(connection.proxy.address, server(second).address);
});

test("subscriptions that change while a connection is established are in its filter", async (t) => {
  const { faults, mesh, onOff, phone, proxyClient } = make();
  let changes = 0;
  faults.set("beacon", () => {
    faults.clear();
    for (const delay of [100, 200, 300])
      mesh.clock.schedule(() => {
        const address = 0xc000 + changes++;
        onOff.subscriptionList.entries = [{ address, label: undefined }];
        phone.node.network!.saveModel(onOff);
      }, delay);
  });
  // The first beacon is lost; the next follows an IV Update.
  const attempt = proxyClient.connect({ timeout: 60_000 });
  await mesh.result(attempt);
  await mesh.clock.run(5000);
  t.is(changes, 3);
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
  t.deepEqual(
    [await passed(0xc000), await passed(0xc001), await passed(0xc002)],
    [false, false, true],
  );
});

test("a proxy that is on subnets of other networks too is connected to, whichever it shows first", async (t) => {
  const { connect, first, mesh, second } = make();
  second.node.close();
  const { subnets } = first.node.network!;
  for (const index of [1, 2, 3]) subnets.add(index, new Uint8Array(16).fill(index));
  const begun = mesh.clock.now();
  const connection = await connect();
  t.is(connection.proxy.address, server(first).address);
  t.true(mesh.clock.now() - begun < 12_000);
});

test("callbacks of the application may close the client", async (t) => {
  const { connect, events, first, mesh, proxyClient, second } = make({
    onDisconnect: () => {
      events.push("lost");
      proxyClient.close();
    },
  });
  const connection = await connect();
  for (const number of server(first).peers.keys()) server(first).disconnect(number);
  await mesh.clock.run(60_000);
  t.deepEqual(events, ["lost"]);
  t.false(connection.connected);
  t.deepEqual([server(first).peers.size, server(second).peers.size], [0, 0]);
});

test("advertisements of ten thousand addresses leave the search as it is", async (t) => {
  const { first, mesh, proxyClient } = make();
  const data = server(first).advertisement?.data.slice() ?? new Uint8Array(28);
  let sent = 0;
  const forge = () => {
    for (let i = 0; i < 100; i++, sent++) {
      data[data.length - 1] = sent;
      data[data.length - 2] = sent >> 8;
      mesh.air.injectFrom(-1, data, PacketKind.connectable, 2 ** 48 + 0x1_0000 + sent);
    }
    if (sent < 10_000) mesh.clock.schedule(forge, 50);
  };
  forge();
  const { proxy } = await mesh.result(proxyClient.connect());
  t.is(proxy.address, server(first).address);
});
