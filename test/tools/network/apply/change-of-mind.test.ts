// Documents that follow each other: what was said before, and is said no longer or in another way.
import test from "ava";
import { isComplete } from "../../../../tools/network/apply/apply.js";
import { driftPlan } from "../../../../tools/network/drift/drift.js";
import { readNetwork } from "../../../../tools/network/drift/read-network.js";
import { isEmpty } from "../../../../tools/network/plan/network-plan.js";
import type { TwinNetwork } from "../../../../tools/network/twin/twin-network.js";
import { lightModels, networkOf, type NodeForm } from "../../../support/known-networks.js";
import { applied, twinOf, twinPlan } from "../../../support/twin.js";

const light: NodeForm = { models: [lightModels], appKeys: [{ index: 1, updated: false }] };
const models = (text: string) => `
version: 1
netKeys: { guests: 1 }
appKeys: { lights: 1, visitors: 2 }
groups: { kitchen: C000 }
${text}`;

/** What differs of what the nodes have from what is recorded of them, and what is noted. */
async function drift(twin: TwinNetwork) {
  const { book, client, known, provisioner } = twin;
  const { crypto } = provisioner.node.host;
  const nodes = known.nodes.filter(({ node }) => node.unicastAddress >= 16);
  const readings = await twin.run(readNetwork(nodes, false, { book, client, crypto }));
  return {
    changes: driftPlan(known, readings).nodes.flatMap(({ changes }) => changes),
    notes: readings.flatMap(({ read }) => read!.notes),
  };
}

/** Documents that are applied one after the other; after each nothing is left to be done, and nothing differs. */
const histories: readonly (readonly [
  what: string,
  form: NodeForm,
  documents: readonly string[],
])[] = [
  [
    "a group in a subscription list that is full is replaced",
    light,
    ["C001", "C002"].map((last) =>
      models(
        `rules: [{ for: all, models: { Light Lightness Setup Server: { subscribe: [${[...Array(17).keys()].map((i) => `D0${10 + i}`).join()}, ${last}] } } }]`,
      ),
    ),
  ],
  [
    "features of heartbeats in any order, on a NetKey that the node gets for it and loses again",
    light,
    [
      models(
        "rules: [{ for: all, heartbeat: { to: all nodes, every: 64 s, features: [friend, relay, friend], netKey: guests } }]",
      ),
      models("rules: [{ for: all, netKeys: Primary }]"),
    ],
  ],
  [
    "a rule publishes, and another one after it says the key",
    light,
    [
      models(
        "rules: [{ for: all, models: { Generic OnOff Server: { publish: kitchen } } }, { for: all, models: { Generic OnOff Server: { bind: lights } } }]",
      ),
      models(
        "rules: [{ for: all, models: { Generic OnOff Server: { publish: kitchen } } }, { for: all, models: { Generic OnOff Server: { bind: visitors } } }]",
      ),
    ],
  ],
];
for (const [what, form, documents] of histories)
  test(what, async (t) => {
    const twin = twinOf(networkOf(form), { timeout: 5000 });
    for (const document of documents) {
      const report = await applied(twin, twinPlan(twin, document));
      t.true(isComplete(report), report.nodes.map(({ why }) => why).join());
      t.true(isEmpty(twinPlan(twin, document)));
      t.deepEqual(await drift(twin), { changes: [], notes: [] });
    }
    twin.close();
  });

test("a state that nobody can ask for does not differ, and is named", async (t) => {
  const twin = twinOf(networkOf(light));
  const document = models(
    "rules: [{ for: all, models: { Light Lightness Setup Server: { bind: lights, states: { Light Lightness Range: { minimum: 1, maximum: 9 } } } } }]",
  );
  t.true(isComplete(await applied(twin, twinPlan(twin, document))));
  t.deepEqual(await drift(twin), {
    changes: [],
    notes: [
      "element 0 is not asked for Light Lightness Range, as its Light Lightness Server is bound to no AppKey",
    ],
  });
  twin.close();
});

test("GATT Proxy and Friend are switched on in the twin as on a node that has them", async (t) => {
  const features = { relay: 0, proxy: 0, friend: 0, lowPower: 2 } as const;
  const twin = twinOf(networkOf({ ...light, features }));
  const report = await applied(
    twin,
    twinPlan(twin, "{ version: 1, rules: [{ for: all, relay: true, proxy: true, friend: true }] }"),
  );
  t.true(isComplete(report), report.nodes.map(({ why }) => why).join());
  twin.close();
});
