// A node with a stored key exchange, and somebody at 0001 who asks for it over the air.
import test from "ava";
import { NodeRecordCollector } from "../../../../modules/espressif/fast-provisioning/recovery/node-record-collector.js";
import type { NodeRecordOrigin } from "../../../../modules/espressif/node-records/messages.js";
import { OriginAnswer } from "../../../../modules/espressif/node-records/origin-answer.js";
import {
  loadOrigin,
  saveOrigin,
} from "../../../../modules/espressif/node-records/origin-record.js";
import { NodeRecordServer } from "../../../../modules/espressif/node-records/server.js";
import { allNodes } from "../../../../modules/network/address.js";
import { bindAll } from "../../../support/foundation-rig.js";
import { Mesh } from "../../../support/mesh.js";
import { OctetsSender } from "../../../support/octets-sender.js";
import { testRecords } from "../../../support/records.js";
import { TestRandom } from "../../../support/test-random.js";

const exchange = {
  publicKey: new Uint8Array(64).fill(1),
  peerKey: new Uint8Array(64).fill(2),
  salt: new Uint8Array(16).fill(3),
};
const own = 0x0100;

function rig() {
  const mesh = new Mesh();
  const received: {
    readonly origin: NodeRecordOrigin;
    readonly src: number;
    readonly time: number;
  }[] = [];
  const client = new NodeRecordCollector({ onReport: () => true });
  client.onOrigin = (origin, { src }) => received.push({ origin, src, time: mesh.clock.now() });
  const sender = new OctetsSender();
  bindAll(mesh.node(1, [{ models: [client, sender] }]));
  const known: number[] = [];
  const server = new NodeRecordServer({
    onCollector: () => undefined,
    onAcknowledged: () => undefined,
    onOriginGet: (request, context) => answer.asked(request, context),
    onOriginKnown: (src) => known.push(src),
  });
  const asked = mesh.node(own, [{ models: [server] }, { models: [] }]);
  bindAll(asked);
  const answer = new OriginAnswer({ host: asked.host, node: asked.node, server });
  const { records } = testRecords(asked.store);
  saveOrigin(records, exchange);
  const ask = async (low: number, high: number, window: number, time = window + 3000) => {
    received.length = 0;
    client.askOrigins({ low, high, window }, { appKeyIndex: 0 });
    await mesh.clock.run(time);
    return received.length;
  };
  const { diagnostics } = asked.node;
  return { answer, ask, asked, client, diagnostics, known, mesh, received, records, sender };
}

test("a node in the range answers once, with what it stored", async (t) => {
  const { ask, asked, received } = rig();
  t.is(await ask(own, own, 500), 1);
  const { origin, src } = received[0]!;
  t.is(src, own);
  t.deepEqual(origin, {
    elements: 2,
    uuid: asked.node.uuid,
    publicKey: exchange.publicKey,
    salt: exchange.salt,
    provisionerKeyStart: Uint8Array.of(2, 2, 2, 2),
  });
  t.is(await ask(1, 0x7fff, 0), 1, "and again when it is asked again");
});

test("the answer comes at a random time in the window", async (t) => {
  const { ask, mesh, received } = rig();
  const times: number[] = [];
  for (let i = 0; i < 12; i++) {
    const before = mesh.clock.now();
    t.is(await ask(1, 0x7fff, 10_000), 1);
    times.push(received[0]!.time - before);
  }
  t.true(Math.max(...times) < 13_000);
  t.true(Math.max(...times) - Math.min(...times) > 3000, times.join());
});

for (const [name, low, high] of [
  ["below", 1, own - 1],
  ["above", own + 1, 0x7fff],
] as const)
  test(`a node does not answer if the range is ${name} its primary element`, async (t) => {
    const { ask, diagnostics } = rig();
    t.is(await ask(low, high, 0), 0);
    t.is(diagnostics.dropped("fast-provisioning.origin"), 0);
  });

test("a range that ends before it begins is dropped and counted", async (t) => {
  const { ask, diagnostics } = rig();
  t.is(await ask(own, own - 1, 0), 0);
  t.is(diagnostics.dropped("fast-provisioning.origin"), 1);
});

test("a flood of questions while it waits is answered once", async (t) => {
  const { ask, client, mesh, received } = rig();
  for (let i = 0; i < 50; i++) {
    client.askOrigins({ low: own, high: own, window: 60_000 }, { appKeyIndex: 0 });
    await mesh.clock.run(100);
  }
  await ask(1, 2, 60_000, 65_000);
  t.is(received.length, 1);
  t.is(mesh.clock.pending < 10, true);
});

test("without a record, with a damaged one, and after it was forgotten it does not answer", async (t) => {
  const { answer, ask, asked, records } = rig();
  answer.forget();
  t.is(loadOrigin(records), undefined);
  t.is(await ask(own, own, 0), 0);
  records.write("fast-own", new Uint8Array(80));
  t.is(await ask(own, own, 0), 0);
  t.true(asked.store.records.has("bad.fast-own"));
});

test("what it is about to send is not sent once it is known, closed, or on no network", async (t) => {
  for (const end of ["forget", "close", "reset"] as const) {
    const { answer, ask, asked, client, mesh, received } = rig();
    client.askOrigins({ low: own, high: own, window: 20_000 }, { appKeyIndex: 0 });
    await mesh.clock.run(50);
    if (end === "reset") asked.node.reset();
    else answer[end]();
    await mesh.clock.run(25_000);
    t.is(received.length, 0, end);
    if (end === "close") t.is(await ask(own, own, 0), 1, "it is asked again");
  }
});

test("its AppKey is deleted while it waits: the answer is dropped and counted", async (t) => {
  const { asked, client, diagnostics, mesh, received } = rig();
  client.askOrigins({ low: own, high: own, window: 20_000 }, { appKeyIndex: 0 });
  await mesh.clock.run(50);
  const { applicationKeys } = asked.node.network!;
  applicationKeys.delete(0, 0);
  await mesh.clock.run(25_000);
  t.is(received.length, 0);
  t.is(diagnostics.dropped("access.not-sent"), 1);
});

test("with the device key it is told that it is known, not with the AppKey", async (t) => {
  const { client, known, mesh } = rig();
  client.tellKnown(own);
  await mesh.clock.run(1000);
  t.deepEqual(known, [1]);
});

test("random and truncated messages to all nodes are dropped", async (t) => {
  const { asked, mesh, received, sender } = rig();
  const random = new TestRandom(11);
  const before = asked.node.diagnostics.messagesReceived;
  for (let length = 0; length < 12; length++) {
    if (length === 6) continue;
    const payload = new Uint8Array(3 + length);
    payload.set([0xf4, 0xff, 0xff]);
    payload.set(random.bytes(length), 3);
    sender.say(payload, { dst: allNodes, appKeyIndex: 0 });
    await mesh.clock.run(2000);
  }
  t.is(asked.node.diagnostics.messagesReceived, before);
  t.is(received.length, 0);
});
