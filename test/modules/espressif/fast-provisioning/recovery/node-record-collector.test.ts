// A collector at 0001, and a node at 0100 whose device key it has.
import test from "ava";
import { NodeRecordCollector } from "../../../../../modules/espressif/fast-provisioning/recovery/node-record-collector.js";
import {
  type NodeRecord,
  type NodeRecordOrigin,
  NodeRecordOriginStatus,
  NodeRecordReport,
} from "../../../../../modules/espressif/node-records/messages.js";
import { bindAll } from "../../../../support/foundation-rig.js";
import { Mesh } from "../../../../support/mesh.js";
import { OctetsSender } from "../../../../support/octets-sender.js";
import { key } from "../../../../support/recovery-rig.js";
import { TestRandom } from "../../../../support/test-random.js";

const record: NodeRecord = {
  address: 0x20,
  elements: 1,
  rangeMin: 0,
  rangeMax: 0,
  uuid: key(1),
  deviceKey: key(2),
};
const origin: NodeRecordOrigin = {
  elements: 1,
  uuid: key(1),
  publicKey: new Uint8Array(64).fill(4),
  salt: key(5),
  provisionerKeyStart: Uint8Array.of(1, 2, 3, 4),
};
const withAppKey = { dst: 1, appKeyIndex: 0 };
const withDeviceKey = { dst: 1, device: true };

function rig() {
  const mesh = new Mesh();
  const reports: number[] = [];
  const origins: (readonly [number, NodeRecordOrigin])[] = [];
  const client = new NodeRecordCollector({
    onReport: (records) => {
      reports.push(records.length);
      return true;
    },
  });
  client.onOrigin = (value, { src }) => origins.push([src, value]);
  const collector = mesh.node(1, [{ models: [client] }]);
  bindAll(collector);
  const sender = new OctetsSender();
  bindAll(mesh.node(0x100, [{ models: [sender] }]));
  const send = async (payload: Uint8Array, how: typeof withAppKey | typeof withDeviceKey) => {
    sender.say(payload, how);
    await mesh.clock.run(4000);
  };
  const { diagnostics } = collector.node;
  return { client, diagnostics, mesh, origins, reports, send };
}

test("an Origin Status is taken with the AppKey, a report with the device key", async (t) => {
  const { diagnostics, origins, reports, send } = rig();
  await send(NodeRecordOriginStatus.encode(origin), withAppKey);
  await send(NodeRecordReport.encode({ number: 1, records: [record] }), withDeviceKey);
  t.deepEqual(origins, [[0x100, origin]]);
  t.deepEqual(reports, [1]);
  t.is(diagnostics.dropped("access.not-bound"), 0);
});

test("with the other key both are dropped and counted", async (t) => {
  const { diagnostics, origins, reports, send } = rig();
  await send(NodeRecordOriginStatus.encode(origin), withDeviceKey);
  t.is(diagnostics.dropped("access.not-bound"), 1);
  await send(NodeRecordReport.encode({ number: 1, records: [record] }), withAppKey);
  t.is(diagnostics.dropped("access.not-bound"), 2);
  t.deepEqual(origins, []);
  t.deepEqual(reports, []);
});

test("an Origin Status that nobody expects is dropped and counted", async (t) => {
  const { client, diagnostics, send } = rig();
  client.onOrigin = undefined;
  await send(NodeRecordOriginStatus.encode(origin), withAppKey);
  t.is(diagnostics.dropped("fast-provisioning.origin"), 1);
});

test("an Origin Status of another length, or with no element, is dropped", async (t) => {
  const { diagnostics, origins, send } = rig();
  const sound = NodeRecordOriginStatus.encode(origin);
  const long = new Uint8Array(sound.length + 1);
  long.set(sound);
  const none = sound.slice();
  none[3] = 0;
  const before = diagnostics.messagesReceived;
  for (const payload of [sound.slice(0, 3), sound.slice(0, -1), sound.slice(0, 40), long, none])
    await send(payload, withAppKey);
  t.deepEqual(origins, []);
  t.is(diagnostics.messagesReceived, before);
});

test("random octets are an Origin Status only with its length", async (t) => {
  const { diagnostics, origins, send } = rig();
  const random = new TestRandom(5);
  for (let i = 0; i < 20; i++) {
    const length = 95 + random.below(12);
    const payload = new Uint8Array(3 + length);
    payload.set([0xf5, 0xff, 0xff]);
    payload.set(random.bytes(length), 3);
    const before = origins.length;
    await send(payload, withAppKey);
    t.is(origins.length - before, length === 101 && payload[3] !== 0 ? 1 : 0);
  }
  t.true(diagnostics.messagesReceived <= origins.length);
});

test("without an AppKey nobody is asked, and nobody is told without a device key", (t) => {
  const { client } = rig();
  t.throws(() => client.askOrigins({ low: 1, high: 2, window: 0 }, { appKeyIndex: 9 }));
  t.throws(() => client.tellKnown(0x300));
});
