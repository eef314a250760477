import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import { AdaptiveSplit } from "../../../../../modules/espressif/fast-provisioning/addresses/adaptive-split.js";

const options = { reserve: 10, minRangeSize: 4, maxRangeSize: 40 };

test("nodes from the low end, ranges from the high end", (t) => {
  const split = AdaptiveSplit.of({ min: 101, max: 200 }, options);
  t.deepEqual(split.allocateAddresses(1), { address: 101 });
  t.deepEqual(split.allocateRange(0.25), { min: 177, max: 200 });
  t.deepEqual(split.allocateAddresses(3), { address: 102 });
  t.deepEqual(split.allocateAddresses(1), { address: 105 });
  t.deepEqual(split.allocateRange(0.5), { min: 142, max: 176 });
});

test("more than six children", (t) => {
  const split = AdaptiveSplit.of(
    { min: 6, max: 0x7fff },
    { reserve: 32, minRangeSize: 8, maxRangeSize: 1000 },
  );
  for (let i = 0; i < 20; i++) {
    t.not(split.allocateRange(0.05), "exhausted");
    t.deepEqual(split.allocateAddresses(1), { address: 6 + i });
  }
});

const rows: readonly (readonly [
  name: string,
  addresses: number,
  share: number,
  size: number | undefined,
])[] = [
  ["the share is rounded down", 99, 0.25, 24],
  ["at least the least", 100, 0, 4],
  ["at most the most", 200, 1, 40],
  ["the reserve stays", 30, 1, 20],
  ["the least beside the reserve", 14, 1, 4],
  ["less than the least beside the reserve", 13, 1, undefined],
  ["less than the reserve", 5, 1, undefined],
];

for (const [name, addresses, share, size] of rows)
  test(`the size of a range: ${name}`, (t) => {
    const split = AdaptiveSplit.of({ min: 1, max: addresses }, options);
    const range = split.allocateRange(share);
    t.is(range === "exhausted" ? undefined : range.max - range.min + 1, size);
  });

test("when no range is left the reserve still is, to the last address", (t) => {
  const split = AdaptiveSplit.of({ min: 1, max: 100 }, options);
  while (split.allocateRange(0.3) !== "exhausted");
  let direct = 0;
  while (split.allocateAddresses(1) !== "exhausted") direct++;
  t.true(direct >= options.reserve && direct < options.reserve + options.minRangeSize, `${direct}`);
  t.is(split.allocateAddresses(1), "exhausted");
});

test("a row that does not fit leaves the single addresses free", (t) => {
  const split = AdaptiveSplit.of({ min: 1, max: 3 }, options);
  t.is(split.allocateAddresses(4), "exhausted");
  t.deepEqual(split.allocateAddresses(3), { address: 1 });
  t.is(split.allocateAddresses(1), "exhausted");
});

test("its encoded form has a fixed size and comes back", (t) => {
  const split = AdaptiveSplit.of({ min: 0x7ffe, max: 0x7fff }, options);
  t.is(toHex(split.encode()), "02" + "7ffe" + "7fff" + "000a" + "0004" + "0028");
  split.allocateAddresses(2);
  t.is(toHex(split.encode()), "02" + "8000" + "7fff" + "000a" + "0004" + "0028");
  t.deepEqual(AdaptiveSplit.decode(split.encode())?.state, split.state);
});

test("what is no range, no option, no share or number of elements is refused", (t) => {
  const range = { min: 1, max: 100 };
  for (const wrong of [
    () => AdaptiveSplit.of({ min: 5, max: 4 }, options),
    () => AdaptiveSplit.of(range, { ...options, reserve: -1 }),
    () => AdaptiveSplit.of(range, { ...options, minRangeSize: 0 }),
    () => AdaptiveSplit.of(range, { ...options, maxRangeSize: 3 }),
    () => AdaptiveSplit.of(range, { ...options, maxRangeSize: 0x8000 }),
    () => AdaptiveSplit.of(range, options).allocateRange(1.1),
    () => AdaptiveSplit.of(range, options).allocateRange(NaN),
    () => AdaptiveSplit.of(range, options).allocateAddresses(1.5),
  ])
    t.throws(wrong, { instanceOf: RangeError });
});
