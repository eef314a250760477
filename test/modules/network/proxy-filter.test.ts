import test from "ava";
import { ProxyFilter, proxyFilterCapacity } from "../../../modules/network/proxy-filter.js";

type Step = readonly [
  action: "accept" | "reject" | "add" | "remove" | "heard",
  address?: number,
  expected?: boolean,
];

/** What passes after the steps, of 0001, c000 and ffff; and the size of the list. */
const cases: readonly (readonly [name: string, steps: readonly Step[], string, size: number])[] = [
  ["at first nothing passes", [], "", 0],
  [
    "an accept list lets its addresses pass",
    [
      ["add", 0xc000],
      ["add", 1],
    ],
    "0001 c000",
    2,
  ],
  ["a reject list stops them", [["reject"], ["add", 0xc000]], "0001 ffff", 1],
  ["an empty reject list lets all pass", [["reject"]], "0001 c000 ffff", 0],
  ["the kind clears the list", [["add", 1], ["accept"]], "", 0],
  ["the kind clears the list of the other kind", [["add", 1], ["reject"]], "0001 c000 ffff", 0],
  [
    "an address is in it once",
    [
      ["add", 1],
      ["add", 1],
    ],
    "0001",
    1,
  ],
  ["the unassigned address is no address", [["add", 0]], "", 0],
  [
    "removed",
    [
      ["add", 1],
      ["add", 0xc000],
      ["remove", 1],
    ],
    "c000",
    1,
  ],
  [
    "removed and not there",
    [
      ["add", 1],
      ["remove", 2],
    ],
    "0001",
    1,
  ],
  [
    "the last one removed",
    [
      ["add", 1],
      ["remove", 1],
      ["remove", 1],
    ],
    "",
    0,
  ],
  [
    "a source that sends is added to an accept list",
    [
      ["heard", 1],
      ["heard", 1],
    ],
    "0001",
    1,
  ],
  ["and removed from a reject list", [["reject"], ["add", 1], ["heard", 1]], "0001 c000 ffff", 0],
  ["broadcast is an address as others", [["add", 0xffff]], "ffff", 1],
];

function run(filter: ProxyFilter, steps: readonly Step[]): void {
  for (const [action, address = 0] of steps)
    switch (action) {
      case "accept":
        filter.setType(0);
        break;
      case "reject":
        filter.setType(1);
        break;
      case "add":
        filter.add(address);
        break;
      case "remove":
        filter.remove(address);
        break;
      case "heard":
        filter.heard(address);
    }
}

for (const [name, steps, passing, size] of cases)
  test(name, (t) => {
    const filter = new ProxyFilter();
    run(filter, steps);
    const passes = [1, 0xc000, 0xffff].filter((address) => filter.passes(address));
    t.is(passes.map((address) => address.toString(16).padStart(4, "0")).join(" "), passing);
    t.is(filter.size, size);
  });

test("a full list takes no further address, and keeps those that it has", (t) => {
  const filter = new ProxyFilter();
  for (let i = 1; i <= proxyFilterCapacity; i++) t.true(filter.add(i));
  t.false(filter.add(0x100));
  t.false(filter.heard(0x100));
  t.true(filter.add(3), "one that is there");
  t.is(filter.size, proxyFilterCapacity);
  t.false(filter.passes(0x100));
  filter.remove(3);
  t.true(filter.add(0x100));
  t.true(filter.passes(0x100));
  for (let i = 1; i <= proxyFilterCapacity; i++) t.is(filter.passes(i), i !== 3, `${i}`);
});
