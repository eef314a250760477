import test from "ava";
import { AccessError } from "../../../modules/access/outgoing-access.js";
import { accessRig as make, key, labelA, labelB } from "../../support/access-rig.js";
import { ProbeAsk } from "../../support/probe-models.js";

test("what a client asks with: key, address, TTL, subnet", (t) => {
  const { applicationKeys, clients, diagnostics, sent, servers } = make();
  clients[1].tell(1, { dst: 0x0200 });
  t.like(sent[0]!, { src: 0x0101, dst: 0x0200, ttl: 7, longMic: false });
  t.is(sent[0]!.key, applicationKeys.get(0)!.key);
  clients[0].configuration = { bindings: [0, 1], publication: undefined };
  const options = { dst: 0x9000, label: labelA, appKeyIndex: 1, ttl: 0 };
  clients[0].tell(1, { ...options, longMic: true, segmented: true });
  t.like(sent[1]!, { src: 0x0100, ttl: 0, longMic: true, segmented: true });
  t.is(sent[1]!.label, labelA);
  t.is(sent[1]!.key, applicationKeys.get(1)!.key);
  t.is(sent[1]!.subnet.netKeyIndex, 1);
  t.is(diagnostics.messagesSent, 2);
  t.is(servers[0].heard.length, 0);
});

test("with a device key a client uses that of the node it asks", (t) => {
  const { clients, deviceKey, remoteKey, sent, clock, servers } = make();
  clients[0].tell(1, { dst: 0x0200, device: true });
  t.is(sent[0]!.key, remoteKey);
  t.is(sent[0]!.subnet.netKeyIndex, 0);
  clients[0].tell(1, { dst: 0x0200, device: true, netKeyIndex: 1 });
  t.is(sent[1]!.subnet.netKeyIndex, 1);
  Object.assign(servers[1], { access: "device" });
  clients[0].tell(1, { dst: 0x0101, device: true });
  clock.advance(0);
  t.is(servers[1].heard[0]!.context.deviceKey, deviceKey);
});

const refused: readonly (readonly [string, (rig: ReturnType<typeof make>) => void, RegExp])[] = [
  [
    "a payload of 381 octets",
    ({ layer, clients }) => layer.send(clients[0], new Uint8Array(381), { dst: 0x0200 }),
    /payload of 381 octets: 380 are possible/,
  ],
  [
    "a payload of 377 octets with the long TransMIC",
    ({ layer, clients }) =>
      layer.send(clients[0], new Uint8Array(377), { dst: 0x0200, longMic: true }),
    /payload of 377 octets: 376 are possible/,
  ],
  ["no address", ({ clients }) => clients[0].tell(1, { dst: 0 }), /dst 0: an address from 0001/],
  ["no such address", ({ clients }) => clients[0].tell(1, { dst: 0x10000 }), /dst 65536/],
  ["half an address", ({ clients }) => clients[0].tell(1, { dst: 1.5 }), /dst 1.5/],
  ["no label", ({ clients }) => clients[0].tell(1, { dst: 0x8000 }), /label: .*Label UUID/],
  [
    "TTL 1 to another node",
    ({ clients }) => clients[0].tell(1, { dst: 0x0200, ttl: 1 }),
    /ttl 1: .* never leaves its node/,
  ],
  [
    "TTL 1 to a group that the node is not in",
    ({ clients }) => clients[0].tell(1, { dst: 0xc000, ttl: 1 }),
    /ttl 1: .* never leaves its node/,
  ],
  ["TTL 128", ({ clients }) => clients[0].tell(1, { dst: 0x0200, ttl: 128 }), /ttl 128/],
  ["TTL -1", ({ clients }) => clients[0].tell(1, { dst: 0x0200, ttl: -1 }), /ttl -1/],
  [
    "a model without AppKey",
    ({ clients }) => {
      clients[0].configuration = { bindings: [], publication: undefined };
      clients[0].tell(1, { dst: 0x0200 });
    },
    /bound to no AppKey/,
  ],
  [
    "an AppKey that it is not bound to",
    ({ clients }) => clients[0].tell(1, { dst: 0x0200, appKeyIndex: 1 }),
    /appKeyIndex 1: the model is not bound to it/,
  ],
  [
    "an AppKey that is gone",
    ({ applicationKeys, clients }) => {
      applicationKeys.delete(0, 0);
      clients[0].tell(1, { dst: 0x0200 });
    },
    /appKeyIndex 0: the node has no such AppKey/,
  ],
  [
    "a subnet that is not there",
    ({ clients }) => clients[0].tell(1, { dst: 0x0200, device: true, netKeyIndex: 7 }),
    /netKeyIndex 7: the node has no such NetKey/,
  ],
  [
    "a node whose device key is not known",
    ({ clients }) => clients[0].tell(1, { dst: 0x0300, device: true }),
    /dst 0300: the device key of that node is not known/,
  ],
  [
    "a group with a device key",
    ({ clients }) => clients[0].tell(1, { dst: 0xc000, device: true }),
    /a device key needs a unicast address/,
  ],
];

for (const [name, action, message] of refused)
  test(`cannot be sent: ${name}`, (t) => {
    const rig = make();
    t.throws(() => action(rig), { instanceOf: AccessError, message });
    t.is(rig.sent.length, 0);
    t.is(rig.diagnostics.messagesSent, 0);
    t.is(rig.clock.pending, 0);
  });

test("the largest payloads go out", (t) => {
  const { clients, layer, sent } = make();
  layer.send(clients[0], new Uint8Array(380), { dst: 0x0200 });
  layer.send(clients[0], new Uint8Array(376), { dst: 0x0200, longMic: true });
  t.is(sent.length, 2);
});

for (const dst of [0x0101, 0xc000])
  test(`a message with TTL 1 to ${dst.toString(16)} is delivered on the local interface, and never sent`, (t) => {
    const { clients, clock, sent, servers, subscribe } = make();
    subscribe(servers[1], 0xc000);
    const ended: unknown[] = [];
    clients[0].tell(9, { dst, ttl: 1, onEnd: (error) => ended.push(error) });
    clock.advance(0);
    t.deepEqual(
      servers[1].heard.map(({ value, context: { ttl } }) => [value, ttl]),
      [[9, 1]],
    );
    t.deepEqual(ended, [undefined]);
    t.deepEqual(sent, []);
  });

test("a message to the node's own element never leaves it, and is answered there", async (t) => {
  const { clock, outside, sent, servers } = make();
  const answer = outside[0].ask(9, { dst: 0x0101 });
  t.is(servers[1].heard.length, 0);
  clock.advance(0);
  t.like(servers[1].heard[0]!.context, { src: 0x0100, dst: 0x0101, appKeyIndex: 0, rssi: 0 });
  clock.advance(50);
  t.deepEqual(await answer, { value: 9 });
  t.is(sent.length, 0);
});

test("a message to a group that the node belongs to goes both ways", (t) => {
  const { clients, clock, sent, servers, subscribe } = make();
  subscribe(servers[1], 0xc000, { address: 0x9000, label: labelA });
  let ended = 0;
  clients[0].tell(1, { dst: 0xc000, onEnd: () => ended++ });
  clock.advance(0);
  t.is(servers[1].heard.length, 1);
  t.is(sent.length, 1);
  t.is(ended, 0);
  sent[0]!.onEnd!(undefined);
  t.is(ended, 1);
  clients[0].tell(1, { dst: 0x9000, label: labelB });
  clients[0].tell(1, { dst: 0x9000, label: labelA });
  clock.advance(0);
  t.is(servers[1].heard.length, 2);
  clients[0].tell(1, { dst: 0xc001 });
  clock.advance(0);
  t.is(servers[1].heard.length, 2);
  t.is(sent.length, 4);
});

for (const dst of [0x0101, 0x0200])
  test(`a message to ${dst.toString(16)} whose subnet is deleted before its turn is told so, once`, (t) => {
    const { clock, outside, sent, subnets } = make();
    const told: string[] = [];
    outside[0].tell(9, {
      dst,
      device: true,
      netKeyIndex: 1,
      onStart: () => told.push("start"),
      onEnd: (error) => told.push(String(error?.message)),
    });
    subnets.delete(1);
    clock.advance(1000);
    if (dst === 0x0101) t.deepEqual(told, ["the message's NetKey was deleted"]);
    else t.is(sent.length, 1);
  });

test("a payload may be changed once it is sent", (t) => {
  const { clients, layer, sent } = make();
  const payload = ProbeAsk.encode({ value: 1 });
  layer.send(clients[0], payload, { dst: 0x0200 });
  payload[3] = 0xee;
  t.is(sent[0]!.payload[3], 1);
});

test("during a key refresh messages go out with the new AppKey from phase 2 on", (t) => {
  const { applicationKeys, clients, sent, subnets } = make();
  subnets.update(0, key(21));
  applicationKeys.update(0, 0, key(22));
  clients[0].tell(1, { dst: 0x0200 });
  subnets.setPhase(0, 2);
  clients[0].tell(1, { dst: 0x0200 });
  t.deepEqual(
    sent.map((transfer) => transfer.key.key[0]),
    [3, 22],
  );
});

test("a model keeps a record of its own in the store", (t) => {
  const { layer, servers, store } = make();
  t.is(layer.load(servers[1]), undefined);
  t.true(layer.store(servers[1], Uint8Array.of(1, 2)));
  t.deepEqual(layer.load(servers[1]), Uint8Array.of(1, 2));
  t.is(layer.load(servers[0]), undefined);
  store.failing = true;
  t.false(layer.store(servers[1], Uint8Array.of(3)));
});

test("messages are traced with their opcode", (t) => {
  const { clients, events, receive } = make();
  receive();
  clients[0].tell(1, { dst: 0x0200 });
  t.deepEqual(events, [
    { type: "access.receive", src: 0x0200, dst: 0x0100, opcode: ProbeAsk.opcode, octets: 4 },
    { type: "access.send", src: 0x0100, dst: 0x0200, opcode: ProbeAsk.opcode, octets: 4 },
  ]);
});

test("close stops the models and all that is on its way", async (t) => {
  const { clients, clock, heard, layer, outside, receive, sent } = make();
  receive();
  const pending = outside[0].ask(1, { dst: 0x0101 });
  layer.close();
  await t.throwsAsync(pending, { name: "AbortError" });
  clock.advance(60_000);
  t.is(sent.length, 0);
  t.deepEqual(heard(), [1, 0]);
  t.throws(() => clients[0].tell(1, { dst: 0x0200 }), { name: "NotProvisionedError" });
});
