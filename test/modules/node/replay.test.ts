// What somebody can do who recorded what was sent, or who has the NetKey or an AppKey and nothing else.
import test from "ava";
import { publicationTo } from "../../support/publication.js";
import { ApplicationKey } from "../../../modules/crypto/application-key.js";
import { GenericOnOffSetUnacknowledged } from "../../../modules/models/generic-onoff/messages.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import {
  encodeAcknowledgment,
  encodeSegment,
} from "../../../modules/transport/lower-transport-pdu.js";
import { UpperTransportCodec } from "../../../modules/transport/upper-transport.js";
import { Forger } from "../../support/fuzz.js";
import { appKey, configuringMesh, netKey } from "../../support/mesh.js";
import type { NodeOptions } from "../../../modules/node/node.js";

const light = 0x0100;
const lightSwitch = 0x0200;
const otherKey = new Uint8Array(16).fill(0x5a);

/** A light with AppKey 0, its configurator, and somebody with the NetKey. */
function make(options: Partial<NodeOptions> = {}) {
  const { client, manager, mesh } = configuringMesh();
  const server = new GenericOnOffServer();
  const target = mesh.node(light, [{ models: [server] }], options);
  const network = target.node.network!;
  network.applicationKeys.add(0, 0, appKey);
  server.configuration = { bindings: [0], publication: undefined };
  network.saveModel(server);
  const forger = new Forger(mesh, netKey);
  const codec = new UpperTransportCodec();
  const keys = [appKey, otherKey].map((key) => new ApplicationKey({ crypto: mesh.crypto, key }));
  let tid = 0;
  /** The upper transport PDU of a Set with a number. */
  const upper = (src: number, dst: number, seq: number, on: boolean, key = keys[0]!) => {
    const fields = { ivIndex: 7, seq, src, dst, longMic: false, device: false };
    const payload = GenericOnOffSetUnacknowledged.encode({
      onOff: on,
      tid: tid++ & 0xff,
      transition: undefined,
    });
    return { bytes: codec.seal(key, fields, payload, undefined), type: 0x40 | key.aid };
  };
  const received = () => target.node.diagnostics.messagesReceived;
  /** A genuine Set, with the next number of that source; whether a model got it. */
  const numbers = new Map<number, number>();
  const set = async (src: number, dst: number, on: boolean, key = keys[0]!) => {
    const seq = (numbers.get(src) ?? 0) + 1;
    numbers.set(src, seq);
    const { bytes, type } = upper(src, dst, seq, on, key);
    forger.seq = seq;
    const before = received();
    forger.send({ src, dst, control: false, bytes: Uint8Array.from([type, ...bytes]) });
    await mesh.clock.run(30);
    return received() > before;
  };
  /** Everything that was heard so far comes again. */
  const replayAll = async () => {
    const before = received();
    for (const { data } of [...mesh.air.log]) {
      target.host.radio.hear(data);
      await mesh.clock.run(5);
    }
    return received() - before;
  };
  const replayRecords = () => target.store.keys().filter((key) => key.startsWith("r."));
  return {
    client,
    forger,
    keys,
    manager,
    mesh,
    replayAll,
    replayRecords,
    server,
    set,
    target,
    upper,
  };
}

test("garbage with the highest number, under the NetKey alone, does not shut a switch out", async (t) => {
  const { forger, mesh, replayAll, set } = make();
  t.true(await set(lightSwitch, light, true));
  for (const [control, first] of [
    [false, 0x41],
    [false, 0x00],
    [true, 0x00],
    [true, 0x0a],
    [true, 0x33],
  ] as const) {
    forger.seq = 0xffffff;
    const bytes = Uint8Array.of(first, 1, 2, 3, 4, 5, 6, 7);
    forger.send({ src: lightSwitch, dst: light, control, bytes });
    await mesh.clock.run(30);
  }
  // Segments: one alone, and one of two.
  for (const segN of [0, 1]) {
    forger.seq = 0xfffff0 + segN;
    const header = { type: 0x41, longMic: false, seqZero: forger.seq & 0x1fff, segO: 0, segN };
    const bytes = encodeSegment(header, new Uint8Array(12), 0, 12);
    forger.send({ src: lightSwitch, dst: light, control: false, bytes });
    await mesh.clock.run(30);
  }
  t.true(await set(lightSwitch, light, false));
  t.true(await set(lightSwitch, 0xffff, true));
  t.is(await replayAll(), 0);
});

test("garbage with the numbers that a switch will use next does not hide what it then sends", async (t) => {
  const { forger, mesh, set, target } = make();
  t.true(await set(lightSwitch, light, true));
  forger.seq = 2;
  for (let i = 0; i < 8; i++) {
    const bytes = Uint8Array.of(0x41, 1, 2, 3, 4, 5, 6, 7, 8, i);
    forger.send({ src: lightSwitch, dst: light, control: false, bytes });
    await mesh.clock.run(30);
  }
  for (let i = 0; i < 8; i++) t.true(await set(lightSwitch, light, i % 2 === 0), `${i}`);
  t.is(target.node.diagnostics.dropped("network.cached"), 0);
});

test("forty strangers with an AppKey that the light lacks take no place, and cost no write", async (t) => {
  const { keys, replayAll, replayRecords, set, target } = make();
  const writes = target.node.state.storeWrites;
  for (let i = 0; i < 40; i++) t.false(await set(0x0300 + i, 0xffff, true, keys[1]));
  t.is(target.node.state.storeWrites, writes);
  t.deepEqual(replayRecords(), []);
  t.true(await set(lightSwitch, light, true));
  t.is(await replayAll(), 0);
});

test("forty members fill the list: a named switch and the configurator still get through, and nothing comes twice", async (t) => {
  const { client, mesh, replayAll, set, target } = make({ peers: [lightSwitch] });
  let handled = 0;
  for (let i = 0; i < 40; i++) if (await set(0x0300 + i, 0xffff, true)) handled++;
  t.is(handled, 32 - 3);
  t.true(target.node.diagnostics.dropped("network.replay-list-full") > 0);
  t.true(target.events.some(({ type }) => type === "replay-list.few-places"));
  t.true(await set(lightSwitch, light, false));
  t.is(await mesh.result(client.getDefaultTtl(light)), 7);
  t.is(await replayAll(), 0);
  for (const ivIndex of [8, 9]) {
    const { sequence } = target.node.network!;
    sequence.testMode = true;
    sequence.update({ type: "beacon", ivIndex, inProgress: true });
    sequence.update({ type: "beacon", ivIndex, inProgress: false });
  }
  t.is(target.node.network!.sequence.ivIndex, 9);
  t.is(await replayAll(), 0);
});

test("a switch that the light publishes to has a place", async (t) => {
  const { server, set, target } = make();
  const publication = publicationTo(lightSwitch, { ttl: 5 });
  server.configuration = { bindings: [0], publication };
  target.node.network!.saveModel(server);
  for (let i = 0; i < 40; i++) await set(0x0300 + i, 0xffff, true);
  t.true(await set(lightSwitch, light, false));
});

test("a segmented message does not come again in new segments, whatever garbage came between", async (t) => {
  const { client, forger, mesh, target } = make();
  const { applicationKeys } = target.node.network!;
  await mesh.result(client.addAppKey(light, 0, 5, otherKey));
  const sent = [...mesh.air.log];
  await mesh.result(client.deleteAppKey(light, 0, 5));
  t.is(applicationKeys.get(5), undefined);
  // A forger with the NetKey gives the recorded segments new sequence numbers.
  const segments = forger.recorded(sent, { src: 0x0001, dst: light });
  t.true(segments.length >= 2);
  const again = async () => {
    for (const { bytes } of segments) {
      forger.send({ src: 0x0001, dst: light, control: false, bytes });
      await mesh.clock.run(100);
    }
    await mesh.clock.run(2000);
    return applicationKeys.get(5) !== undefined;
  };
  forger.seq = 0x1000;
  t.false(await again());
  for (let i = 0; i < 40; i++) {
    const { seq } = forger;
    const header = { type: 0, longMic: false, seqZero: seq & 0x1fff, segO: 0, segN: 0 };
    const bytes = encodeSegment(header, new Uint8Array(12).fill(i), 0, 12);
    forger.send({ src: 0x0400 + i, dst: light, control: false, bytes });
    await mesh.clock.run(20);
  }
  t.false(await again());
  // The configurator goes on, though numbers far above its own were used in its name.
  await mesh.result(client.addAppKey(light, 0, 6, otherKey));
  t.truthy(applicationKeys.get(6));
});

test("a message of one PDU does not come again as a segmented one", async (t) => {
  const { forger, mesh, server, set, target, upper } = make();
  t.true(await set(lightSwitch, light, true));
  const seq = 2;
  const { bytes, type } = upper(lightSwitch, light, seq, false);
  forger.seq = seq;
  forger.send({
    src: lightSwitch,
    dst: light,
    control: false,
    bytes: Uint8Array.from([type, ...bytes]),
  });
  await mesh.clock.run(30);
  t.false(server.isOn);
  const before = target.node.diagnostics.messagesReceived;
  forger.seq = 100;
  const header = { type: type & 0x7f, longMic: false, seqZero: seq, segO: 0, segN: 0 };
  const segment = encodeSegment(header, bytes, 0, bytes.length);
  forger.send({ src: lightSwitch, dst: light, control: false, bytes: segment });
  await mesh.clock.run(30);
  t.is(target.node.diagnostics.messagesReceived, before);
  t.is(target.node.diagnostics.dropped("network.replay"), 1);
});

test("an acknowledgement has an effect once, and never refuses an access message", async (t) => {
  const { client, forger, manager, mesh } = make();
  const adding = client.addAppKey(light, 0, 5, otherKey);
  await mesh.clock.run(5);
  // In the name of the light, with a number far above its own, then with a lower one.
  const seqZero = manager.node.network!.sequence.current - 1;
  const bytes = encodeAcknowledgment({ onBehalf: false, seqZero, bits: 1 });
  for (const seq of [0x4000, 0x3fff]) {
    forger.seq = seq;
    forger.send({ src: light, dst: 0x0001, control: true, bytes });
    await mesh.clock.run(1);
  }
  t.is(manager.node.diagnostics.dropped("transport.unknown-ack"), 0);
  t.is(manager.node.diagnostics.dropped("network.replay"), 1);
  // What the light acknowledges has numbers below those, and so has its answer.
  await mesh.result(adding);
  t.true(manager.node.network!.replay.size > 0);
});

test("a copy of a segment with a number far ahead does not shut its source out", async (t) => {
  const { client, forger, mesh } = make();
  const adding = client.addAppKey(light, 0, 5, otherKey);
  const recorded = () => forger.recorded(mesh.air.log, { src: 0x0001, dst: light });
  await mesh.clock.run(1000, () => recorded().length > 0);
  const { bytes, seq } = recorded()[0]!;
  forger.seq = seq + 0x1fff;
  forger.send({ src: 0x0001, dst: light, control: false, bytes });
  await mesh.result(adding);
  t.is(await mesh.result(client.getDefaultTtl(light)), 7);
});

test("a forged acknowledgement with the highest number does not refuse those that follow", async (t) => {
  const { client, forger, manager, mesh } = make();
  const adding = client.addAppKey(light, 0, 5, otherKey);
  await mesh.clock.run(5);
  const seqZero = manager.node.network!.sequence.current - 1;
  const bytes = encodeAcknowledgment({ onBehalf: false, seqZero, bits: 1 });
  forger.seq = 0xffffff;
  forger.send({ src: light, dst: 0x0001, control: true, bytes });
  await mesh.result(adding);
  await mesh.clock.run(1000);
  const before = manager.node.diagnostics.dropped("network.replay");
  await mesh.result(client.addNetKey(light, 1, otherKey));
  await mesh.clock.run(5000);
  t.is(manager.node.diagnostics.dropped("network.replay"), before);
});

for (const seq of [0xfffff0, 0x2000])
  test(`a forged segment of a message that never ends does not hold its source's messages up: number ${seq.toString(16)}`, async (t) => {
    const { client, forger, mesh } = make();
    const header = { type: 0, longMic: false, seqZero: seq & 0x1fff, segO: 0, segN: 1 };
    const bytes = encodeSegment(header, new Uint8Array(12), 0, 12);
    forger.seq = seq;
    forger.send({ src: 0x0001, dst: light, control: false, bytes });
    const begin = mesh.clock.now();
    const adding = client.addAppKey(light, 0, 5, otherKey);
    await mesh.clock.run(50);
    // In the middle of the genuine message, too.
    forger.send({ src: 0x0001, dst: light, control: false, bytes });
    await mesh.result(adding);
    t.true(mesh.clock.now() - begin < 3000, `${mesh.clock.now() - begin} ms`);
  });
