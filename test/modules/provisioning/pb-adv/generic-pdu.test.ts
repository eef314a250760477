import test from "ava";
import { fromHex, toHex } from "../../../../modules/base/bytes.js";
import { frameCheckSequence } from "../../../../modules/provisioning/pb-adv/fcs.js";
import {
  decodeGeneric,
  encodeGeneric,
  maximumPdu,
  segmentPdu,
} from "../../../../modules/provisioning/pb-adv/generic-pdu.js";
import { TestRandom } from "../../../support/test-random.js";

const decode = (hex: string) => {
  const data = fromHex(hex);
  return decodeGeneric(data, 0, data.length);
};

const valid: readonly [hex: string, type: string][] = [
  ["000002140000", "start"],
  ["01", "ack"],
  ["06aabb", "continuation"],
  ["03000102030405060708090a0b0c0d0e0f", "link-open"],
  ["07", "link-ack"],
  ["0b02", "link-close"],
];

for (const [hex, type] of valid)
  test(`generic provisioning PDU: ${type} there and back`, (t) => {
    const pdu = decode(hex);
    if (typeof pdu === "string") return t.fail(pdu);
    t.true(pdu.type === type);
    t.is(toHex(encodeGeneric(pdu)), hex);
  });

const invalid: readonly [what: string, hex: string, problem: string][] = [
  ["nothing", "", "length"],
  ["start without payload", "00000114", "length"],
  ["start of nothing", "0000001400", "segment"],
  ["start whose last segment does not fit its length", "040002140000", "segment"],
  ["start with too much payload", "00000214000000", "length"],
  ["start with too little payload", "0000031400aa", "length"],
  ["acknowledgement with more", "0100", "length"],
  ["acknowledgement with padding set", "05", "control"],
  ["continuation number 0", "02aa", "segment"],
  ["continuation without payload", "06", "length"],
  ["continuation with too much payload", `06${"00".repeat(24)}`, "length"],
  ["link open without UUID", "03", "length"],
  ["link acknowledgement with more", "0700", "length"],
  ["link close without reason", "0b", "length"],
  ["an unknown control", "0f", "control"],
];

for (const [what, hex, problem] of invalid)
  test(`generic provisioning PDU: ${what} is refused`, (t) => {
    t.true(decode(hex) === problem);
  });

test("generic provisioning PDU: every truncation is refused or another PDU, random octets never throw", (t) => {
  const random = new TestRandom(5);
  for (const [hex] of valid)
    for (let length = 0; length < hex.length; length += 2) {
      const pdu = decode(hex.slice(0, length));
      t.true(typeof pdu === "string" || toHex(encodeGeneric(pdu)) === hex.slice(0, length));
    }
  for (let i = 0; i < 3000; i++) {
    const data = random.bytes(random.below(26));
    const pdu = decodeGeneric(data, 0, data.length);
    if (typeof pdu !== "string" && toHex(encodeGeneric(pdu)) !== toHex(data))
      t.fail(`not strict: ${toHex(data)}`);
  }
});

test("frame check sequence: the specification's and recorded values", (t) => {
  t.is(frameCheckSequence(fromHex("0000")), 0x14);
  t.is(frameCheckSequence(fromHex("08")), 0x3e);
  t.is(frameCheckSequence(fromHex("01010001000106001f06000f")), 0x20);
});

test("segments: 20 octets in the first, 23 in the others", (t) => {
  for (const [length, sizes] of [
    [1, [5]],
    [20, [24]],
    [21, [24, 2]],
    [43, [24, 24]],
    [44, [24, 24, 2]],
    [65, [24, 24, 23]],
  ] as const)
    t.deepEqual(
      segmentPdu(new Uint8Array(length)).map((segment) => segment.length),
      [...sizes],
    );
  t.is(segmentPdu(new Uint8Array(maximumPdu)).length, 64);
  t.throws(() => segmentPdu(new Uint8Array(0)), { instanceOf: RangeError });
  t.throws(() => segmentPdu(new Uint8Array(maximumPdu + 1)), { instanceOf: RangeError });
});
