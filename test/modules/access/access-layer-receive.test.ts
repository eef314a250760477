import test from "ava";
import {
  accessRig as make,
  key,
  labelA,
  labelB,
  labels,
  type ReceivedChanges,
} from "../../support/access-rig.js";
import { ProbeAsk, ProbeStatus } from "../../support/probe-models.js";

test("a message to an element's unicast address reaches its model alone", (t) => {
  const { diagnostics, heard, receive, servers } = make();
  receive();
  t.deepEqual(heard(), [1, 0]);
  receive({ dst: 0x0101 });
  t.deepEqual(heard(), [1, 1]);
  t.deepEqual(servers[1].heard[0]!.context, {
    src: 0x0200,
    dst: 0x0101,
    ttl: 5,
    netKeyIndex: 0,
    appKeyIndex: 0,
    deviceKey: undefined,
    rssi: -40,
  });
  t.is(diagnostics.messagesReceived, 2);
  receive({ dst: 0x0102 });
  receive({ dst: 0x00ff });
  t.is(diagnostics.dropped("access.no-model"), 2);
  t.is(diagnostics.messagesReceived, 2);
});

test("a group message reaches the models that subscribed, on every element", (t) => {
  const { diagnostics, heard, layer, receive, servers, subscribe } = make();
  t.false(layer.listensTo(0xc001));
  receive({ dst: 0xc001 });
  t.deepEqual(heard(), [0, 0]);
  t.is(diagnostics.dropped("access.not-subscribed"), 1);
  subscribe(servers[1], 0xc001, 0xc002);
  t.true(layer.listensTo(0xc001));
  t.true(layer.listensTo(0xc002));
  t.false(layer.listensTo(0xc003));
  receive({ dst: 0xc001 });
  t.deepEqual(heard(), [0, 1]);
  subscribe(servers[0], 0xc001);
  receive({ dst: 0xc001 });
  t.deepEqual(heard(), [1, 2]);
  t.is(diagnostics.messagesReceived, 2);
  subscribe(servers[1]);
  t.false(layer.listensTo(0xc002));
});

test("a virtual address counts with its label: two labels may share one address", (t) => {
  const { heard, layer, receive, servers, subscribe } = make();
  subscribe(servers[0], { address: 0x9000, label: labelA });
  subscribe(servers[1], { address: 0x9000, label: labelB });
  t.true(layer.listensTo(0x9000));
  t.deepEqual(layer.labels(0x9000), labels);
  t.deepEqual(layer.labels(0x9001), []);
  receive({ dst: 0x9000, label: labelA.slice() });
  t.deepEqual(heard(), [1, 0]);
  receive({ dst: 0x9000, label: labelB.slice() });
  t.deepEqual(heard(), [1, 1]);
  receive({ dst: 0x9000, label: key(9) });
  t.deepEqual(heard(), [1, 1]);
});

test("fixed groups are the primary element's, where the feature is on", (t) => {
  const { heard, layer, receive, servers, settings, subscribe } = make();
  t.true(layer.listensTo(0xffff));
  receive({ dst: 0xffff });
  t.deepEqual(heard(), [1, 0]);
  for (const address of [0xfffb, 0xfffc, 0xfffd, 0xfffe]) t.false(layer.listensTo(address));
  settings.relay = true;
  t.true(layer.listensTo(0xfffe));
  receive({ dst: 0xfffe });
  t.deepEqual(heard(), [2, 0]);
  subscribe(servers[1], 0xfffe);
  receive({ dst: 0xfffe });
  t.deepEqual(heard(), [3, 1]);
  settings.relay = false;
  receive({ dst: 0xfffe });
  t.deepEqual(heard(), [3, 2]);
  settings.relay = undefined;
  subscribe(servers[1]);
  t.false(layer.listensTo(0xfffe));
});

const drops: readonly (readonly [string, ReceivedChanges, string])[] = [
  ["no payload", { length: 0 }, "access.opcode"],
  ["an opcode that is cut off", { length: 2 }, "access.opcode"],
  ["the reserved opcode", { payload: Uint8Array.of(0x7f, 0, 0) }, "access.opcode"],
  ["an opcode of no model", { payload: Uint8Array.of(0x82, 0x02, 0, 0) }, "access.no-model"],
  ["an AppKey that the model is not bound to", { appKeyIndex: 1 }, "access.not-bound"],
  ["a group message with such a key", { appKeyIndex: 1, dst: 0xffff }, "access.not-bound"],
  ["parameters that are too short", { length: 3 }, "access.length"],
  [
    "parameters that are too long",
    { payload: Uint8Array.of(...ProbeAsk.encode({ value: 1 }), 0) },
    "access.length",
  ],
];

for (const [name, changes, reason] of drops)
  test(`dropped and counted: ${name}`, (t) => {
    const { diagnostics, heard, receive } = make();
    receive(changes);
    t.deepEqual(diagnostics.drops(), { [reason]: 1 });
    t.deepEqual(heard(), [0, 0]);
    t.is(diagnostics.messagesReceived, 0);
  });

const probe = 0x1_1234_0001;
const askOpcode = ProbeAsk.opcode;
const toElement0 = { src: 0x0200, dst: 0x0100, device: false, appKeyIndex: 0 };
const subscribed = { src: 0x0200, dst: 0xc001, device: false };

/** What the trace says beside the drop: why, and which model was nearest. */
const refusals: readonly (readonly [string, ReceivedChanges, object])[] = [
  [
    "to a model that is not bound to the AppKey",
    { appKeyIndex: 1 },
    {
      ...toElement0,
      appKeyIndex: 1,
      reason: "access.not-bound",
      opcode: askOpcode,
      element: 0,
      model: probe,
      access: "application",
    },
  ],
  [
    "to an element without the model",
    { dst: 0x0101, payload: Uint8Array.of(0x82, 0x02, 0, 0), length: 4 },
    { ...toElement0, dst: 0x0101, reason: "access.no-model", opcode: 0x8202, element: 1 },
  ],
  [
    "that is malformed",
    { length: 3 },
    {
      ...toElement0,
      reason: "access.length",
      opcode: askOpcode,
      element: 0,
      model: probe,
      access: "application",
    },
  ],
  ["without an opcode", { length: 0 }, { ...toElement0, reason: "access.opcode" }],
  [
    "to a group that the model does not subscribe to",
    { dst: 0xc009 },
    {
      ...subscribed,
      dst: 0xc009,
      appKeyIndex: 0,
      reason: "access.not-subscribed",
      opcode: askOpcode,
      element: 0,
      model: probe,
      access: "application",
    },
  ],
  [
    "to a group, with an AppKey that the subscribed model is not bound to: that of the other element is not named",
    { dst: 0xc001, appKeyIndex: 1 },
    {
      ...subscribed,
      appKeyIndex: 1,
      reason: "access.not-bound",
      opcode: askOpcode,
      element: 1,
      model: probe,
      access: "application",
    },
  ],
];

for (const [name, changes, event] of refusals)
  test(`the trace says why a message is dropped: one ${name}`, (t) => {
    const { events, receive, servers, subscribe } = make();
    subscribe(servers[1], 0xc001);
    receive(changes);
    const told = events.filter(({ type }) => type === "access.refused");
    t.deepEqual(JSON.parse(JSON.stringify(told)), [{ type: "access.refused", ...event }]);
    t.is(events.filter(({ type }) => type === "drop").length, 1);
  });

test("a device key is no AppKey, and an AppKey no device key", (t) => {
  const { deviceKey, diagnostics, receive, servers } = make();
  receive({ appKeyIndex: undefined, deviceKey });
  t.is(diagnostics.dropped("access.not-bound"), 1);
  Object.assign(servers[0], { access: "device" });
  receive({ appKeyIndex: undefined, deviceKey });
  t.is(servers[0].heard.length, 1);
  t.is(servers[0].heard[0]!.context.deviceKey, deviceKey);
  receive();
  t.is(diagnostics.dropped("access.not-bound"), 2);
});

test("another node's device key opens the way to clients, not to servers", (t) => {
  const { clients, diagnostics, receive, remoteKey, servers } = make();
  Object.assign(servers[0], { access: "device" });
  Object.assign(clients[0], { access: "device" });
  receive({ appKeyIndex: undefined, deviceKey: remoteKey });
  t.is(servers[0].heard.length, 0);
  t.is(diagnostics.dropped("access.not-bound"), 1);
  const payload = ProbeStatus.encode({ value: 3 });
  receive({ appKeyIndex: undefined, deviceKey: remoteKey, payload, length: payload.length });
  t.is(clients[0].heard.length, 1);
});

test("which device keys a message may be made with", (t) => {
  const { deviceKey, layer, remoteKey } = make();
  t.deepEqual(layer.deviceKeys(0x0300, 0x0100), [deviceKey]);
  t.deepEqual(layer.deviceKeys(0x0200, 0x0101), [remoteKey, deviceKey]);
  t.deepEqual(layer.deviceKeys(0x0300, 0x0102), []);
});

test("an answer goes to the sender, with its key and from the element asked, after 20-50 ms", (t) => {
  const { applicationKeys, clock, receive, sent } = make();
  receive({ dst: 0x0101 });
  clock.advance(19);
  t.is(sent.length, 0);
  clock.advance(31);
  t.is(sent.length, 1);
  const appKey = applicationKeys.get(0)!.key;
  const { aid } = appKey;
  t.like(sent[0]!, { src: 0x0101, dst: 0x0200, ttl: 7, aid, longMic: false, segmented: false });
  t.is(sent[0]!.key, appKey);
  t.is(sent[0]!.subnet.netKeyIndex, 0);
  t.deepEqual(sent[0]!.payload, ProbeStatus.encode({ value: 1 }));
});

test("an answer to a group message waits up to 500 ms", (t) => {
  const { clock, receive, sent, servers, subscribe } = make();
  subscribe(servers[0], 0xc000);
  let late = 0;
  for (let i = 0; i < 12; i++) {
    receive({ dst: 0xc000 });
    clock.advance(50);
    if (sent.length <= i) late++;
    clock.advance(450);
    t.is(sent.length, i + 1);
  }
  t.true(late > 6);
});

test("TTL 0 is answered with TTL 0, any other with the Default TTL", (t) => {
  const { clock, receive, sent, settings } = make();
  settings.defaultTtl = 33;
  receive({ ttl: 0 });
  receive({ ttl: 2 });
  clock.advance(50);
  t.deepEqual(sent.map(({ ttl }) => ttl).sort(), [0, 33]);
});

test("a question with a device key is answered with the node's own, on the same subnet", (t) => {
  const { clock, deviceKey, receive, sent, servers } = make();
  Object.assign(servers[0], { access: "device" });
  receive({ appKeyIndex: undefined, deviceKey, netKeyIndex: 1 });
  clock.advance(50);
  t.is(sent[0]!.key, deviceKey);
  t.is(sent[0]!.aid, undefined);
  t.is(sent[0]!.subnet.netKeyIndex, 1);
});

test("an answer that cannot be sent is counted", (t) => {
  const { applicationKeys, clock, control, diagnostics, receive, sent } = make();
  receive();
  applicationKeys.delete(0, 0);
  clock.advance(50);
  t.is(diagnostics.dropped("access.no-reply"), 1);
  const other = make();
  other.control.error = new Error("no room");
  other.receive();
  other.clock.advance(50);
  t.is(other.diagnostics.dropped("access.no-reply"), 1);
  t.is(sent.length, 0);
  t.is(control.error, undefined);
});
