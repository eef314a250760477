import test from "ava";
import { isRange, rangesOverlap, sameRange } from "../../../modules/espressif/unicast-range.js";

for (const [min, max, expected] of [
  [0x0001, 0x0001, true],
  [0x0001, 0x7fff, true],
  [0x0000, 0x0001, false],
  [0x0002, 0x0001, false],
  [0x7fff, 0x8000, false],
] as const)
  test(`${min} to ${max} is ${expected ? "a" : "no"} range of unicast addresses`, (t) => {
    t.is(isRange({ min, max }), expected);
  });

for (const [a, b, overlap] of [
  [[1, 4], [5, 8], false],
  [[1, 5], [5, 8], true],
  [[1, 8], [3, 4], true],
  [[3, 4], [1, 8], true],
  [[6, 8], [1, 5], false],
] as const)
  test(`ranges ${a.join("..")} and ${b.join("..")} ${overlap ? "" : "do not "}overlap`, (t) => {
    t.is(rangesOverlap({ min: a[0], max: a[1] }, { min: b[0], max: b[1] }), overlap);
  });

test("ranges are the same where both ends are", (t) => {
  t.true(sameRange({ min: 1, max: 4 }, { min: 1, max: 4 }));
  t.false(sameRange({ min: 1, max: 4 }, { min: 2, max: 4 }));
  t.false(sameRange({ min: 1, max: 4 }, { min: 1, max: 5 }));
});
