import test from "ava";
import { knownNetwork } from "../../../../tools/network/desired/known-network.js";
import { parsedDocument } from "../../../../tools/network/desired/read.js";
import { resolveDocument } from "../../../../tools/network/desired/resolve.js";
import { rehearsalJson, rehearsalText } from "../../../../tools/network/twin/rehearsal-text.js";
import { rehearse } from "../../../../tools/network/twin/rehearse.js";
import { lightModels, networkOf } from "../../../support/known-networks.js";

const network = knownNetwork(networkOf({ models: [lightModels] }, { models: [lightModels] }));
const target = resolveDocument(
  parsedDocument(`
version: 1
appKeys: { lights: 1 }
rules: [{ for: all, models: { Generic OnOff Server: { bind: lights } } }]
`),
  network,
);

test("a rehearsal in which all goes well", async (t) => {
  const rehearsal = await rehearse(network, target, { air: "ideal" });
  t.like(rehearsalJson(rehearsal), { nodes: 2, failures: [], different: [] });
  t.regex(
    rehearsalText(rehearsal),
    /^Rehearsed on the simulated twin: 2 of 2 nodes as planned, \d messages in \d\.\d s\.\nAfterwards every node is as the document says\.$/,
  );
});

test("a node out of range would be away, and not as the document says", async (t) => {
  const uuid = "02".repeat(16);
  const rehearsal = await rehearse(network, target, {
    positionOf: (own) => ({ x: own === uuid ? 5000 : 2, y: 0 }),
  });
  t.is(
    rehearsalText(rehearsal).replace(/, \d+ messages in \d+\.\d s/, ""),
    `Rehearsed on the simulated twin: 1 of 2 nodes as planned.
  0020 node 2: away, it does not answer
Afterwards these are not as the document says: 0020.`,
  );
});
