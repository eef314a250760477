// Octets that are wrong further in: under the right NetKey, and under the right AppKey and device key.
import test from "ava";
import { ApplicationKey, DeviceKey } from "../../modules/crypto/application-key.js";
import type { Message } from "../../modules/access/message.js";
import { GenericOnOffClient } from "../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { encodeSegment } from "../../modules/transport/lower-transport-pdu.js";
import { UpperTransportCodec } from "../../modules/transport/upper-transport.js";
import {
  accessPayload,
  configurationMessages,
  onOffMessagesList,
} from "../../tools/fuzz/access-payload.js";
import { dropped, Forger } from "../support/fuzz.js";
import { appKey, deviceKeyOf, Mesh, netKey } from "../support/mesh.js";
import { TestRandom } from "../support/test-random.js";

const lightAddress = 0x0100;
const attacker = 0x0300;

function make(seed: number) {
  const mesh = new Mesh({ seed });
  const client = new GenericOnOffClient();
  const light = new GenericOnOffServer();
  const manager = mesh.node(0x0001, [{ models: [client] }]);
  const target = mesh.node(lightAddress, [
    { models: [light] },
    { models: [new GenericOnOffServer()] },
  ]);
  for (const { node } of [manager, target]) {
    node.network!.applicationKeys.add(0, 0, appKey);
    for (const { models } of node.elements)
      for (const model of models)
        if (model.access === "application") {
          model.configuration = { ...model.configuration, bindings: [0] };
          node.network!.saveModel(model);
        }
  }
  const forger = new Forger(mesh, netKey);
  const random = new TestRandom(seed);
  const handled = () =>
    dropped(target) +
    target.node.diagnostics.messagesReceived +
    target.events.filter(({ type }) => type === "network.receive").length;
  /** A valid Set that has to be answered, whatever came before. */
  const works = async () => {
    const on = !light.isOn;
    const status = await mesh.result(client.set(on, { dst: lightAddress, appKeyIndex: 0 }));
    return status.present === on && light.isOn === on;
  };
  return { forger, handled, manager, mesh, random, target, works };
}

const destinations = [lightAddress, lightAddress + 1, lightAddress + 2, 0xffff, 0xc000, 0x8000, 0];

for (const seed of [1, 2, 3])
  test(`random transport PDUs from everywhere, seed ${seed}`, async (t) => {
    const { forger, handled, mesh, random, target, works } = make(seed);
    const { replay } = target.node.network!;
    for (let i = 0; i < 4000; i++) {
      const before = handled();
      const control = random.below(2) === 0;
      forger.send({
        src: random.below(4) === 0 ? 0x0400 + random.below(64) : random.below(0x10000),
        dst: destinations[random.below(destinations.length)]!,
        control,
        bytes: random.bytes(1 + random.below(control ? 12 : 16)),
        ttl: random.below(128),
        ivIndex: 7 - random.below(2),
      });
      t.true(handled() > before, `packet ${i} is not counted`);
      if (random.below(10) === 0) await mesh.clock.run(random.below(50));
    }
    // None of it had an application or device key: nothing of it is remembered, or stored.
    t.is(replay.size, 0);
    t.deepEqual(
      target.store.keys().filter((key) => key.startsWith("r.")),
      [],
    );
    t.true(mesh.clock.pending < 100, `${mesh.clock.pending} timers`);
    await mesh.clock.run(60_000);
    t.true(await works());
  });

test("segments of messages that never end hold six places, for ten seconds", async (t) => {
  const { forger, mesh, random, target, works } = make(4);
  const { diagnostics } = target.node;
  for (let i = 0; i < 600; i++) {
    const { seq } = forger;
    const segN = 1 + random.below(31);
    const header = { type: 0x40, longMic: false, seqZero: seq & 0x1fff, segO: 0, segN };
    const bytes = encodeSegment(header, random.bytes(12), 0, 12);
    forger.send({ src: attacker + random.below(20), dst: lightAddress, control: false, bytes });
    if (i % 50 === 0) t.true(mesh.clock.pending < 100, `${mesh.clock.pending} timers`);
    await mesh.clock.run(5);
  }
  t.true(diagnostics.dropped("transport.no-room") > 400);
  await mesh.clock.run(30_000);
  t.is(diagnostics.dropped("transport.discard-timeout"), 6);
  t.true(await works());
});

/** Whose effect would be no accident: the node leaves, or loses or changes its keys and bindings. */
const spared = [0x8049, 0x8041, 0x8045, 0x8000, 0x8016, 0x803f];

function unspared(messages: readonly Message[]): Message[] {
  return messages.filter(({ opcode }) => !spared.includes(opcode));
}

for (const device of [false, true])
  test(`random access payloads under the right ${device ? "device key" : "AppKey"}`, async (t) => {
    const { forger, handled, mesh, random, target, works } = make(device ? 6 : 5);
    const codec = new UpperTransportCodec();
    const { crypto } = mesh;
    const key = device
      ? new DeviceKey({ crypto, key: deviceKeyOf(lightAddress) })
      : new ApplicationKey({ crypto, key: appKey });
    const messages = unspared(device ? configurationMessages : onOffMessagesList);
    const type = key instanceof ApplicationKey ? 0x40 | key.aid : 0;
    for (let i = 0; i < 3000; i++) {
      const payload = accessPayload(random, messages);
      const before = handled();
      const first = forger.seq;
      const src = attacker;
      const dst = lightAddress;
      const fields = { ivIndex: 7, seq: first, src, dst, longMic: false, device };
      const upper = codec.seal(key, fields, payload, undefined);
      if (upper.length <= 15)
        forger.send({ src, dst, control: false, bytes: Uint8Array.from([type, ...upper]) });
      else {
        const segN = Math.ceil(upper.length / 12) - 1;
        for (let segO = 0; segO <= segN; segO++) {
          const header = { type, longMic: false, seqZero: first & 0x1fff, segO, segN };
          const end = Math.min(12 * segO + 12, upper.length);
          const bytes = encodeSegment(header, upper, 12 * segO, end);
          forger.send({ src, dst, control: false, bytes });
        }
      }
      await mesh.clock.run(60);
      t.true(handled() > before, `message ${i} is not counted`);
    }
    const { diagnostics } = target.node;
    t.true(diagnostics.messagesReceived > 200, `${diagnostics.messagesReceived} understood`);
    for (const reason of ["access.length", "access.no-model", "access.opcode"] as const)
      t.true(diagnostics.dropped(reason) > 0, reason);
    t.is(diagnostics.dropped("transport.decrypt"), 0);
    t.is(target.node.network!.replay.size, 1);
    await mesh.clock.run(60_000);
    t.true(mesh.clock.pending < 100, `${mesh.clock.pending} timers`);
    t.true(await works());
  });
