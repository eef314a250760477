import test from "ava";
import type { NodeRecord } from "../../../../modules/espressif/node-records/messages.js";
import {
  hasValidRange,
  checkRecord,
  type RecordCheck,
  isProvisioner,
} from "../../../../modules/espressif/node-records/record-check.js";

const own = [
  { min: 0x0100, max: 0x01ff },
  { min: 0x0400, max: 0x04ff },
];

/** A node with its device key, at an address of the reporter's. */
const node: NodeRecord = {
  address: 0x0110,
  elements: 2,
  rangeMin: 0,
  rangeMax: 0,
  uuid: new Uint8Array(16).fill(1),
  deviceKey: new Uint8Array(16).fill(2),
};
const other = new Uint8Array(16).fill(9);
const provisioner = { ...node, rangeMin: 0x0180, rangeMax: 0x01ff };

const rules: readonly (readonly [
  rule: string,
  judgement: RecordCheck,
  record: Partial<NodeRecord>,
  taken?: NodeRecord,
])[] = [
  ["a node of the reporter's addresses", "new", {}],
  ["the first address of a range", "new", { address: 0x0100, elements: 1 }],
  ["the last one", "new", { address: 0x01ff, elements: 1 }],
  ["a range that it was given later", "new", { address: 0x0410 }],
  ["the address before its range", "refused", { address: 0x00ff, elements: 1 }],
  ["the address after it", "refused", { address: 0x0200, elements: 1 }],
  ["elements that begin before it", "refused", { address: 0x00ff, elements: 2 }],
  ["elements that end behind it", "refused", { address: 0x01ff, elements: 2 }],
  [
    "the next address with 255 elements, all that others get",
    "refused",
    { address: 0x0200, elements: 255 },
  ],
  ["elements of two ranges and what is between", "refused", { address: 0x01fe, elements: 255 }],
  ["a part of its range for one that provisions on", "new", { rangeMin: 0x0180, rangeMax: 0x01ff }],
  ["all of its range", "new", { rangeMin: 0x0100, rangeMax: 0x01ff }],
  ["a range that begins before its own", "refused", { rangeMin: 0x00ff, rangeMax: 0x0180 }],
  ["a range that ends behind it", "refused", { rangeMin: 0x0180, rangeMax: 0x0200 }],
  ["a range across two of its own", "refused", { rangeMin: 0x0180, rangeMax: 0x0480 }],
  ["a range that ends before it begins", "refused", { rangeMin: 0x0190, rangeMax: 0x0180 }],
  ["a range without a beginning", "refused", { rangeMin: 0, rangeMax: 0x0180 }],
  ["what is known already", "known", {}, node],
  ["the same under another UUID", "refused", { uuid: other }, node],
  ["the same with another device key", "refused", { deviceKey: other }, node],
  ["the same with other elements", "refused", { elements: 255 }, node],
  ["an element of a node that is known", "refused", { address: 0x0111, elements: 1 }, node],
  [
    "a range that a known node was given since",
    "range",
    { rangeMin: 0x0180, rangeMax: 0x01ff },
    node,
  ],
  ["that range again", "known", { rangeMin: 0x0180, rangeMax: 0x01ff }, provisioner],
  ["another range for it", "refused", { rangeMin: 0x0190, rangeMax: 0x01ff }, provisioner],
  ["its range is not named any more", "known", {}, provisioner],
];

for (const [rule, judgement, changes, taken] of rules)
  test(`a record with ${rule}: ${judgement}`, (t) => {
    t.is(checkRecord({ ...node, ...changes }, own, taken), judgement);
    // Who was given no addresses has nothing to report.
    t.is(checkRecord({ ...node, ...changes }, [], taken), "refused");
  });

test("a node provisions on that has a range, and a range is one or none", (t) => {
  for (const [rangeMin, rangeMax, on, possible] of [
    [0, 0, false, true],
    [1, 1, true, true],
    [1, 0x7fff, true, true],
    [0, 1, false, false],
    [2, 1, true, false],
    [1, 0, true, false],
  ] as const) {
    t.is(isProvisioner({ rangeMin }), on);
    t.is(hasValidRange({ rangeMin, rangeMax }), possible);
  }
});
