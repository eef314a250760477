import test from "ava";
import { readFileSync } from "node:fs";
import { fromHex } from "../../../../modules/base/bytes.js";
import { knownNetwork } from "../../../../tools/network/desired/known-network.js";
import { resolveDocument } from "../../../../tools/network/desired/resolve.js";
import { planNetwork } from "../../../../tools/network/plan/network-plan.js";
import { lightModels, networkOf, switchModels } from "../../../support/known-networks.js";
import { defineNetwork, documentJsonSchema } from "../../../../tools/network/desired/document.js";
import { checkedDocument, parsedDocument } from "../../../../tools/network/desired/read.js";

const file = new URL("../../../../docs/network.schema.json", import.meta.url);

test("docs/network.schema.json is the schema of documents", (t) => {
  t.deepEqual(JSON.parse(readFileSync(file, "utf8")), documentJsonSchema());
});

test("a document of a program is that of the same text", (t) => {
  const document = defineNetwork({
    version: 1,
    appKeys: { lights: { index: 1, netKey: "home" } },
    netKeys: { home: 0 },
    rules: [
      {
        for: { has: "Generic OnOff Server" },
        relay: { transmissions: 2, interval: "20 ms" },
        models: {
          "Generic OnOff Server": { publish: { to: "all nodes", key: "lights", every: "1 min" } },
        },
      },
    ],
  });
  const text = parsedDocument(JSON.stringify(document));
  t.deepEqual(checkedDocument(document, () => undefined).document, text.document);
  t.is(text.document.others, "keep");
});

test("the document of the page means what it says", (t) => {
  const page = readFileSync(new URL("../../../../docs/network.md", import.meta.url), "utf8");
  const [, text] = /```yaml\n([^]*?)```/.exec(page)!;
  const light = { models: [lightModels], features: { relay: 0 as const } };
  const network = knownNetwork(
    networkOf(
      { ...light, name: "ceiling" },
      { ...light, name: "desk" },
      { models: [switchModels], UUID: fromHex("d0000000000000000000000000000001") },
    ),
  );
  const { nodes } = planNetwork(network, resolveDocument(parsedDocument(text!), network));
  t.deepEqual(
    nodes.map(({ steps, target }) => [target.after.name, steps.length]),
    [
      ["ceiling", 9],
      ["desk", 9],
      ["door", 4],
    ],
  );
});

test("random and cut-off text ends in a fault, never otherwise", (t) => {
  const whole =
    "version: 1\nappKeys: { lights: 1 }\nrules:\n  - for: [all, { has: X }]\n    models: { A: { bind: lights } }\n";
  for (let length = 0; length < whole.length; length++)
    try {
      parsedDocument(whole.slice(0, length));
    } catch (error) {
      t.is((error as Error).name, "DocumentError", whole.slice(0, length));
    }
  t.pass();
});
