import test from "ava";
import { ApplicationKey, DeviceKey } from "../../../modules/crypto/application-key.js";
import { encodeSegment } from "../../../modules/transport/lower-transport-pdu.js";
import { UpperTransportCodec } from "../../../modules/transport/upper-transport.js";
import { Forger } from "../../support/fuzz.js";
import { appKey, deviceKeyOf, Mesh, netKey } from "../../support/mesh.js";
import { Octets, talkingNode } from "../../support/talker.js";

const otherNetKey = new Uint8Array(16).fill(0x77);
const newAppKey = new Uint8Array(16).fill(0x78);
const source = 0x0050;

/** A node at 2 that listens to group c000, and somebody who sends it unsegmented messages. */
function make() {
  const mesh = new Mesh();
  const station = talkingNode(mesh, 2, [{ address: 0xc000, label: undefined }]);
  station.node.network!.subnets.add(1, otherNetKey);
  const codec = new UpperTransportCodec();
  const { crypto } = mesh;
  const payload = Octets.encode({ data: Uint8Array.of(1, 2) });
  const forgers = [netKey, otherNetKey].map((key) => new Forger(mesh, key));
  // They are one source: the numbers of the second are above those of the first.
  forgers[1]!.seq = 1000;
  const send = async (
    options: {
      readonly dst?: number;
      readonly net?: number;
      readonly app?: Uint8Array;
      readonly device?: boolean;
      readonly aid?: number;
    } = {},
  ) => {
    const { aid, app = appKey, device = false, dst = 2, net = 0 } = options;
    const forger = forgers[net]!;
    const key = device
      ? new DeviceKey({ crypto, key: deviceKeyOf(2) })
      : new ApplicationKey({ crypto, key: app });
    const fields = { ivIndex: 7, seq: forger.seq, src: source, dst, longMic: false, device };
    const type = key instanceof ApplicationKey ? 0x40 | key.aid : (aid ?? 0);
    const bytes = Uint8Array.from([type, ...codec.seal(key, fields, payload, undefined)]);
    forger.send({ src: source, dst, control: false, bytes });
    await mesh.clock.run(100);
  };
  return { ...station, forgers, mesh, send };
}

test("an AppKey opens messages of its own subnet alone", async (t) => {
  const { node, send, talker } = make();
  await send();
  t.is(talker.heard.length, 1);
  await send({ net: 1 });
  t.is(talker.heard.length, 1);
  t.is(node.diagnostics.dropped("transport.no-key"), 1);
});

test("a device key is for unicast addresses, and its AID is 0", async (t) => {
  const { node, send } = make();
  await send({ device: true });
  // It is understood, though no model wants it.
  t.deepEqual(node.diagnostics.drops(), { "access.not-bound": 1 });
  await send({ device: true, dst: 0xc000 });
  await send({ device: true, aid: 1 });
  t.is(node.diagnostics.dropped("transport.address"), 2);
});

test("in a key refresh messages with either AppKey are heard, afterwards those with the new one", async (t) => {
  const { node, send, talker } = make();
  const { applicationKeys, subnets } = node.network!;
  subnets.update(0, new Uint8Array(16).fill(0x79));
  applicationKeys.update(0, 0, newAppKey);
  await send();
  await send({ app: newAppKey });
  t.is(talker.heard.length, 2);
  t.is(talker.heard[1]!.context.appKeyIndex, 0);
  applicationKeys.finishRefresh(subnets.get(0)!);
  await send();
  await send({ app: newAppKey });
  t.is(talker.heard.length, 3);
});

test("a message that comes again when the cache has forgotten it is a replay", async (t) => {
  const { host, mesh, node, send, talker } = make();
  await send();
  const { data } = mesh.air.log.find((entry) => entry.from === -1)!;
  for (let i = 0; i < 300; i++) await send({ dst: 0xc000 });
  t.is(talker.heard.length, 301);
  host.radio.hear(data);
  await mesh.clock.run(1000);
  t.is(talker.heard.length, 301);
  t.is(node.diagnostics.dropped("network.replay"), 1);
});

test("control messages: an acknowledgement of nothing, one of another length, an unknown opcode", async (t) => {
  const { forgers, mesh, node } = make();
  for (const bytes of [new Uint8Array(7), new Uint8Array(6), Uint8Array.of(0x33, 1)]) {
    forgers[0]!.send({ src: source, dst: 2, control: true, bytes });
    await mesh.clock.run(100);
  }
  t.deepEqual(node.diagnostics.drops(), {
    "transport.unknown-ack": 1,
    "transport.length": 1,
    "transport.unknown-control": 1,
  });
});

test("segmented control messages: an unknown opcode is acknowledged and dropped once, an acknowledgement has no segments", async (t) => {
  const { forgers, mesh, node } = make();
  const forger = forgers[0]!;
  const send = async (opcode: number, segO: number, seqZero: number) => {
    const header = encodeSegment(
      { type: opcode, longMic: false, seqZero, segO, segN: 1 },
      new Uint8Array(8),
      0,
      8,
    );
    forger.send({ src: source, dst: 2, control: true, bytes: header });
    await mesh.clock.run(2000);
  };
  const sent = () =>
    mesh.air.log.filter(({ data, from }) => from !== -1 && data[1] === 0x2a).length;
  const seqZero = forger.seq;
  await send(0x33, 0, seqZero);
  await send(0x33, 1, seqZero);
  t.deepEqual(node.diagnostics.drops(), { "transport.unknown-control": 1 });
  const acknowledged = sent();
  t.true(acknowledged > 0);
  // The sender missed the acknowledgement: it gets one more, and the message is not handled again.
  await send(0x33, 1, seqZero);
  t.deepEqual(node.diagnostics.drops(), { "transport.unknown-control": 1 });
  t.true(sent() > acknowledged);
  const before = sent();
  const other = forger.seq;
  await send(0x00, 0, other);
  await send(0x00, 1, other);
  t.is(sent(), before);
  t.is(node.diagnostics.dropped("transport.segment-header"), 2);
});
