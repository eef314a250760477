import test from "ava";
import { reasonOf } from "../../../../tools/simulate/fast/reason.js";

const quick = {
  name: "light-1",
  uuid: "",
  address: 7,
  x: 0,
  y: 0,
  role: "node",
  parent: 0,
  linkOpened: 1000,
  provisioned: 1800,
  configured: 2000,
  reported: 2300,
  on: 9000,
  linksOpened: 1,
  events: 100,
} as const;

for (const [name, node, cuts, reason] of [
  ["nothing stands out", quick, 0, ""],
  ["one link failed", { ...quick, linksOpened: 2 }, 0, "one link failed"],
  ["several links failed", { ...quick, linksOpened: 5 }, 0, "4 links failed"],
  ["a slow link", { ...quick, linkOpened: -1000 }, 0, "its link took 2.8 s"],
  ["a slow configuration", { ...quick, provisioned: 990 }, 0, "its configuration took 1.0 s"],
  ["a late report", { ...quick, reported: 4000 }, 0, "its report took 2.0 s"],
  ["no report", { ...quick, reported: undefined }, 0, "the top provisioner does not know it"],
  ["without power", quick, 1, "switched off for a while"],
  ["never", { ...quick, provisioned: undefined }, 1, "switched off for a while, never provisioned"],
  ["half", { ...quick, configured: undefined, linksOpened: 9 }, 0, "never configured"],
  ["unseen", { ...quick, parent: undefined }, 0, "its provisioner missed the final status"],
  ["the Primary", { ...quick, role: "primary", linksOpened: 9 }, 0, ""],
] as const)
  test(name, (t) => t.is(reasonOf(node, cuts, true), reason));

test("where nodes are not reported one by one nobody is late", (t) => {
  for (const reported of [undefined, 60_000]) t.is(reasonOf({ ...quick, reported }, 0, false), "");
});
