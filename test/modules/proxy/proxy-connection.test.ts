import test from "ava";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import type { NodeOptions } from "../../../modules/node/node.js";
import type { MeshNode, MeshOptions } from "../../support/mesh.js";
import { type PduFields, ProxyRig } from "../../support/proxy-rig.js";

const network = 0;
const group = 0xc000;

function make(options: MeshOptions = {}, node: Partial<NodeOptions> = {}) {
  const rig = new ProxyRig(options);
  const elements = [{ models: [new GenericOnOffServer()] }];
  const proxy = rig.mesh.node(0x0100, elements, node);
  return { rig, mesh: rig.mesh, proxy };
}

/** Network PDUs on the air of one radio since the log was cleared. */
function onAir({ mesh }: ProxyRig, { host }: MeshNode): Uint8Array[] {
  const sent = mesh.air.log.filter(
    ({ data, from }) => from === host.radio.index && data[1] === 0x2a,
  );
  return sent.map(({ data }) => data.slice(2));
}

/** What the proxy does with a client's message to `dst`, with TTL 5 where none is given. */
const forwarded: readonly (readonly [
  name: string,
  settings: { proxy: boolean; relay: boolean },
  fields: PduFields,
  expected: { air: boolean; other: boolean },
])[] = [
  ["to a group", { proxy: true, relay: false }, { dst: group }, { air: true, other: true }],
  ["to another node", { proxy: true, relay: false }, { dst: 0x0200 }, { air: true, other: true }],
  ["to the proxy", { proxy: true, relay: true }, { dst: 0x0100 }, { air: false, other: false }],
  ["TTL 1", { proxy: true, relay: true }, { dst: group, ttl: 1 }, { air: false, other: false }],
  ["TTL 2", { proxy: true, relay: false }, { dst: group, ttl: 2 }, { air: true, other: true }],
  ["proxy off", { proxy: false, relay: true }, { dst: group }, { air: false, other: false }],
];

for (const [name, settings, fields, expected] of forwarded)
  test(`forwarded: ${name}`, async (t) => {
    const { mesh, proxy, rig } = make();
    const client = await rig.connect(proxy);
    const other = await rig.connect(proxy, { src: 0x0701 });
    other.configure([0, 1]);
    await mesh.clock.run(200);
    other.heard.length = 0;
    const states = proxy.node.network!;
    states.proxyStates!.gattProxy = settings.proxy;
    states.settings.relay = settings.relay;
    mesh.air.log.length = 0;
    client.sendNetwork(fields);
    await mesh.clock.run(500);
    const air = onAir(rig, proxy);
    t.is(air.length > 0, expected.air, "on the air");
    t.is(other.take(network).length > 0, expected.other, "to another client");
    t.deepEqual(client.take(network), [], "not back");
    if (!expected.air) return;
    // Network Transmit, not Relay Retransmit.
    t.is(air.length, states.settings.networkTransmit.transmissions);
    t.like(client.open(air[0]!), { src: 0x0700, seq: 0, ttl: (fields.ttl ?? 5) - 1 });
  });

test("what comes by the air goes to the clients whose filter lets it pass, with TTL - 1", async (t) => {
  const { mesh, proxy, rig } = make();
  const client = await rig.connect(proxy);
  const other = await rig.connect(proxy, { src: 0x0701 });
  client.configure([1, group >> 8, group & 0xff]);
  await mesh.clock.run(200);
  t.deepEqual(client.statuses(), [[0, 1]]);
  const radio = mesh.host().radio;
  const pdu = (fields: PduFields) => {
    const octets = other.pdu({ src: 0x0300, ...fields });
    mesh.air.inject(radio.index, Uint8Array.of(1 + octets.length, 0x2a, ...octets));
  };
  pdu({ dst: group });
  pdu({ dst: 0xc001 });
  pdu({ dst: group, ttl: 1 });
  await mesh.clock.run(500);
  const heard = client.take(network).map((octets) => client.open(octets)!);
  t.deepEqual(
    heard.map(({ dst, seq, src, ttl }) => ({ dst, seq, src, ttl })),
    [{ dst: group, seq: 0, src: 0x0300, ttl: 4 }],
  );
  t.deepEqual(other.take(network), []);
});

test("the client's address is added by itself, so that it gets answers", async (t) => {
  const { mesh, proxy, rig } = make();
  const client = await rig.connect(proxy);
  client.configure([1]);
  await mesh.clock.run(100);
  t.deepEqual(client.statuses(), [[0, 0]], "a configuration message does not count");
  client.sendNetwork({ dst: 0x0300 });
  client.configure([1]);
  await mesh.clock.run(100);
  t.deepEqual(client.statuses(), [[0, 1]]);
  client.configure([0, 1]);
  client.configure([1, 0x07, 0x00]);
  await mesh.clock.run(100);
  t.deepEqual(client.statuses(), [
    [1, 0],
    [1, 1],
  ]);
  client.sendNetwork({ dst: 0x0300 });
  client.configure([2]);
  await mesh.clock.run(100);
  t.deepEqual(client.statuses(), [[1, 0]]);
});

test("a repeated configuration message is dropped", async (t) => {
  const { mesh, proxy, rig } = make();
  const client = await rig.connect(proxy);
  client.configure([0, 1], { seq: 5 });
  client.configure([0, 0], { seq: 5 });
  client.configure([0, 0], { seq: 4 });
  await mesh.clock.run(100);
  t.deepEqual(client.statuses(), [[1, 0]]);
  t.is(proxy.node.diagnostics.dropped("network.replay"), 2);
});

const damaged: readonly (readonly [name: string, fields: PduFields, reason: string])[] = [
  ["an access message", { control: false }, "network.address"],
  ["with a TTL", { ttl: 1 }, "network.address"],
  ["with a destination", { dst: 0x0100 }, "network.address"],
  ["from a group", { src: group }, "network.address"],
  ["of an IV Index to come", { ivIndex: 8 }, "network.decrypt"],
];
for (const [name, fields, reason] of damaged)
  test(`no configuration message: ${name}`, async (t) => {
    const { mesh, proxy, rig } = make();
    const client = await rig.connect(proxy);
    client.configure([0, 1], fields);
    await mesh.clock.run(100);
    t.deepEqual(client.statuses(), []);
    t.is(proxy.node.diagnostics.dropped(reason as never), 1);
    t.true(client.peer.connected);
  });

/** Proxy PDUs, the drop that is counted, and whether the client is disconnected. */
const garbage: readonly (readonly [
  name: string,
  pdus: readonly (readonly number[])[],
  reason: string | undefined,
  disconnects: boolean,
])[] = [
  ["nothing", [[]], "proxy.length", false],
  ["a header alone", [[0]], "proxy.length", false],
  ["a reserved type", [[4, 1, 2]], "proxy.type", false],
  ["a provisioning PDU", [[3, 0, 5]], "proxy.type", false],
  ["a short network PDU", [[0, 1, 2, 3]], "network.length", false],
  ["a beacon of no known type", [[1, 9, 9]], "beacon.unknown-type", false],
  ["a short beacon", [[1, 1, 9]], "beacon.length", false],
  [
    "an unprovisioned device beacon",
    [[1, 0, ...Array<number>(18).fill(1)]],
    "beacon.unknown-type",
    false,
  ],
  ["the last segment first", [[0xc0, 1]], "proxy.segment", true],
  ["a continuation first", [[0x80, 1]], "proxy.segment", true],
  [
    "two first segments",
    [
      [0x40, 1],
      [0x40, 1],
    ],
    "proxy.segment",
    true,
  ],
  [
    "a whole message between segments",
    [
      [0x40, 1],
      [0, 1],
    ],
    "proxy.segment",
    true,
  ],
  [
    "segments of two types",
    [
      [0x40, 1],
      [0xc1, 1],
    ],
    "proxy.segment",
    true,
  ],
  [
    "a message that is too long",
    [
      [0x40, ...Array<number>(40).fill(1)],
      [0xc0, ...Array<number>(40).fill(1)],
    ],
    "proxy.length",
    false,
  ],
];
for (const [name, pdus, reason, disconnects] of garbage)
  test(`from a client: ${name}`, async (t) => {
    const { mesh, proxy, rig } = make();
    const client = await rig.connect(proxy);
    for (const pdu of pdus) client.write(Uint8Array.from(pdu));
    await mesh.clock.run(300);
    t.is(
      proxy.node.diagnostics.dropped(reason as never),
      1,
      JSON.stringify(proxy.node.diagnostics.drops()),
    );
    t.is(client.peer.connected, !disconnects);
    t.is(client.reason, disconnects ? 0x13 : undefined);
    // The proxy goes on.
    const next = await rig.connect(proxy, { src: 0x0702 });
    next.configure([0, 1]);
    await mesh.clock.run(100);
    t.deepEqual(next.statuses(), [[1, 0]]);
  });

test("a message whose segments end is dropped with the connection after 20 s", async (t) => {
  const { mesh, proxy, rig } = make();
  const client = await rig.connect(proxy);
  client.write(Uint8Array.of(0x40, 1, 2));
  await mesh.clock.run(15_000);
  client.write(Uint8Array.of(0x80, 1, 2));
  await mesh.clock.run(19_900);
  t.true(client.peer.connected);
  await mesh.clock.run(200);
  t.false(client.peer.connected);
  t.is(proxy.node.diagnostics.dropped("proxy.segment-timeout"), 1);
});

test("what is written before the subscription is dropped", async (t) => {
  const { mesh, proxy, rig } = make();
  const client = await rig.connect(proxy, { subscribe: false });
  client.configure([0, 1]);
  await mesh.clock.run(100);
  t.is(proxy.node.diagnostics.dropped("proxy.not-subscribed"), 1);
  await rig.subscribe(client);
  client.configure([1, 0, 1]);
  await mesh.clock.run(100);
  t.deepEqual(client.statuses(), [[0, 1]]);
});

test("the filter starts anew with each subscription", async (t) => {
  const { mesh, proxy, rig } = make();
  const client = await rig.connect(proxy);
  client.configure([0, 1]);
  await mesh.clock.run(100);
  await mesh.result(client.peer.subscribe(client.dataOut, undefined));
  t.deepEqual(client.statuses(), [[1, 0]]);
  await rig.subscribe(client);
  client.configure([1]);
  await mesh.clock.run(100);
  t.deepEqual(client.statuses(), [[0, 0]]);
});

test("a slow client loses its own messages only", async (t) => {
  const { mesh, proxy, rig } = make({ gatt: { interval: 500, perEvent: 1 } });
  const slow = await rig.connect(proxy, { mtu: 23 });
  mesh.gatt!.options = { interval: 15 };
  const fast = await rig.connect(proxy, { src: 0x0701 });
  for (const client of [slow, fast]) client.configure([0, 1]);
  await mesh.clock.run(3000);
  const radio = mesh.host().radio;
  for (let i = 0; i < 60; i++) {
    const octets = slow.pdu({ dst: group, src: 0x0300, seq: 100 + i });
    mesh.air.inject(radio.index, Uint8Array.of(1 + octets.length, 0x2a, ...octets));
    await mesh.clock.run(20);
  }
  await mesh.clock.run(60_000);
  t.is(fast.take(network).length, 60);
  const received = slow.take(network).map((octets) => slow.open(octets)!.seq);
  t.true(received.length >= 16 && received.length < 60, `${received.length}`);
  t.deepEqual(
    received,
    [...received].sort((a, b) => a - b),
    "in order",
  );
  t.is(proxy.node.diagnostics.dropped("proxy.queue-full"), 60 - received.length);
  t.true(slow.peer.connected);
});
