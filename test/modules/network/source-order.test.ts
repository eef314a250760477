import test from "ava";
import type { NetworkFields } from "../../../modules/network/network-pdu.js";
import { networkLayer } from "../../support/network-layer.js";

/** A message of one PDU, a segment of a message of two, an acknowledgement. */
const whole = Uint8Array.of(0x00, 2, 3);
const segment = Uint8Array.of(0x80, 0, 0, 1, 5);
const acknowledgement = Uint8Array.of(0x00, 0, 0, 0, 0, 0, 1);

type Pdu = readonly [
  fields: Pick<NetworkFields, "seq"> & Partial<NetworkFields>,
  bytes?: Uint8Array,
];

/** PDUs in the order in which a relay hears them, one with the other; numbers in that in which it sends them, twice each. */
const relayed: readonly (readonly [title: string, pdus: readonly Pdu[], order: string])[] = [
  ["in their order", [[{ seq: 1 }], [{ seq: 2 }]], "1 1 2 2"],
  ["a lower number by another way", [[{ seq: 1 }], [{ seq: 3 }], [{ seq: 2 }]], "1 1 2 2 3 3"],
  [
    "the IV Index goes before the number",
    [[{ seq: 8, ivIndex: 6 }], [{ seq: 1 }], [{ seq: 9, ivIndex: 6 }]],
    "8 8 9 9 1 1",
  ],
  [
    "another number of a control message is of the same source",
    [[{ seq: 1, control: true }, Uint8Array.of(0x0a, 1, 2)], [{ seq: 2 }]],
    "1 1 2 2",
  ],
  [
    "segments and acknowledgements wait for a message, and it for them",
    [
      [{ seq: 1 }, segment],
      [{ seq: 2 }, whole],
      [{ seq: 3, control: true }, acknowledgement],
    ],
    "1 1 2 2 3 3",
  ],
  [
    "what looks like an acknowledgement in an access message is a message",
    [
      [{ seq: 1 }, acknowledgement],
      [{ seq: 2, control: true }, acknowledgement],
    ],
    "1 1 2 2",
  ],
];

for (const [title, pdus, order] of relayed)
  for (const sets of [1, 4])
    test(`a relay with ${sets} sets keeps the order of a source: ${title}`, async (t) => {
      const { packet, radio, sent, settings } = networkLayer(sets);
      settings.relay = true;
      settings.relayRetransmit = { transmissions: 2, interval: 20 };
      for (const [fields, bytes] of pdus) radio.hear(packet({ dst: 9, ...fields }, 0, bytes));
      t.is((await sent()).map(({ seq }) => seq).join(" "), order);
    });

test("a relay sends segments, and acknowledgements between, without waiting", async (t) => {
  const { packet, radio, sent, settings } = networkLayer(4);
  settings.relay = true;
  settings.relayRetransmit = { transmissions: 2, interval: 20 };
  radio.hear(packet({ dst: 9, seq: 1 }, 0, segment));
  radio.hear(packet({ dst: 8, seq: 2, control: true }, 0, acknowledgement));
  radio.hear(packet({ dst: 9, seq: 3 }, 0, segment));
  t.deepEqual(
    (await sent()).slice(0, 3).map(({ seq }) => seq),
    [1, 2, 3],
  );
});

test("a relay sends one source between the transmissions of another", async (t) => {
  for (const sets of [1, 4]) {
    const { packet, radio, sent, settings } = networkLayer(sets);
    settings.relay = true;
    settings.relayRetransmit = { transmissions: 3, interval: 20 };
    radio.hear(packet({ src: 5, dst: 9, seq: 1 }));
    radio.hear(packet({ src: 5, dst: 9, seq: 2 }));
    radio.hear(packet({ src: 6, dst: 9, seq: 1 }));
    const order = (await sent()).map(({ seq, src }) => `${src}:${seq}`);
    t.deepEqual(order.slice(0, 2), ["5:1", "6:1"]);
    t.is(order.filter((name) => name.startsWith("5")).join(" "), "5:1 5:1 5:1 5:2 5:2 5:2");
  }
});

test("a node's own messages keep their order, each element its own", async (t) => {
  const { network, sent, settings } = networkLayer(4);
  settings.networkTransmit = { transmissions: 2, interval: 20 };
  const credentials = network.transmitCredentials(0)!;
  const send = (src: number, seq: number, ivIndex = 7) =>
    network.send({ src, seq, ivIndex, credentials, control: false, ttl: 5, dst: 9, bytes: whole });
  send(0x0100, 1);
  send(0x0100, 2);
  send(0x0101, 3);
  send(0x0100, 0, 8);
  const order = (await sent()).map(({ seq, src }) => `${src & 1}:${seq}`);
  t.is(order[1], "1:3");
  t.is(order.filter((name) => name !== "1:3").join(" "), "0:1 0:1 0:2 0:2 0:0 0:0");
});

/** Of segments 0 and 1 of the message with SeqZero 5, from 0005 to 0009, those that a relay goes on with after a PDU. */
const takenBack: readonly (readonly [
  title: string,
  fields: Partial<NetworkFields>,
  bytes: Uint8Array,
  goesOn: string,
])[] = [
  ["an acknowledgement of the first", {}, Uint8Array.of(0, 0, 5 << 2, 0, 0, 0, 1), "2 2"],
  ["an acknowledgement of both", {}, Uint8Array.of(0, 0, 5 << 2, 0, 0, 0, 3), ""],
  ["one on behalf of the receiver", {}, Uint8Array.of(0, 0x80, 5 << 2, 0, 0, 0, 3), ""],
  ["one of another message", {}, Uint8Array.of(0, 0, 6 << 2, 0, 0, 0, 3), "1 1 2 2"],
  ["one to another source", { dst: 6 }, Uint8Array.of(0, 0, 5 << 2, 0, 0, 0, 3), "1 1 2 2"],
  ["one that is not relayed", { ttl: 1 }, Uint8Array.of(0, 0, 5 << 2, 0, 0, 0, 3), ""],
  ["one that is too short", {}, Uint8Array.of(0, 0, 5 << 2, 0, 0, 3), "1 1 2 2"],
  ["another control message", {}, Uint8Array.of(1, 0, 5 << 2, 0, 0, 0, 3), "1 1 2 2"],
  [
    "an access message of the same octets",
    { control: false },
    Uint8Array.of(0, 0, 5 << 2, 0, 0, 0, 3),
    "1 1 2 2",
  ],
  [
    "an access message as long on the air",
    { control: false },
    Uint8Array.of(0, 0, 5 << 2, 0, 0, 0, 3, 0, 0, 0, 0),
    "1 1 2 2",
  ],
];

for (const [title, fields, bytes, goesOn] of takenBack)
  for (const sets of [1, 4])
    test(`a relay with ${sets} sets takes back the segments that are acknowledged: ${title}`, async (t) => {
      const { clock, packet, radio, sent, settings } = networkLayer(sets);
      settings.relay = true;
      settings.relayRetransmit = { transmissions: 3, interval: 20 };
      for (const segO of [0, 1]) {
        const pdu = Uint8Array.of(0x80, 0, 5 << 2, (segO << 5) | 1, 9);
        radio.hear(packet({ src: 5, dst: 9, seq: 1 + segO }, 0, pdu));
      }
      clock.advance(8);
      radio.hear(packet({ src: 9, dst: 5, seq: 1, ttl: 5, control: true, ...fields }, 0, bytes));
      const segments = (await sent()).filter(({ src }) => src === 5);
      const after = segments.slice(2).map(({ seq }) => seq);
      t.is(after.sort((a, b) => a - b).join(" "), goesOn);
    });

test("a node takes back its own segments that are acknowledged", async (t) => {
  const { clock, network, packet, radio, sent } = networkLayer(4);
  const bytes = Uint8Array.of(0x80, 0, 5 << 2, 0, 9);
  const credentials = network.transmitCredentials(0)!;
  const fields = { src: 0x0101, seq: 5, ivIndex: 7, control: false, ttl: 5, dst: 9 };
  network.send({ ...fields, credentials, bytes });
  clock.advance(8);
  const acknowledgment = Uint8Array.of(0, 0, 5 << 2, 0, 0, 0, 1);
  radio.hear(packet({ src: 9, dst: 0x0101, control: true }, 0, acknowledgment));
  t.is((await sent()).length, 1);
});
