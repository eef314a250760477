import test from "ava";
import { applyPlan, isComplete } from "../../../../tools/network/apply/apply.js";
import { knownNetwork } from "../../../../tools/network/desired/known-network.js";
import { parsedDocument } from "../../../../tools/network/desired/read.js";
import { resolveDocument } from "../../../../tools/network/desired/resolve.js";
import { changeText, stepText } from "../../../../tools/network/configuration/texts.js";
import { isEmpty, planNetwork } from "../../../../tools/network/plan/network-plan.js";
import { labelsOf, readNode } from "../../../../tools/network/reading/read-node.js";
import { TwinNetwork } from "../../../../tools/network/twin/twin-network.js";
import { lightModels, networkOf, temperatureModels } from "../../../support/known-networks.js";

const example = `
version: 1
appKeys: { lights: 1 }
groups: { kitchen: C000, all lights: C002, warmth: C004 }
nodes:
  ceiling: { uuid: "01010101010101010101010101010101" }
rules:
  - for: ceiling
    models:
      Generic Level Client 1: { bind: lights, publish: all lights }
      Light Lightness Server: { bind: lights }
      Light Lightness Setup Server: { subscribe: [kitchen, all lights] }
      Generic Level Client 2: { bind: lights, publish: warmth }
      Light CTL Temperature Server of temperature: { bind: lights, subscribe: warmth }
`;

test("the nine differences of a light", async (t) => {
  const network = knownNetwork(
    networkOf({
      models: [lightModels, temperatureModels],
      appKeys: [{ index: 1, updated: false }],
    }),
  );
  const target = resolveDocument(parsedDocument(example), network);
  const plan = planNetwork(network, target);
  const [node] = plan.nodes;
  t.log(node!.changes.map((change) => changeText(node!.known.node, change)).join("\n"));
  t.log(node!.steps.map((change) => stepText(node!.known.node, change)).join("\n"));
  t.is(node!.changes.length, 9);
  const twin = new TwinNetwork({ network, seed: "1" });
  const report = await twin.run(
    applyPlan(planNetwork(twin.known, resolveDocument(parsedDocument(example), twin.known)), {
      provisioner: twin.provisioner,
      book: twin.book,
      client: twin.client,
    }),
  );
  t.log(
    report.nodes.map(({ outcome, why, done }) => [outcome, why, done]),
    report.messages,
    twin.clock.now(),
  );
  t.true(isComplete(report));
  const again = planNetwork(twin.known, resolveDocument(parsedDocument(example), twin.known));
  t.true(isEmpty(again));
  const known = twin.known.nodes.find(({ node }) => node.unicastAddress === 16)!;
  const read = await twin.run(
    readNode(twin.client, known, labelsOf(twin.provisioner.node.host.crypto, twin.book.database)),
  );
  t.log(JSON.stringify(read.node.elements), read.notes, read.ownLists, read.page1);
  twin.close();
});
