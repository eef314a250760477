import test from "ava";
import { vendorModelId } from "../../../../modules/access/model-id.js";
import { toHex } from "../../../../modules/base/bytes.js";
import {
  decodeMetadataPage,
  encodeMetadataPage,
  type MetadataPage,
} from "../../../../modules/foundation/large-composition-data/metadata.js";
import { TestRandom } from "../../../support/test-random.js";

const page: MetadataPage = [
  [
    { id: 0x0002, entries: [{ id: 0x0000, data: Uint8Array.of(0x34, 0x12, 1, 5) }] },
    { id: 0x1000, entries: [] },
    {
      id: vendorModelId(0x1234, 0x0001),
      entries: [
        { id: 0x0102, data: new Uint8Array(0) },
        { id: 0x0304, data: Uint8Array.of(9) },
      ],
    },
  ],
  [],
  [{ id: 0x1300, entries: [] }],
];

/** Worked out by hand. */
const hex = [
  "02 01",
  "0200 01 0400 0000 34120105",
  "0010 00",
  "34120100 02 0000 0201 0100 0403 09",
  "00 00",
  "01 00",
  "0013 00",
]
  .join("")
  .replaceAll(" ", "");

test("a page, byte for byte, there and back", (t) => {
  t.is(toHex(encodeMetadataPage(page)), hex);
  t.deepEqual(decodeMetadataPage(encodeMetadataPage(page)), page as never);
  t.deepEqual(decodeMetadataPage(new Uint8Array(0)), []);
});

test("vendor models come after the others", (t) => {
  const [[health, onOff, vendor]] = page as [[never, never, never]];
  t.is(
    toHex(encodeMetadataPage([[vendor, health, onOff]])),
    toHex(encodeMetadataPage([[health, onOff, vendor]])),
  );
});

test("a page that is cut off is none, or ends with an element", (t) => {
  const bytes = encodeMetadataPage(page);
  for (let end = 0; end < bytes.length; end++) {
    const cut = decodeMetadataPage(bytes.slice(0, end));
    if (cut !== undefined) t.deepEqual(cut, page.slice(0, cut.length) as never);
  }
});

test("random octets are malformed, or survive another round", (t) => {
  const random = new TestRandom(2);
  for (let i = 0; i < 500; i++) {
    const bytes = random.bytes(random.below(30));
    const read = decodeMetadataPage(bytes);
    if (read) t.deepEqual(decodeMetadataPage(encodeMetadataPage(read)), read);
  }
});

const wrong: readonly (readonly [string, MetadataPage])[] = [
  ["an identifier of 17 bits", [[{ id: 1, entries: [{ id: 0x10000, data: new Uint8Array(0) }] }]]],
  [
    "256 entries",
    [[{ id: 1, entries: new Array(256).fill({ id: 1, data: new Uint8Array(0) }) as never }]],
  ],
  ["a page too long", [[{ id: 1, entries: [{ id: 1, data: new Uint8Array(65_530) }] }]]],
];

for (const [name, content] of wrong)
  test(`${name} is refused`, (t) => {
    t.throws(() => encodeMetadataPage(content), { instanceOf: RangeError, message: /^metadata/ });
  });
