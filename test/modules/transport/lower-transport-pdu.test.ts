import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import {
  allSegments,
  decodeAcknowledgment,
  decodeSegmentHeader,
  encodeAcknowledgment,
  encodeSegment,
  type SegmentHeader,
  segmentPayload,
  sequenceOfFirst,
} from "../../../modules/transport/lower-transport-pdu.js";
import { TestRandom } from "../../support/test-random.js";

function header(): SegmentHeader {
  return { type: 0, longMic: false, seqZero: 0, segO: 0, segN: 0 };
}

test("the segments of the specification's message 8.3.6", (t) => {
  const upper = fromHex("ee9dddfd2169326d23f3afdfcfdc18c52fdef772e0e17308");
  const pdus = ["8026ac01ee9dddfd2169326d23f3afdf", "8026ac21cfdc18c52fdef772e0e17308"];
  pdus.forEach((pdu, segO) => {
    const fields = { type: 0, longMic: false, seqZero: 0x09ab, segO, segN: 1 };
    t.is(toHex(encodeSegment(fields, upper, segO * 12, segO * 12 + 12)), pdu);
    const read = header();
    t.true(decodeSegmentHeader(fromHex(pdu), 0, 16, false, read));
    t.deepEqual(read, fields);
  });
});

test("headers go there and back", (t) => {
  const random = new TestRandom(5);
  const payload = new Uint8Array(12);
  for (let i = 0; i < 500; i++) {
    const segN = random.next() % 32;
    const fields = {
      type: random.next() % 128,
      longMic: random.next() % 2 === 1,
      seqZero: random.next() % 8192,
      segO: random.next() % (segN + 1),
      segN,
    };
    const pdu = encodeSegment(fields, payload, 0, 12);
    const read = header();
    t.true(decodeSegmentHeader(pdu, 0, pdu.length, false, read));
    t.deepEqual(read, fields);
    t.is(segmentPayload(3), 7);
  }
});

const refused: readonly (readonly [string, string, boolean])[] = [
  ["a header without payload", "8026ac01", false],
  ["a header cut off", "8026ac", false],
  ["SegO above SegN", "8026ac40" + "00".repeat(12), false],
  ["a segment before the last that is not full", "8026ac01" + "00".repeat(11), false],
  ["13 octets of payload", "8026ac21" + "00".repeat(13), false],
  ["9 octets of a control message", "8126ac21" + "00".repeat(9), true],
  ["segments of a Segment Acknowledgment", "8026ac01" + "00".repeat(8), true],
];
for (const [name, pdu, control] of refused)
  test(`refused: ${name}`, (t) => {
    const bytes = fromHex(pdu);
    t.false(decodeSegmentHeader(bytes, 0, bytes.length, control, header()));
  });

test("the last segment may be short", (t) => {
  const bytes = fromHex("8026ac2101");
  t.true(decodeSegmentHeader(bytes, 0, bytes.length, false, header()));
});

const sequences: readonly (readonly [number, number, number])[] = [
  [0x3129ab, 0x09ab, 0x3129ab],
  [0x3129ac, 0x09ab, 0x3129ab],
  [0x312000, 0x1fff, 0x311fff],
  [0x3139aa, 0x09ab & 0x1fff, 0x3129ab],
  [3, 4, -8188],
];
for (const [seq, seqZero, first] of sequences)
  test(`SeqAuth of SEQ ${seq.toString(16)} with SeqZero ${seqZero.toString(16)}`, (t) => {
    t.is(sequenceOfFirst(seq, seqZero), first);
  });

test("acknowledgements go there and back; another length is none", (t) => {
  const random = new TestRandom(9);
  for (let i = 0; i < 100; i++) {
    const ack = { onBehalf: i % 2 === 0, seqZero: random.next() % 8192, bits: random.next() };
    const parameters = encodeAcknowledgment(ack).subarray(1);
    t.deepEqual(decodeAcknowledgment(parameters), ack);
    for (let end = 0; end < 6; end++)
      t.is(decodeAcknowledgment(parameters.subarray(0, end)), undefined);
    t.is(decodeAcknowledgment(new Uint8Array(7)), undefined);
  }
  // Mesh Protocol 1.1 §8.3.9
  t.is(toHex(encodeAcknowledgment({ onBehalf: true, seqZero: 0x09ab, bits: 2 })), "00a6ac00000002");
});

test("all segments of messages of every length", (t) => {
  t.is(allSegments(0), 1);
  t.is(allSegments(4), 0b11111);
  t.is(allSegments(30), 0x7fffffff);
  t.is(allSegments(31), 0xffffffff);
});
