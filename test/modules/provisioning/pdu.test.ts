import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import {
  decodePdu,
  encodePdu,
  pduDeclarations,
  type ProvisioningPdu,
} from "../../../modules/provisioning/pdu.js";
import { TestRandom } from "../../support/test-random.js";

const samples: readonly [hex: string, pdu: ProvisioningPdu][] = [
  ["0005", { type: 0x00, attentionDuration: 5 }],
  [
    "01010001000106001f06000f",
    {
      type: 0x01,
      elements: 1,
      algorithms: 1,
      publicKeyType: 0,
      oobType: 1,
      outputSize: 6,
      outputActions: 0x1f,
      inputSize: 6,
      inputActions: 0x0f,
    },
  ],
  ["020100020405", { type: 0x02, algorithm: 1, publicKey: 0, method: 2, action: 4, size: 5 }],
  [`03${"ab".repeat(64)}`, { type: 0x03, publicKey: fromHex("ab".repeat(64)) }],
  ["04", { type: 0x04 }],
  [`05${"12".repeat(16)}`, { type: 0x05, confirmation: fromHex("12".repeat(16)) }],
  [`05${"12".repeat(32)}`, { type: 0x05, confirmation: fromHex("12".repeat(32)) }],
  [`06${"34".repeat(32)}`, { type: 0x06, random: fromHex("34".repeat(32)) }],
  [
    `07${"56".repeat(25)}${"78".repeat(8)}`,
    { type: 0x07, encrypted: fromHex("56".repeat(25)), mic: fromHex("78".repeat(8)) },
  ],
  ["08", { type: 0x08 }],
  ["0904", { type: 0x09, errorCode: 4 }],
  ["0a000100020003", { type: 0x0a, recordId: 1, fragmentOffset: 2, fragmentMaximumSize: 3 }],
  [
    "0b000001000200030405",
    {
      type: 0x0b,
      status: 0,
      recordId: 1,
      fragmentOffset: 2,
      totalLength: 3,
      fragment: fromHex("0405"),
    },
  ],
  ["0c", { type: 0x0c }],
  ["0d000000010002", { type: 0x0d, extensions: 0, recordIds: fromHex("00010002") }],
];

for (const [hex, pdu] of samples)
  test(`provisioning PDU ${hex.slice(0, 2)} of ${hex.length / 2} octets: there and back`, (t) => {
    t.is(toHex(encodePdu(pdu)), hex);
    t.deepEqual(decodePdu(fromHex(hex)), pdu);
  });

test("provisioning PDUs: the declarations stand in the order of their types", (t) => {
  pduDeclarations.forEach((declaration, index) => t.true(declaration.type === index));
  t.is(new Set(samples.map(([hex]) => hex.slice(0, 2))).size, pduDeclarations.length);
});

test("provisioning PDUs: another length is refused", (t) => {
  for (const [hex, { type }] of samples) {
    // The fragment and the list may have any length; confirmation and random two.
    if (type === 0x0b || type === 0x0d) continue;
    for (let length = 2; length < hex.length; length += 2)
      if (!((type === 0x05 || type === 0x06) && length === 34))
        t.is(decodePdu(fromHex(hex.slice(0, length))), "format", hex.slice(0, length));
    t.is(decodePdu(fromHex(`${hex}00`)), "format");
  }
  t.is(decodePdu(new Uint8Array(0)), "format");
});

const invalid: readonly [what: string, hex: string, problem: "type" | "format"][] = [
  ["unknown type 0E", "0e", "type"],
  ["unknown type FF", "ff00", "type"],
  ["no elements", "0100000100000000000000", "format"],
  ["output size 9", "01010001000109001f06000f", "format"],
  ["algorithm 2", "020200000000", "format"],
  ["public key 2", "020002000000", "format"],
  ["method 4", "020000040000", "format"],
  ["an action without method", "020000000100", "format"],
  ["a size with static OOB", "020000010001", "format"],
  ["output without size", "020000020000", "format"],
  ["output action 5", "020000020501", "format"],
  ["input action 4", "020000030401", "format"],
  ["size 9", "020000020309", "format"],
  ["a record fragment of nothing", "0a000100000000", "format"],
  ["half a record ID", "0d000001", "format"],
];

for (const [what, hex, problem] of invalid)
  test(`provisioning PDU: ${what} is refused`, (t) => {
    t.is(decodePdu(fromHex(hex)), problem);
  });

test("provisioning PDUs: random octets are refused, or encode to themselves", (t) => {
  const random = new TestRandom(2);
  let taken = 0;
  for (let i = 0; i < 4000; i++) {
    const octets = random.bytes(1 + random.below(70));
    octets[0] = random.below(16);
    const pdu = decodePdu(octets);
    if (typeof pdu === "string") continue;
    taken++;
    if (toHex(encodePdu(pdu)) !== toHex(octets)) t.fail(toHex(octets));
  }
  t.true(taken > 100);
});

test("provisioning PDUs: wrong values throw, naming the field", (t) => {
  t.throws(() => encodePdu({ type: 0x00, attentionDuration: 256 }), {
    instanceOf: RangeError,
    message: /attentionDuration must be 0\.\.255/,
  });
  t.throws(() => encodePdu({ type: 0x03, publicKey: new Uint8Array(63) }), {
    instanceOf: RangeError,
    message: /publicKey must be 64 octets/,
  });
  t.throws(
    () => encodePdu({ type: 0x02, algorithm: 0, publicKey: 0, method: 0, action: 1, size: 0 }),
    { instanceOf: RangeError, message: /action and size must be 0/ },
  );
});
