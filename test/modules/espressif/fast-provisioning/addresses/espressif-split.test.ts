import test from "ava";
import { toHex } from "../../../../../modules/base/bytes.js";
import {
  divide,
  EspressifSplit,
  nextChildRange,
} from "../../../../../modules/espressif/fast-provisioning/addresses/espressif-split.js";

function ranges(min: number, max: number, maxNodes?: number): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let state = divide({ min, max }, maxNodes);
  for (;;) {
    const { range, state: rest } = nextChildRange(state);
    if (!range) return found;
    found.push([range.min, range.max]);
    state = rest;
  }
}

test("all unicast addresses from 0x0006 for six nodes", (t) => {
  const state = divide({ min: 0x0006, max: 0x7fff });
  t.deepEqual(state, { direct: 6, directMax: 0x000b, next: 0x000c, max: 0x7fff, step: 5459 });
  t.deepEqual(ranges(0x0006, 0x7fff), [
    [0x000c, 0x155f],
    [0x1560, 0x2ab3],
    [0x2ab4, 0x4007],
    [0x4008, 0x555b],
    [0x555c, 0x6aaf],
    [0x6ab0, 0x7fff],
  ]);
});

const rows: readonly (readonly [
  name: string,
  range: readonly [min: number, max: number],
  maxNodes: number,
  ranges: readonly (readonly [number, number])[],
])[] = [
  ["one node", [6, 100], 1, [[7, 100]]],
  [
    "a remainder makes the last range smaller",
    [10, 29],
    3,
    [
      [13, 18],
      [19, 24],
      [25, 29],
    ],
  ],
  [
    "the last address alone is given to nobody",
    [10, 21],
    3,
    [
      [13, 15],
      [16, 18],
      [19, 21],
    ],
  ],
  [
    "ranges of one address",
    [10, 18],
    6,
    [
      [16, 16],
      [17, 17],
    ],
  ],
  ["one address behind the direct ones", [10, 16], 6, []],
  ["nothing behind the direct ones", [10, 15], 6, []],
  ["fewer addresses than nodes", [10, 12], 6, []],
  ["one address", [0x7fff, 0x7fff], 6, []],
];

for (const [name, [min, max], maxNodes, expected] of rows)
  test(`ranges: ${name}`, (t) => {
    t.deepEqual(ranges(min, max, maxNodes), expected);
  });

test("with fewer addresses than nodes, each address is a direct one", (t) => {
  const split = EspressifSplit.of({ min: 10, max: 12 });
  t.deepEqual(split.allocateAddresses(1), { address: 10 });
  t.deepEqual(split.allocateAddresses(1), { address: 11 });
  t.deepEqual(split.allocateAddresses(1), { address: 12 });
  t.is(split.allocateAddresses(1), "exhausted");
  t.is(split.allocateRange(), "exhausted");
});

test("a node with several elements takes a row of direct addresses, if there is one", (t) => {
  const split = EspressifSplit.of({ min: 6, max: 0x7fff });
  t.deepEqual(split.allocateAddresses(3), { address: 6 });
  t.deepEqual(split.allocateAddresses(2), { address: 9 });
  t.is(split.allocateAddresses(2), "exhausted");
  t.deepEqual(split.allocateAddresses(1), { address: 11 });
  t.is(split.allocateAddresses(1), "exhausted");
});

test("its encoded form has a fixed size and comes back", (t) => {
  const split = EspressifSplit.of({ min: 0x7ff0, max: 0x7fff });
  t.is(toHex(split.encode()), "01" + "7ff0" + "7ff5" + "7ff6" + "7fff" + "0001");
  while (split.allocateRange() !== "exhausted");
  split.allocateAddresses(6);
  t.is(toHex(split.encode()), "01" + "7ff6" + "7ff5" + "8000" + "7fff" + "0001");
  t.deepEqual(EspressifSplit.decode(split.encode())?.state, split.state);
});

test("what is no range, no number of nodes or of elements is refused", (t) => {
  for (const wrong of [
    () => EspressifSplit.of({ min: 0, max: 5 }),
    () => EspressifSplit.of({ min: 5, max: 0x8000 }),
    () => EspressifSplit.of({ min: 5, max: 4 }),
    () => EspressifSplit.of({ min: 1.5, max: 4 }),
    () => EspressifSplit.of({ min: 1, max: 4 }, 0),
    () => EspressifSplit.of({ min: 1, max: 4 }).allocateAddresses(0),
    () => EspressifSplit.of({ min: 1, max: 4 }).allocateAddresses(256),
  ])
    t.throws(wrong, { instanceOf: RangeError });
});
