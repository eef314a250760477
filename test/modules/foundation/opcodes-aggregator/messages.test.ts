import test from "ava";
import * as messages from "../../../../modules/foundation/opcodes-aggregator/messages.js";
import { codecTests, sample } from "../../../support/codec.js";

const { OpcodesAggregatorSequence, OpcodesAggregatorStatus } = messages;
const long = new Uint8Array(128).fill(0xab);
const longest = new Uint8Array(127).fill(0xcd);

codecTests(
  messages,
  [
    sample(OpcodesAggregatorSequence, { elementAddress: 0x0102, items: [] }, "8072 0201"),
    sample(
      OpcodesAggregatorSequence,
      { elementAddress: 0x7fff, items: [Uint8Array.of(0x82, 0x01), Uint8Array.of(0x80, 0x0a, 1)] },
      "8072 ff7f 04 8201 06 800a01",
    ),
    sample(
      OpcodesAggregatorStatus,
      { status: 5, elementAddress: 1, items: [new Uint8Array(0), Uint8Array.of(0x82, 0x04, 1)] },
      "8073 05 0100 00 06 820401",
    ),
    sample(
      OpcodesAggregatorStatus,
      { status: 0, elementAddress: 1, items: [longest, long] },
      `8073 00 0100 fe ${"cd".repeat(127)} 0101 ${"ab".repeat(128)}`,
    ),
  ],
  [
    [OpcodesAggregatorSequence, "8072 0000"],
    [OpcodesAggregatorSequence, "8072 00c0 04 8201"],
    [OpcodesAggregatorSequence, "8072 0100 06 8201"],
    [OpcodesAggregatorSequence, "8072 0100 04 8201 02"],
    [OpcodesAggregatorSequence, "8072 0100 01"],
    [OpcodesAggregatorSequence, "8072 0100 05"],
    [OpcodesAggregatorSequence, "8072 0100 ffff 8201"],
  ],
);

test("a short item may have a long length", (t) => {
  const bytes = Uint8Array.of(0x80, 0x72, 1, 0, 0x05, 0x00, 0x82, 0x01);
  t.deepEqual(OpcodesAggregatorSequence.decode(bytes, bytes.length)?.items, [
    Uint8Array.of(0x82, 0x01),
  ]);
});

test("an item of 32,768 octets cannot be written", (t) => {
  const items = [new Uint8Array(32_768)];
  t.throws(() => OpcodesAggregatorSequence.encode({ elementAddress: 1, items }), {
    name: "FieldError",
  });
});
