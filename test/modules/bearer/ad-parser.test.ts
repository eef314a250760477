import test from "ava";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { dispatchAdStructures, type AdReceiver } from "../../../modules/bearer/ad-parser.js";
import { TestRandom } from "../../support/test-random.js";

function parse(data: Uint8Array): { result: number; taken: string[] } {
  const taken: string[] = [];
  const receiver =
    (type: number): AdReceiver =>
    (octets, start, end, rssi) =>
      taken.push(`${type}:${toHex(octets.subarray(start, end))}:${rssi}`);
  const lists = new Map([
    [0x29, [receiver(0x29)]],
    [0x2a, [receiver(0x2a), receiver(1)]],
  ]);
  const result = dispatchAdStructures(data, -60, lists);
  return { result, taken };
}

const table: readonly [what: string, data: string, result: number, taken: string[]][] = [
  ["one structure", "0329aabb", 1, ["41:aabb:-60"]],
  ["two receivers of one type", "022a01", 1, ["42:01:-60", "1:01:-60"]],
  ["two structures", "0329aabb022a01", 2, ["41:aabb:-60", "42:01:-60", "1:01:-60"]],
  ["a type nobody wants, then one", "0201060329aabb", 1, ["41:aabb:-60"]],
  ["only a type nobody wants", "020106", 0, []],
  ["a structure without payload", "0129", 1, ["41::-60"]],
  ["zeros end the significant part", "0329aabb000000", 1, ["41:aabb:-60"]],
  ["a length beyond the end", "0429aabb", -1, []],
  ["a second length beyond the end spoils the first", "0329aabb032a01", -1, []],
  ["a length at the very end", "0329aabb05", -1, []],
  ["nothing", "", -1, []],
  ["zeros only", "0000", -1, []],
];

for (const [what, data, result, taken] of table)
  test(`AD structures: ${what}`, (t) => {
    t.deepEqual(parse(fromHex(data)), { result, taken });
  });

test("AD structures: random octets are taken or refused, within bounds", (t) => {
  const random = new TestRandom(7);
  let refused = 0;
  for (let i = 0; i < 2000; i++) {
    const data = random.bytes(random.below(32));
    const receiver: AdReceiver = (octets, start, end) => {
      if (start > end || end > octets.length) t.fail("out of bounds");
    };
    if (dispatchAdStructures(data, 0, { get: () => [receiver] }) < 0) refused++;
  }
  t.true(refused > 1000);
});
