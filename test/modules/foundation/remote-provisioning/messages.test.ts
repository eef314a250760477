import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { remoteStatusText } from "../../../../modules/foundation/remote-provisioning/codes.js";
import * as messages from "../../../../modules/foundation/remote-provisioning/messages.js";
import { TestRandom } from "../../../support/test-random.js";

/** A message whose values are given by the test. */
interface AnyMessage {
  readonly name: string;
  encode(values: unknown): Uint8Array;
  decode(bytes: Uint8Array, end: number): unknown;
}

const uuid = Uint8Array.from({ length: 16 }, (_, i) => 0x70 + i);
const uuidHex = toHex(uuid);

/** Each message with values, and its octets: Mesh Protocol 1.1 §4.3.4. */
const rows: readonly (readonly [message: AnyMessage, values: unknown, hex: string])[] = [
  [messages.ScanCapabilitiesGet, {}, "804f"],
  [messages.ScanCapabilitiesStatus, { maximumItems: 4, activeScan: 1 }, "80500401"],
  [messages.ScanGet, {}, "8051"],
  [messages.ScanStart, { itemsLimit: 3, timeout: 10, uuid: undefined }, "8052030a"],
  [messages.ScanStart, { itemsLimit: 0, timeout: 255, uuid }, `805200ff${uuidHex}`],
  [messages.ScanStop, {}, "8053"],
  [messages.ScanStatus, { status: 2, state: 1, itemsLimit: 8, timeout: 9 }, "805402010809"],
  [
    messages.ScanReport,
    { rssi: -70, uuid, oobInformation: 0x1234, uriHash: undefined },
    `8055ba${uuidHex}3412`,
  ],
  [
    messages.ScanReport,
    { rssi: 127, uuid, oobInformation: 2, uriHash: Uint8Array.of(1, 2, 3, 4) },
    `80557f${uuidHex}020001020304`,
  ],
  [
    messages.ExtendedScanStart,
    { adTypes: Uint8Array.of(9, 0x24), device: undefined },
    "8056020924",
  ],
  [
    messages.ExtendedScanStart,
    { adTypes: Uint8Array.of(9), device: { uuid, timeout: 21 } },
    `80560109${uuidHex}15`,
  ],
  [
    messages.ExtendedScanReport,
    { status: 3, uuid, oobInformation: undefined, adStructures: new Uint8Array(0) },
    `805703${uuidHex}`,
  ],
  [
    messages.ExtendedScanReport,
    { status: 0, uuid, oobInformation: 0x0100, adStructures: Uint8Array.of(2, 9, 0x41) },
    `805700${uuidHex}0001020941`,
  ],
  [messages.LinkGet, {}, "8058"],
  [messages.LinkOpen, { target: { uuid, timeout: undefined } }, `8059${uuidHex}`],
  [messages.LinkOpen, { target: { uuid, timeout: 60 } }, `8059${uuidHex}3c`],
  [messages.LinkOpen, { target: { refresh: 2 } }, "805902"],
  [messages.LinkClose, { reason: 2 }, "805a02"],
  [messages.LinkStatus, { status: 4, state: 3 }, "805b0403"],
  [messages.LinkReport, { status: 0, state: 2, reason: undefined }, "805c0002"],
  [messages.LinkReport, { status: 6, state: 0, reason: 1 }, "805c060001"],
  [messages.PduSend, { number: 1, pdu: Uint8Array.of(0, 5) }, "805d010005"],
  [messages.PduOutboundReport, { number: 255 }, "805eff"],
  [messages.PduReport, { number: 7, pdu: Uint8Array.of(8) }, "805f0708"],
];

const opcodeLength = 2;

for (const [message, values, hex] of rows)
  test(`${message.name}: ${hex}`, (t) => {
    const octets = message.encode(values);
    t.is(toHex(octets), hex);
    t.deepEqual(message.decode(octets, octets.length), values);
  });

test("cut short, a message is dropped or is one of another form", (t) => {
  for (const [message, values] of rows) {
    const octets = message.encode(values);
    for (let end = opcodeLength; end < octets.length; end++) {
      const read = message.decode(octets, end);
      if (read === undefined) continue;
      t.deepEqual(message.encode(read), octets.slice(0, end), message.name);
    }
  }
});

test("random octets never throw, and what is taken of them is what they say", (t) => {
  const random = new TestRandom(3);
  const all = [...new Set(rows.map(([message]) => message))];
  let taken = 0;
  for (let i = 0; i < 3000; i++) {
    const message = all[i % all.length]!;
    const octets = random.bytes(opcodeLength + random.below(40));
    const read = message.decode(octets, octets.length);
    if (read === undefined) continue;
    taken++;
    const again = message.encode(read);
    t.deepEqual(again.slice(opcodeLength), octets.slice(opcodeLength), message.name);
  }
  t.true(taken > 50);
});

for (const [name, message, octets] of [
  ["a scan of no time", messages.ScanStart, [0, 0]],
  ["an extended scan for no type", messages.ExtendedScanStart, [0, 1]],
  [
    "an extended scan for 17 types",
    messages.ExtendedScanStart,
    [17, ...Array.from({ length: 17 }, (_, i) => 0x30 + i)],
  ],
  ["an extended scan of a device for no time", messages.ExtendedScanStart, [1, 9, ...uuid, 0]],
  ["an extended scan for 22 s", messages.ExtendedScanStart, [1, 9, ...uuid, 22]],
  ["an extended scan of a device without time", messages.ExtendedScanStart, [1, 9, ...uuid]],
  ["an undefined procedure", messages.LinkOpen, [3]],
  ["a link that may take no time", messages.LinkOpen, [...uuid, 0]],
  ["a link that may take 61 s", messages.LinkOpen, [...uuid, 61]],
  ["a link to nothing", messages.LinkOpen, []],
  ["a link state that does not exist", messages.LinkStatus, [0, 5]],
  ["a scan state that does not exist", messages.ScanStatus, [0, 3, 0, 0]],
] as const)
  test(`not taken: ${name}`, (t) => {
    const bytes = Uint8Array.from([0, 0, ...octets]);
    t.is(message.decode(bytes, bytes.length), undefined);
  });

test("a status has words for people", (t) => {
  t.is(remoteStatusText(0x04), "link cannot open");
  t.is(remoteStatusText(0x0b), "link closed cannot deliver PDU report");
  t.is(remoteStatusText(0x55), "status 55");
});
