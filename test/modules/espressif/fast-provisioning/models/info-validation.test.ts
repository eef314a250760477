import test from "ava";
import type { FastProvInfo } from "../../../../../modules/espressif/fast-provisioning/models/info-set.js";
import {
  checkInfo,
  type FastProvSettings,
  type InfoCheck,
  type InfoReceiver,
} from "../../../../../modules/espressif/fast-provisioning/models/info-validation.js";
import type { FastProvStatuses } from "../../../../../modules/espressif/fast-provisioning/models/info-status.js";

const enter = 0x01;

/** A node with two elements at 0x0010 that was given a range before. */
const own: InfoReceiver = {
  address: 0x0010,
  elements: 2,
  previousRanges: [{ min: 0x0100, max: 0x01ff }],
  flags: 2,
  ivIndex: 0x12345678,
  netKeyIndex: 0x123,
};

const defaults: FastProvSettings = {
  nodeAddressCount: 0,
  range: { min: 0x0012, max: 0x7fff },
  flags: 2,
  ivIndex: 0x12345678,
  netKeyIndex: 0x123,
  groupAddress: undefined,
  primaryAddress: undefined,
  matchValue: new Uint8Array(0),
  isPrimary: false,
};

const refused: readonly (readonly [
  name: string,
  info: FastProvInfo,
  statuses: FastProvStatuses,
])[] = [
  ["nothing", {}, { context: 1 }],
  ["members that are undefined", { action: undefined }, { context: 1 }],
  [
    "a match value of 17 octets",
    { matchValue: new Uint8Array(17), action: enter },
    { matchValue: 1 },
  ],
  ["min 0", { unicastMin: 0, action: enter }, { unicast: 1 }],
  ["min above the unicast addresses", { unicastMin: 0x8000, action: enter }, { unicast: 1 }],
  ["max 0", { unicastMax: 0, action: enter }, { unicast: 1 }],
  ["max above the unicast addresses", { unicastMax: 0x8000, action: enter }, { unicast: 1 }],
  ["min above max", { unicastMin: 0x0300, unicastMax: 0x02ff, action: enter }, { unicast: 2 }],
  ["max below the default of min", { unicastMax: 0x0011, action: enter }, { unicast: 2 }],
  ["the own second element", { unicastMin: 0x11, unicastMax: 0x20, action: enter }, { unicast: 4 }],
  ["below the own address", { unicastMin: 1, unicastMax: 2, action: enter }, { unicast: 4 }],
  [
    "the end of the earlier range",
    { unicastMin: 0x01ff, unicastMax: 0x0300, action: enter },
    { unicast: 3 },
  ],
  [
    "the start of the earlier range",
    { unicastMin: 0x0020, unicastMax: 0x0100, action: enter },
    { unicast: 3 },
  ],
  [
    "a part of the earlier range",
    { unicastMin: 0x0100, unicastMax: 0x01fe, action: enter },
    { unicast: 3 },
  ],
  ["a key index of 13 bits", { netKeyIndex: 0x1000, action: enter }, { netKeyIndex: 1 }],
  ["the unassigned address as group", { groupAddress: 0, action: enter }, { group: 1 }],
  ["a unicast address as group", { groupAddress: 0x7fff, action: enter }, { group: 1 }],
  ["a virtual address as group", { groupAddress: 0x8000, action: enter }, { group: 1 }],
  ["the last virtual address as group", { groupAddress: 0xbfff, action: enter }, { group: 1 }],
  ["a fixed group", { groupAddress: 0xff00, action: enter }, { group: 1 }],
  ["all nodes as group", { groupAddress: 0xffff }, { group: 1 }],
  ["no primary address", { primaryAddress: 0, action: enter }, { primary: 1 }],
  ["a group as primary address", { primaryAddress: 0xc000, action: enter }, { primary: 1 }],
  ["no action", { nodeAddressCount: 1 }, { action: 3 }],
  ["the action NONE", { action: 0 }, { action: 3 }],
  ["the action NONE of the Primary", { action: 0x80 }, { action: 3 }],
  ["SUSPEND while idle", { action: 2 }, { action: 1 }],
  ["EXIT while idle", { groupAddress: 0xc000, action: 3 }, { action: 1 }],
];

for (const [name, info, statuses] of refused)
  test(`refused: ${name}`, (t) => {
    t.deepEqual(checkInfo(info, own), { result: "refused", statuses });
  });

const accepted: readonly (readonly [
  name: string,
  info: FastProvInfo,
  settings: Partial<FastProvSettings>,
])[] = [
  ["all defaults", {}, {}],
  ["a Primary", { action: 0x81 }, { isPrimary: true }],
  ["a count", { nodeAddressCount: 100 }, { nodeAddressCount: 100 }],
  ["min alone", { unicastMin: 0x0200 }, { range: { min: 0x0200, max: 0x7fff } }],
  ["max alone", { unicastMax: 0x00ff }, { range: { min: 0x0012, max: 0x00ff } }],
  [
    "right behind its own elements",
    { unicastMin: 0x0012, unicastMax: 0x0012 },
    { range: { min: 0x0012, max: 0x0012 } },
  ],
  [
    "the earlier range repeated",
    { unicastMin: 0x0100, unicastMax: 0x01ff },
    { range: { min: 0x0100, max: 0x01ff } },
  ],
  [
    "right before the earlier range",
    { unicastMin: 0x0080, unicastMax: 0x00ff },
    { range: { min: 0x0080, max: 0x00ff } },
  ],
  [
    "right behind the earlier range",
    { unicastMin: 0x0200, unicastMax: 0x7fff },
    { range: { min: 0x0200, max: 0x7fff } },
  ],
  ["flags and IV index of 0", { flags: 0, ivIndex: 0 }, { flags: 0, ivIndex: 0 }],
  ["the highest key index", { netKeyIndex: 0x0fff }, { netKeyIndex: 0x0fff }],
  ["the lowest group", { groupAddress: 0xc000 }, { groupAddress: 0xc000 }],
  ["the highest group", { groupAddress: 0xfeff }, { groupAddress: 0xfeff }],
  ["a primary address", { primaryAddress: 5 }, { primaryAddress: 5 }],
  [
    "a match value of 16 octets",
    { matchValue: new Uint8Array(16) },
    { matchValue: new Uint8Array(16) },
  ],
];

for (const [name, info, settings] of accepted)
  test(`accepted: ${name}`, (t) => {
    t.deepEqual(checkInfo({ action: enter, ...info }, own), {
      result: "accepted",
      settings: { ...defaults, ...settings },
    });
  });

test("a group without an action: subscribe, then tell that there was no action", (t) => {
  const expected: InfoCheck = {
    result: "group only",
    groupAddress: 0xc000,
    statuses: { action: 3 },
  };
  t.deepEqual(checkInfo({ groupAddress: 0xc000 }, own), expected);
  t.deepEqual(checkInfo({ groupAddress: 0xc000, action: 0 }, own), expected);
});

test("no range is left above the last address", (t) => {
  const last = { ...own, address: 0x7ffe };
  const check = checkInfo({ action: enter }, last);
  t.is(check.result === "accepted" ? check.settings.range : "refused", undefined);
  t.deepEqual(checkInfo({ unicastMax: 0x7fff, action: enter }, last), {
    result: "refused",
    statuses: { unicast: 1 },
  });
});

test("the first range of a node may lie anywhere above it", (t) => {
  const fresh = { ...own, previousRanges: [] };
  const info = { unicastMin: 0x0100, unicastMax: 0x01fe, action: enter };
  t.is(checkInfo(info, fresh).result, "accepted");
});

// What is wrong, in the order in which it is reported; each stands for itself with all that follow.
const faults: readonly (readonly [info: FastProvInfo, statuses: FastProvStatuses])[] = [
  [{ matchValue: new Uint8Array(17) }, { matchValue: 1 }],
  [{ unicastMin: 0x8000, unicastMax: 0x0001 }, { unicast: 1 }],
  [{ netKeyIndex: 0xffff }, { netKeyIndex: 1 }],
  [{ groupAddress: 0x8000 }, { group: 1 }],
  [{ primaryAddress: 0 }, { primary: 1 }],
  [{ action: 2 }, { action: 1 }],
];

test("the first of several errors is told, and no other", (t) => {
  for (let first = 0; first < faults.length; first++) {
    const info = Object.assign({}, ...faults.slice(first).map(([each]) => each)) as FastProvInfo;
    t.deepEqual(checkInfo(info, own), { result: "refused", statuses: faults[first]![1] });
  }
});

test("of a range's errors: not unicast, then the order, then own elements, then the earlier range", (t) => {
  const status = (unicastMin: number, unicastMax: number) =>
    checkInfo({ unicastMin, unicastMax, action: enter }, own);
  const unicast = (value: number): InfoCheck => ({
    result: "refused",
    statuses: { unicast: value },
  });
  t.deepEqual(status(0x8000, 5), unicast(1));
  t.deepEqual(status(0x0006, 0x0005), unicast(2));
  t.deepEqual(status(0x0005, 0x0100), unicast(4));
  t.deepEqual(status(0x0012, 0x0100), unicast(3));
});
