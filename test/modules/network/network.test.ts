import test from "ava";
import type { NetworkFields } from "../../../modules/network/network-pdu.js";
import { keys, networkLayer as make } from "../../support/network-layer.js";
import { TestRandom } from "../../support/test-random.js";

test("a PDU to an own element or a group that is listened to is delivered", (t) => {
  const { heard, packet, radio } = make();
  for (const dst of [0x0100, 0x0101, 0xc000, 0xffff]) radio.hear(packet({ dst }));
  t.deepEqual(heard, [
    "0: 5 100 0: 1 2 3",
    "0: 5 101 1: 1 2 3",
    "0: 5 c000 2: 1 2 3",
    "0: 5 ffff 3: 1 2 3",
  ]);
});

const drops: readonly (readonly [string, Partial<NetworkFields>, string])[] = [
  ["to another node", { dst: 0x0102 }, "network.not-for-us"],
  ["to another node below", { dst: 0x00ff }, "network.not-for-us"],
  ["to a group of others", { dst: 0xc001 }, "network.not-for-us"],
  ["to a virtual address of others", { dst: 0x8000 }, "network.not-for-us"],
  ["to nobody", { dst: 0 }, "network.address"],
  ["from nobody", { src: 0 }, "network.address"],
  ["from a group", { src: 0xc000 }, "network.address"],
  ["from the node itself", { src: 0x0100 }, "network.own"],
  ["from its second element", { src: 0x0101, dst: 0xffff }, "network.own"],
  ["of an IV Index too old", { ivIndex: 5 }, "network.decrypt"],
  ["of an IV Index to come", { ivIndex: 8 }, "network.decrypt"],
];

for (const [name, changes, reason] of drops)
  test(`dropped: ${name}`, async (t) => {
    const { diagnostics, heard, packet, radio, sent } = make();
    radio.hear(packet(changes));
    t.deepEqual(heard, []);
    t.deepEqual(diagnostics.drops(), { [reason]: 1 });
    t.deepEqual(await sent(), []);
  });

test("the previous IV Index is heard, and relayed as it is", async (t) => {
  const { heard, packet, radio, sent, settings } = make();
  settings.relay = true;
  radio.hear(packet({ ivIndex: 6 }));
  t.is(heard.length, 1);
  radio.hear(packet({ ivIndex: 6, dst: 0x0009 }));
  t.like((await sent())[0]!, { ivIndex: 6, dst: 9 });
});

test("during an IV Update both indexes are heard, and the old one is sent with", async (t) => {
  const { heard, network, packet, radio, sent, sequence } = make();
  t.true(sequence.update({ type: "start" }));
  radio.hear(packet({ ivIndex: 7 }));
  radio.hear(packet({ ivIndex: 8 }));
  t.is(heard.length, 2);
  const fields = { control: false, ttl: 5, seq: 9, src: 0x0100, dst: 2 };
  const bytes = Uint8Array.of(1, 2);
  network.send({
    ...fields,
    ivIndex: sequence.ivIndex,
    credentials: network.transmitCredentials(0)!,
    bytes,
  });
  t.is((await sent())[0]!.ivIndex, 7);
});

const relays: readonly (readonly [string, Partial<NetworkFields>, ttl: number | undefined])[] = [
  ["TTL 0", { ttl: 0, dst: 9 }, undefined],
  ["TTL 1", { ttl: 1, dst: 9 }, undefined],
  ["TTL 2", { ttl: 2, dst: 9 }, 1],
  ["TTL 127", { ttl: 127, dst: 9 }, 126],
  ["a control message", { ttl: 2, dst: 9, control: true }, 1],
  ["to an own element", { ttl: 9, dst: 0x0101 }, undefined],
  ["to a group that is listened to", { ttl: 9, dst: 0xc000 }, 8],
  ["to a group of others", { ttl: 9, dst: 0xc001 }, 8],
  ["from the node itself", { ttl: 9, src: 0x0100, dst: 9 }, undefined],
];

for (const [name, changes, ttl] of relays)
  test(`relay, ${name}: ${ttl ?? "not"}`, async (t) => {
    for (const relay of [true, false, undefined]) {
      const { packet, radio, sent, settings } = make();
      settings.relay = relay;
      settings.relayRetransmit = { transmissions: 2, interval: 30 };
      radio.hear(packet(changes));
      const pdus = await sent();
      if (relay !== true || ttl === undefined) {
        t.deepEqual(pdus, []);
        continue;
      }
      t.is(pdus.length, 2);
      const { control = false, dst, src = 5 } = changes;
      for (const pdu of pdus)
        t.deepEqual(pdu, { ivIndex: 7, control, ttl, seq: 0, src, dst: dst! });
    }
  });

test("one message is relayed and delivered once, whichever way and however often it comes", async (t) => {
  const { diagnostics, heard, packet, radio, sent, settings } = make();
  settings.relay = true;
  const fields = { seq: 77, dst: 0xc000 };
  radio.hear(packet({ ...fields, ttl: 9 }));
  radio.hear(packet({ ...fields, ttl: 9 }));
  radio.hear(packet({ ...fields, ttl: 8 }));
  radio.hear(packet({ ...fields, ttl: 3 }));
  t.is(heard.length, 1);
  t.is(diagnostics.dropped("network.cached"), 3);
  t.is((await sent()).length, settings.relayRetransmit.transmissions);
  // Another source, number or kind is another message.
  radio.hear(packet({ ...fields, src: 6 }));
  radio.hear(packet({ ...fields, seq: 78 }));
  radio.hear(packet({ ...fields, control: true }));
  t.is(heard.length, 4);
});

test("exact repeats cost no cryptography", (t) => {
  const { crypto, diagnostics, packet, radio } = make();
  const data = packet();
  radio.hear(data);
  const { blocks, opens } = crypto;
  t.true(blocks > 0 && opens > 0);
  for (let i = 0; i < 5; i++) radio.hear(data);
  t.is(crypto.blocks, blocks);
  t.is(crypto.opens, opens);
  t.is(diagnostics.dropped("network.cached"), 5);
});

test("a foreign network's PDU costs no cryptography, unless its NID is the same", (t) => {
  const { crypto, diagnostics, heard, packet, radio } = make();
  const before = crypto.blocks + crypto.opens;
  radio.hear(packet({}, 2));
  t.is(crypto.blocks + crypto.opens, before);
  t.deepEqual(diagnostics.drops(), { "network.unknown-nid": 1 });
  const same = packet();
  same[12]! ^= 1;
  radio.hear(same);
  t.is(diagnostics.dropped("network.decrypt"), 1);
  t.deepEqual(heard, []);
});

test("each subnet has its own keys, and a message stays in its subnet when it is relayed", async (t) => {
  const { heard, network, packet, radio, sent, settings, subnets } = make();
  settings.relay = true;
  radio.hear(packet({}, 1));
  t.deepEqual(heard, ["1: 5 100 0: 1 2 3"]);
  radio.hear(packet({ dst: 9 }, 1));
  t.like((await sent())[0]!, { dst: 9 });
  subnets.delete(1);
  radio.hear(packet({}, 1));
  t.is(heard.length, 1);
  const fields = { control: false, ivIndex: 7, ttl: 5, seq: 9, src: 0x0100, dst: 2 };
  network.send({
    ...fields,
    credentials: network.transmitCredentials(0)!,
    bytes: Uint8Array.of(1),
  });
  t.like((await sent())[0]!, { seq: 9 });
});

test("during a key refresh both keys are heard; from phase 2 on the new one is sent with", async (t) => {
  const { air, clock, heard, network, packet, radio, settings, subnets } = make();
  settings.networkTransmit = { transmissions: 1, interval: 20 };
  const nidOf = async () => {
    const { length } = air.log;
    const fields = { control: false, ivIndex: 7, ttl: 5, seq: 9, src: 0x0100, dst: 2 };
    network.send({
      ...fields,
      credentials: network.transmitCredentials(0)!,
      bytes: Uint8Array.of(1),
    });
    await clock.run(100);
    return air.log[length]!.data[2]! & 0x7f;
  };
  const old = subnets.get(0)!.keys.nid;
  t.is(await nidOf(), old);
  subnets.update(0, keys[2]!);
  const fresh = subnets.get(0)!.newKeys!.nid;
  radio.hear(packet());
  radio.hear(packet({}, 2));
  t.is(heard.length, 2);
  t.is(await nidOf(), old);
  subnets.setPhase(0, 2);
  radio.hear(packet());
  radio.hear(packet({}, 2));
  t.is(heard.length, 4);
  t.is(await nidOf(), fresh);
  subnets.setPhase(0, 3);
  radio.hear(packet());
  radio.hear(packet({}, 2));
  t.is(heard.length, 5);
});

test("during a key refresh a relay sends with the key of its phase, whichever key the PDU came with", async (t) => {
  const { air, clock, packet, radio, settings, subnets } = make();
  settings.relay = true;
  settings.relayRetransmit = { transmissions: 1, interval: 20 };
  subnets.update(0, keys[2]!);
  const old = subnets.get(0)!.keys.nid;
  const fresh = subnets.get(0)!.newKeys!.nid;
  const relayed = async () => {
    const { length } = air.log;
    for (const key of [0, 2]) radio.hear(packet({ dst: 9 }, key));
    await clock.run(200);
    return air.log.slice(length).map(({ data }) => data[2]! & 0x7f);
  };
  t.deepEqual(await relayed(), [old, old]);
  subnets.setPhase(0, 2);
  t.deepEqual(await relayed(), [fresh, fresh]);
  subnets.setPhase(0, 3);
  t.deepEqual(await relayed(), [fresh]);
});

test("a PDU whose subnet is gone is not sent", async (t) => {
  const { network, sent, subnets } = make();
  const credentials = network.transmitCredentials(1)!;
  subnets.delete(1);
  t.is(network.transmitCredentials(1), undefined);
  const results: boolean[] = [];
  network.send({
    credentials,
    control: false,
    ivIndex: 7,
    ttl: 5,
    seq: 9,
    src: 0x0100,
    dst: 2,
    bytes: Uint8Array.of(1),
    onEnd: (done) => results.push(done),
  });
  t.deepEqual(await sent(), []);
  t.deepEqual(results, [false]);
});

test("Network Transmit says how often and how far apart", async (t) => {
  for (const [transmissions, interval] of [
    [1, 10],
    [4, 100],
    [8, 320],
  ] as const) {
    const { air, clock, network, settings } = make();
    settings.networkTransmit = { transmissions, interval };
    const fields = { control: false, ivIndex: 7, ttl: 5, seq: 9, src: 0x0100, dst: 2 };
    network.send({
      ...fields,
      credentials: network.transmitCredentials(0)!,
      bytes: Uint8Array.of(1),
    });
    await clock.run(5000);
    t.is(air.log.length, transmissions);
    for (let i = 1; i < transmissions; i++) {
      const gap = air.log[i]!.time - air.log[i - 1]!.time;
      t.true(gap >= Math.max(interval, 20) - 2 && gap <= interval + 15, `${gap}`);
    }
  }
});

test("whatever comes is dropped and counted, and nothing is thrown", (t) => {
  const { diagnostics, heard, packet, radio } = make();
  const random = new TestRandom(1);
  const count = () => Object.values(diagnostics.drops()).reduce((a, b) => a + b, 0);
  for (let i = 0; i < 3000; i++) {
    const before = count() + heard.length;
    const data = random.below(2) === 0 ? packet() : random.bytes(2 + random.below(29));
    data[1] = 0x2a;
    if (random.below(4) > 0) data[2 + random.below(data.length - 2)]! ^= 1 << random.below(8);
    const cut = random.below(3) === 0 ? data.slice(0, 2 + random.below(data.length - 2)) : data;
    cut[0] = cut.length - 1;
    if (cut.length < 3) continue;
    radio.hear(cut);
    t.is(count() + heard.length, before + 1);
  }
  t.true(heard.length > 100);
  for (const reason of ["length", "unknown-nid", "decrypt"] as const)
    t.true(diagnostics.dropped(`network.${reason}`) > 10, reason);
});

test("a closed layer hears nothing", (t) => {
  const { heard, network, packet, radio } = make();
  network.close();
  radio.hear(packet());
  t.deepEqual(heard, []);
});
