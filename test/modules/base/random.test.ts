import test from "ava";
import { randomBetween } from "../../../modules/base/random.js";
import type { Random } from "../../../modules/host/random.js";

/** A source of the same four octets; `asked` has what `below` was called with. */
function source(octets: readonly number[], asked: number[]): { fill: Random; below: Random } {
  const fill = { fill: (bytes: Uint8Array) => bytes.set(octets) };
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const below = (count: number) => {
    asked.push(count);
    return Math.floor((value / 2 ** 32) * count);
  };
  return { fill, below: { ...fill, below } };
}

for (const [octets, low, high, expected] of [
  [[0, 0, 0, 0], 20, 50, 20],
  [[255, 255, 255, 255], 20, 50, 50],
  [[128, 0, 0, 0], 0, 1, 1],
  [[127, 255, 255, 255], 0, 1, 0],
  [[255, 255, 255, 255], 0, 65_535, 65_535],
  [[255, 255, 255, 255], 7, 7, 7],
] as const)
  test(`${octets.join(".")} is ${expected} between ${low} and ${high}, however it is asked for`, (t) => {
    const asked: number[] = [];
    const { below, fill } = source(octets, asked);
    t.is(randomBetween(fill, low, high), expected);
    t.is(randomBetween(below, low, high), expected);
    t.deepEqual(asked, [high - low + 1]);
  });

test("a host is asked for no number of more than 65,536", (t) => {
  const asked: number[] = [];
  const { below } = source([255, 255, 255, 255], asked);
  t.is(randomBetween(below, 0, 65_536), 65_536);
  t.deepEqual(asked, []);
});
