import test from "ava";
import {
  claimConnection,
  isClaimed,
  releaseConnection,
} from "../../../modules/bearer/connectable-advertiser.js";
import { proxyHeader, ProxySar } from "../../../modules/bearer/proxy-pdu.js";
import type { GattCharacteristic } from "../../../modules/host/gatt.js";
import type { ProxyRig, RawProxyClient } from "../../support/proxy-rig.js";
import { servedProxy } from "../../support/served-proxy.js";

const minute = 60_000;

/** Subscribes or unsubscribes, as the client's host does. */
async function subscribe({ mesh }: ProxyRig, client: RawProxyClient, on: boolean): Promise<void> {
  const receive = (value: Uint8Array) => client.receive(value);
  await mesh.result(client.peer.subscribe(client.dataOut, on ? receive : undefined));
}

test("clients that do nothing are disconnected after a minute, and another one is served", async (t) => {
  const { mesh, proxy, rig, server, serves } = servedProxy();
  const idle = [];
  for (let i = 0; i < server.connections; i++)
    idle.push(await rig.connect(proxy, { subscribe: false }));
  t.is(server.peers.size, server.connections);
  await mesh.clock.run(minute - 5000);
  t.true(idle.every(({ reason }) => reason === undefined));
  await mesh.clock.run(5000);
  t.true(idle.every(({ reason }) => reason === 0x13));
  t.true(await serves());
});

test("a client that has subscribed stays, and has a minute from the end of its subscription", async (t) => {
  const { mesh, proxy, rig } = servedProxy();
  const client = await rig.connect(proxy);
  await mesh.clock.run(10 * minute);
  t.is(client.reason, undefined);
  await subscribe(rig, client, false);
  await mesh.clock.run(minute - 1000);
  t.is(client.reason, undefined);
  await mesh.clock.run(2000);
  t.is(client.reason, 0x13);
});

test("a connection that another user of the server has claimed stays, whoever else releases it", async (t) => {
  const { mesh, proxy, rig, server } = servedProxy();
  const client = await rig.connect(proxy, { subscribe: false });
  const [number] = server.peers.keys();
  claimConnection(server, number!);
  await mesh.clock.run(3 * minute);
  t.is(client.reason, undefined);
  await rig.subscribe(client);
  await subscribe(rig, client, false);
  t.true(isClaimed(server, number!));
  await mesh.clock.run(3 * minute);
  t.is(client.reason, undefined);
  releaseConnection(server, number!);
  await mesh.clock.run(minute + 1000);
  t.is(client.reason, 0x13);
});

test("a client that subscribes and unsubscribes in a loop is one client", async (t) => {
  const { mesh, proxy, rig, server, serves } = servedProxy();
  const client = await rig.connect(proxy, { subscribe: false });
  const [number] = server.peers.keys();
  const pending = mesh.clock.pending;
  for (let i = 0; i < 200; i++) {
    await subscribe(rig, client, true);
    client.write(Uint8Array.of(0x42));
    await subscribe(rig, client, false);
  }
  await mesh.clock.run(500);
  t.true(mesh.clock.pending <= pending + 1);
  t.false(isClaimed(server, number!));
  t.is(client.reason, undefined);
  t.true(await serves());
});

test("connections as fast as the advertisement lets them leave nothing behind", async (t) => {
  const { mesh, proxy, rig, serves } = servedProxy();
  proxy.node.network!.proxyStates!.setNodeIdentity(0, true);
  const first = await rig.connect(proxy);
  first.peer.disconnect();
  await mesh.clock.run(100);
  const pending = mesh.clock.pending;
  const end = mesh.clock.now() + minute;
  let count = 0;
  for (; mesh.clock.now() < end; count++) {
    const client = await rig.connect(proxy, { subscribe: count % 2 === 0 });
    if (count % 3 === 0) client.write(Uint8Array.of(0x40, 1, 2));
    client.peer.disconnect();
  }
  await mesh.clock.run(2000);
  t.true(count > 100, `${count} connections`);
  t.true(mesh.clock.pending <= pending, `${mesh.clock.pending} timers, ${pending} before`);
  t.true(await serves());
});

test("writes that come faster than the node takes them: 24 wait, the others are dropped and counted", async (t) => {
  const { drops, mesh, proxy, rig, server, serves } = servedProxy();
  await rig.connect(proxy);
  const [number] = server.peers.keys();
  const [dataIn] = server.services[0]!.characteristics as [GattCharacteristic];
  for (const before of [0, 1]) {
    // Of a type that no proxy has.
    for (let i = 0; i < 60; i++) dataIn.onWrite!(number!, Uint8Array.of(0x3f));
    await mesh.clock.run(100);
    t.is(drops("proxy.type"), 24 * (before + 1));
    t.is(drops("proxy.queue-full"), 36 * (before + 1));
  }
  t.true(await serves());
});

test("a node that is suspended has no client and no advertisement, until it resumes", async (t) => {
  const { mesh, proxy, rig, server, serves } = servedProxy();
  const client = await rig.connect(proxy);
  const idle = await rig.connect(proxy, { subscribe: false });
  proxy.node.suspend();
  await mesh.clock.run(200);
  t.deepEqual([client.reason, idle.reason], [0x13, 0x13]);
  t.is(server.advertisement, undefined);
  proxy.node.network!.subnets.add(5, new Uint8Array(16).fill(5));
  proxy.node.network!.proxyStates!.setNodeIdentity(0, true);
  await mesh.clock.run(1000);
  t.is(server.advertisement, undefined);
  proxy.node.resume();
  t.true(await serves());
});

test("Node Reset ends the connections of clients that have not subscribed, too", async (t) => {
  const { mesh, proxy, rig } = servedProxy({ provisionable: true });
  const idle = await rig.connect(proxy, { subscribe: false });
  proxy.node.reset();
  await mesh.clock.run(200);
  t.is(idle.reason, 0x13);
});

/** GATT servers that do not keep to what is agreed, or radios that lose what they had. */
const servers: readonly (readonly [string, (rig: ReturnType<typeof servedProxy>) => void])[] = [
  ["never has room", ({ server }) => (server.notify = () => false)],
  [
    "reports each disconnection twice",
    ({ server }) => {
      const [number] = server.peers.keys();
      for (const reason of [0x08, 0x13]) server.services[0]!.onDisconnect?.(number!, reason);
    },
  ],
  [
    "reports the subscription twice",
    ({ out, server }) => {
      const [number] = server.peers.keys();
      for (let i = 0; i < 3; i++) out().onSubscribe?.(number!, true);
    },
  ],
  [
    "reports what nobody knows",
    ({ out, server }) => {
      const [service] = server.services;
      out().onSubscribe?.(99, false);
      service!.onRoom?.(99);
      service!.onDisconnect?.(99, 0x08);
      service!.characteristics[0]!.onWrite?.(99, Uint8Array.of(0x40));
    },
  ],
];

for (const [name, act] of servers)
  test(`a server that ${name} does no harm to the next client`, async (t) => {
    const run = servedProxy();
    const { mesh, proxy, rig, server } = run;
    const notify = server.notify.bind(server);
    const client = await rig.connect(proxy);
    act(run);
    for (let i = 0; i < 40; i++) {
      client.configure([0, 1]);
      client.sendNetwork();
      await mesh.clock.run(50);
    }
    t.true(proxy.node.network!.networkLayer.backlog <= 500);
    client.peer.disconnect();
    await mesh.clock.run(500);
    server.notify = notify;
    t.true(await run.serves());
  });

test("a server whose notification throws is told so, and goes on", async (t) => {
  const { mesh, proxy, rig, server, serves } = servedProxy();
  const client = await rig.connect(proxy);
  const [number] = server.peers.keys();
  const notify = server.notify.bind(server);
  server.notify = () => {
    throw new Error("the radio failed");
  };
  const [dataIn] = server.services[0]!.characteristics as [GattCharacteristic];
  client.configure([0, 1]);
  await t.throwsAsync(mesh.clock.run(500), { message: "the radio failed" });
  t.notThrows(() => dataIn.onWrite!(number!, Uint8Array.of(0x7f)));
  client.peer.disconnect();
  server.notify = notify;
  await mesh.clock.run(500);
  t.true(await serves());
});

test("a thousand addresses: the list has 16, and each message its status", async (t) => {
  const { drops, mesh, proxy, rig } = servedProxy();
  const client = await rig.connect(proxy);
  for (let first = 1; first <= 1000; first += 5) {
    const addresses = [0, 1, 2, 3, 4].flatMap((i) => [(first + i) >> 8, (first + i) & 0xff]);
    client.configure([1, ...addresses]);
    await mesh.clock.run(60);
  }
  await mesh.clock.run(500);
  const statuses = client.statuses();
  t.is(statuses.length, 200);
  t.deepEqual(statuses.at(-1), [0, 16]);
  t.is(drops("proxy.filter-full"), 197);
});

test("a configuration message that is repeated is dropped; another source has numbers of its own", async (t) => {
  const { drops, mesh, proxy, rig } = servedProxy();
  const client = await rig.connect(proxy);
  const pass = async (fields: { src: number; seq: number }) => {
    client.configure([0, 1], fields);
    await mesh.clock.run(200);
    return client.statuses().length === 1;
  };
  t.true(await pass({ src: 0x7fff, seq: 500 }));
  t.false(await pass({ src: 0x7fff, seq: 500 }));
  t.false(await pass({ src: 0x7fff, seq: 499 }));
  t.true(await pass({ src: 0x0700, seq: 3 }), "the client has got its own address");
  t.false(await pass({ src: 0x0700, seq: 3 }));
  t.is(drops("network.replay"), 3);
});

test("clients with one address have a filter each", async (t) => {
  const { mesh, proxy, rig } = servedProxy();
  const [one, two] = [await rig.connect(proxy), await rig.connect(proxy)];
  one.configure([0, 1], { seq: 10 });
  await mesh.clock.run(200);
  two.configure([1, 0xc0, 0], { seq: 11 });
  await mesh.clock.run(200);
  t.deepEqual([one.statuses(), two.statuses()], [[[1, 0]], [[0, 1]]]);
});

test("a client keeps its connection through Key Refresh and IV Update, with old and new values", async (t) => {
  const { mesh, proxy, rig } = servedProxy();
  const node = proxy.node.network!;
  const client = await rig.connect(proxy);
  const answers = async (fields: { ivIndex: number }) => {
    client.configure([0, 1], fields);
    await mesh.clock.run(200);
    return client.take(2).length;
  };
  node.sequence.testMode = true;
  node.startIvUpdate();
  t.is(await answers({ ivIndex: 7 }), 1);
  t.is(await answers({ ivIndex: 8 }), 1);
  t.is(await answers({ ivIndex: 9 }), 0);
  node.subnets.update(0, new Uint8Array(16).fill(9));
  t.is(await answers({ ivIndex: 8 }), 1);
  node.subnets.setPhase(0, 2);
  t.is(await answers({ ivIndex: 8 }), 1, "the old key is received in phase 2");
  node.subnets.setPhase(0, 3);
  await mesh.clock.run(200);
  t.is(await answers({ ivIndex: 8 }), 0, "the old key is gone");
  t.is(client.reason, undefined);
});

test("a client whose subnet is deleted stays connected, and gets nothing of it any longer", async (t) => {
  const { drops, mesh, proxy, rig } = servedProxy();
  const node = proxy.node.network!;
  const client = await rig.connect(proxy);
  node.subnets.add(1, new Uint8Array(16).fill(1));
  node.subnets.delete(0);
  await mesh.clock.run(500);
  client.heard.length = 0;
  client.configure([0, 0]);
  client.sendNetwork();
  await mesh.clock.run(500);
  t.deepEqual(client.heard, []);
  t.is(drops("network.unknown-nid"), 2);
  t.is(client.reason, undefined);
});

test("an Unprovisioned Device beacon of a client is not of the air", async (t) => {
  const { drops, mesh, proxy, rig } = servedProxy();
  const client = await rig.connect(proxy);
  const found: unknown[] = [];
  const stop = (
    proxy.node.network as unknown as {
      bearer: { onBeacon(type: number, receiver: (data: Uint8Array) => void): () => void };
    }
  ).bearer.onBeacon(0, (data) => found.push(data));
  client.send(1, new Uint8Array(19));
  await mesh.clock.run(200);
  stop();
  t.deepEqual(found, []);
  t.is(drops("beacon.unknown-type"), 1);
});

test("segments without an end, of a client that sends one every 19 s, cost it its own messages only", async (t) => {
  const { drops, mesh, proxy, rig, serves } = servedProxy();
  const client = await rig.connect(proxy);
  client.write(Uint8Array.of(proxyHeader(ProxySar.first, 0)));
  for (let i = 0; i < 50; i++) {
    client.write(Uint8Array.of(proxyHeader(ProxySar.continuation, 0), ...new Uint8Array(60)));
    await mesh.clock.run(19_000);
  }
  t.is(client.reason, undefined);
  client.write(Uint8Array.of(proxyHeader(ProxySar.last, 0), 1));
  await mesh.clock.run(500);
  t.is(drops("proxy.length"), 1);
  t.true(await serves());
});

test("a configuration message that was recorded is refused over another connection, too", async (t) => {
  const { drops, mesh, proxy, rig } = servedProxy();
  const client = await rig.connect(proxy);
  const recorded: Uint8Array[] = [];
  mesh.gatt!.onCarried = (direction, value) => void (direction === "in" && recorded.push(value));
  client.configure([0, 1]);
  await mesh.clock.run(200);
  t.deepEqual(client.statuses(), [[1, 0]]);
  mesh.gatt!.onCarried = undefined;
  client.peer.disconnect();
  const other = await rig.connect(proxy, { src: 0x0701 });
  for (const octets of recorded) other.write(octets);
  await mesh.clock.run(200);
  t.deepEqual(other.statuses(), []);
  t.is(drops("network.replay"), 1);
  other.configure([0, 1]);
  await mesh.clock.run(200);
  t.deepEqual(other.statuses(), [[1, 0]]);
});

test("a client whose notifications find no room is disconnected 20 s after the last one that did", async (t) => {
  const { drops, mesh, proxy, rig, server, serves } = servedProxy();
  const client = await rig.connect(proxy);
  client.configure([0, 1]);
  await mesh.clock.run(200);
  const notify = server.notify.bind(server);
  let room = false;
  server.notify = (...all) => room && notify(...all);
  client.configure([2]);
  await mesh.clock.run(15_000);
  t.is(client.reason, undefined);
  // A slow client that takes a message in less than 20 s stays.
  for (let i = 0; i < 3; i++) {
    room = true;
    server.services[0]!.onRoom!([...server.peers.keys()][0]!);
    room = false;
    client.configure([2]);
    await mesh.clock.run(15_000);
    t.is(client.reason, undefined);
  }
  await mesh.clock.run(6000);
  t.is(client.reason, 0x13);
  t.is(drops("proxy.stalled"), 1);
  server.notify = notify;
  t.true(await serves());
});
