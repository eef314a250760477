import test from "ava";
import { OpcodesAggregatorServer } from "../../../../modules/foundation/opcodes-aggregator/server.js";
import { LightnessModels } from "../../../../modules/models/lightness-models.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import { isComplete } from "../../../../tools/network/apply/apply.js";
import { driftPlan } from "../../../../tools/network/drift/drift.js";
import { driftJson, driftText } from "../../../../tools/network/drift/drift-text.js";
import {
  asRead,
  type NodeReading,
  readNetwork,
} from "../../../../tools/network/drift/read-network.js";
import { isEmpty } from "../../../../tools/network/plan/network-plan.js";
import type { TwinNetwork } from "../../../../tools/network/twin/twin-network.js";
import { lightModels, networkOf, type NodeForm } from "../../../support/known-networks.js";
import { applied, twinOf, twinPlan } from "../../../support/twin.js";

const label = "0073e7e4d8b9440faf8415df4c56c0e1";
const document = `
version: 1
appKeys: { lights: 1 }
groups: { kitchen: C000, alarm: ${label} }
rules:
  - for: all
    relay: { transmissions: 2, interval: 30 ms }
    ttl: 9
    heartbeat: { to: kitchen, every: 16 s, features: [relay] }
    models:
      Generic OnOff Server: { bind: lights, subscribe: [kitchen, alarm], publish: { to: alarm, every: 10 s, retransmit: { count: 1, interval: 100 ms } } }
      Light Lightness Server: { bind: lights }
      Light Lightness Setup Server: { bind: lights, states: { Light Lightness Range: { minimum: 500, maximum: 60000 }, Light Lightness Default: 30000 } }
`;

/** Our own lights, which answer for their states; with an Opcodes Aggregator Server or without. */
function twinOfLights(aggregates: boolean): TwinNetwork {
  const ids = [...lightModels.filter((id) => id !== 0x0002 && id !== 0x1003)];
  const form: NodeForm = { models: [aggregates ? [...ids, 0x0010] : ids] };
  return twinOf(networkOf(form, form), {
    timeout: 3000,
    modelsOf: () => {
      const { models } = new LightnessModels();
      return [aggregates ? [...models, new OpcodesAggregatorServer()] : models];
    },
  });
}

function read(twin: TwinNetwork, keeps = false): Promise<readonly NodeReading[]> {
  const { book, client, provisioner } = twin;
  const nodes = twin.known.nodes.filter(({ node }) => node.unicastAddress >= 16);
  const { crypto } = provisioner.node.host;
  return twin.run(readNetwork(nodes, keeps, { book, client, crypto }));
}

for (const aggregates of [false, true]) {
  const name = aggregates ? "with an Opcodes Aggregator Server" : "one question at a time";

  test(`${name}: what was configured is read back as it was recorded`, async (t) => {
    const twin = twinOfLights(aggregates);
    t.true(isComplete(await applied(twin, twinPlan(twin, document))));
    const before = twin.client.messages;
    const readings = await read(twin);
    const asked = twin.client.messages - before;
    t.true(aggregates ? asked < 50 : asked > 50, `${asked} messages`);
    const plan = driftPlan(twin.known, readings);
    t.true(isEmpty(plan), driftText(plan, readings, "recorded"));
    t.is(driftText(plan, readings, "recorded"), "2 nodes: 2 as recorded, 0 different, 0 away.");
    t.true(isEmpty(twinPlan(twin, document)));
    twin.close();
  });

  test(`${name}: what somebody else changed is found, and set right`, async (t) => {
    const twin = twinOfLights(aggregates);
    await applied(twin, twinPlan(twin, document));
    const { node } = twin.nodes.get(16)!;
    const light = node.find(GenericOnOffServer)!;
    light.configuration = { bindings: [], publication: undefined };
    const list = light.subscriptionList;
    list.entries = [...list.entries.slice(1), { address: 0xc009, label: undefined }];
    node.network!.settings.defaultTtl = 3;
    const readings = await read(twin);
    const plan = driftPlan(twin.known, readings);
    t.is(
      driftText(plan, readings, "recorded"),
      `~ node 0010 node 1 (has -> recorded)
    0010 Generic OnOff Server: bound to AppKey 1 lights is missing
    0010 Generic OnOff Server: publishes to ${label.toUpperCase()} alarm (AppKey 1 lights, every 10 s, 1 times again after 100 ms) is missing
    0010 Light Lightness Setup Server: subscribes to C000 kitchen is missing
    0010 Light Lightness Setup Server: subscribes to C009 is there in addition
    Default TTL: 3 -> 9
2 nodes: 1 as recorded, 1 different, 0 away.`,
    );
    t.true(isComplete(await applied(twin, plan)));
    const again = await read(twin);
    t.true(isEmpty(driftPlan(twin.known, again)));
    twin.close();
  });
}

test("states of models are read, and compared", async (t) => {
  const twin = twinOfLights(false);
  await applied(twin, twinPlan(twin, document));
  const readings = await read(twin);
  const states = readings[0]!.read!.states.filter(({ state }) =>
    state.startsWith("Light Lightness"),
  );
  t.deepEqual(
    states.map(({ value }) => value),
    [30_000, { minimum: 500, maximum: 60_000 }],
  );
  const other = document.replace("minimum: 500", "minimum: 700");
  const plan = twinPlan(twin, other);
  t.deepEqual(
    plan.nodes.map(({ steps }) => steps.map(({ step }) => step)),
    [["model-state"], ["model-state"]],
  );
  t.true(isComplete(await applied(twin, plan)));
  const [now] = await read(twin);
  t.true(
    now!.read!.states.some(
      ({ value }) => JSON.stringify(value) === '{"minimum":700,"maximum":60000}',
    ),
  );
  twin.close();
});

test("a node that is away, one with other models, and a label that nobody knows", async (t) => {
  const twin = twinOfLights(false);
  await applied(twin, twinPlan(twin, document));
  twin.book.change({ groups: [] });
  for (const { node } of twin.known.nodes)
    if (node.unicastAddress === 16) {
      const [element] = node.elements;
      const models = element!.models.map(({ modelId }) => ({ modelId, bind: [], subscribe: [] }));
      twin.book.keep({ ...node, elements: [{ ...element!, models: models.slice(1) }] });
    }
  twin.nodes.get(32)!.node.suspend();
  const readings = await read(twin);
  const plan = driftPlan(twin.known, readings);
  const text = driftText(plan, readings, "recorded");
  t.regex(text, /^! node 0010 node 1: other elements or models than it had/);
  t.regex(text, /! node 0020 node 2 does not answer/);
  t.deepEqual(
    (driftJson(plan, readings) as { nodes: { state: string }[] }).nodes.map(({ state }) => state),
    ["other", "away"],
  );
  twin.nodes.get(32)!.node.resume();
  // Its label is known by nobody but itself.
  const [, second] = twin.known.nodes.filter(({ node }) => node.unicastAddress >= 16);
  const models = second!.node.elements[0]!.models.map(({ modelId }) => ({
    modelId,
    bind: [],
    subscribe: [],
  }));
  twin.book.keep({ ...second!.node, elements: [{ ...second!.node.elements[0]!, models }] });
  const [, reading] = await read(twin);
  t.deepEqual(
    reading!.read!.notes.map((note) => note.replace(/address \w+/, "address X")),
    [
      "it publishes to the virtual address X, whose label nobody knows here: add its group",
      "it subscribes to the virtual address X, whose label nobody knows here: add its group",
    ],
  );
  twin.close();
});

test("what was read takes the place of what is known, where that is wanted", async (t) => {
  const twin = twinOfLights(false);
  await applied(twin, twinPlan(twin, document));
  twin.nodes.get(16)!.node.network!.settings.defaultTtl = 3;
  const readings = await read(twin, true);
  const known = twin.known.nodes.find(({ node }) => node.unicastAddress === 16)!;
  t.is(known.node.defaultTTL, 3);
  t.is(known.confirmed, true);
  t.deepEqual(
    known.page1,
    asRead(twin.known, readings).nodes.find(({ node }) => node.unicastAddress === 16)!.page1,
  );
  twin.close();
});
