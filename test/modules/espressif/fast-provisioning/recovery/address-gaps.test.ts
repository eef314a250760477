import test from "ava";
import {
  nextGap,
  unitedRanges,
} from "../../../../../modules/espressif/fast-provisioning/recovery/address-gaps.js";
import type { UnicastRange } from "../../../../../modules/espressif/unicast-range.js";
import type { NodeEntry } from "../../../../../modules/provisioner/database.js";

const range = (min: number, max: number): UnicastRange => ({ min, max });

for (const [name, ranges, united] of [
  ["none", [], []],
  ["one inside the other", [range(5, 99), range(20, 30)], [range(5, 99)]],
  ["adjoining, in any order", [range(20, 30), range(5, 19)], [range(5, 30)]],
  ["overlapping", [range(5, 20), range(15, 30)], [range(5, 30)]],
  ["apart", [range(40, 50), range(5, 20)], [range(5, 20), range(40, 50)]],
] as const)
  test(`ranges in one: ${name}`, (t) => t.deepEqual(unitedRanges(ranges), [...united]));

/** A database of nodes by address and number of elements. */
function database(...nodes: readonly (readonly [address: number, elements: number])[]) {
  return {
    within: (address: number, elements: number): NodeEntry | undefined => {
      const node = nodes.find(([at, count]) => at < address + elements && address < at + count);
      if (!node) return undefined;
      const [at, count] = node;
      const key = new Uint8Array(16);
      return { address: at, elements: count, netKeyIndex: 0, uuid: key, deviceKey: key };
    },
  };
}

for (const [name, ranges, known, gaps] of [
  ["no range", [], [], []],
  ["nobody is known", [range(5, 9)], [], [range(5, 9)]],
  ["everybody is known", [range(5, 6)], [[5, 2]], []],
  [
    "before, between and after",
    [range(5, 12)],
    [
      [6, 1],
      [8, 3],
    ],
    [range(5, 5), range(7, 7), range(11, 12)],
  ],
  ["a node at the start, with elements from below", [range(5, 9)], [[4, 3]], [range(7, 9)]],
  ["a node that reaches over the end", [range(5, 9)], [[8, 9]], [range(5, 7)]],
  ["two ranges, the first is full", [range(5, 5), range(9, 9)], [[5, 1]], [range(9, 9)]],
  [
    "up to the last unicast address",
    [range(0x7ffe, 0x7fff)],
    [[0x7ffe, 1]],
    [range(0x7fff, 0x7fff)],
  ],
] as const)
  test(`addresses of unknown nodes: ${name}`, (t) => {
    const found: UnicastRange[] = [];
    for (let from = 0; ;) {
      const gap = nextGap(ranges, database(...known), from);
      if (!gap) break;
      found.push(gap);
      from = gap.max + 1;
    }
    t.deepEqual(found, [...gaps]);
  });
