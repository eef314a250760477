import test from "ava";
import fc from "fast-check";
import { Abort } from "../../../../modules/base/abort.js";
import { isComplete } from "../../../../tools/network/apply/apply.js";
import { changesOf } from "../../../../tools/network/configuration/changes.js";
import { changeText } from "../../../../tools/network/configuration/texts.js";
import {
  isEmpty,
  messageCount,
  type NetworkPlan,
} from "../../../../tools/network/plan/network-plan.js";
import { configurationOfTwin } from "../../../../tools/network/twin/twin-configuration.js";
import type { TwinNetwork } from "../../../../tools/network/twin/twin-network.js";
import {
  lightModels,
  networkOf,
  type NodeForm,
  switchModels,
  temperatureModels,
} from "../../../support/known-networks.js";
import { applied, twinOf, twinPlan } from "../../../support/twin.js";

const appKeys = [{ index: 1, updated: false }];
const light: NodeForm = { models: [lightModels] };

const tunable = `
version: 1
appKeys: { lights: 1 }
groups: { kitchen: C000, all lights: C002, warmth: C004 }
rules:
  - for: node 1
    models:
      Generic Level Client 1: { bind: lights, publish: all lights }
      Light Lightness Server: { bind: lights }
      Light Lightness Setup Server: { subscribe: [kitchen, all lights] }
      Generic Level Client 2: { bind: lights, publish: warmth }
      Light CTL Temperature Server of temperature: { bind: lights, subscribe: warmth }
`;

function messagesOf({ nodes }: NetworkPlan): number {
  return nodes.reduce((sum, node) => sum + messageCount(node), 0);
}

/** What the nodes of a twin have, against what the plan wanted. */
function differences(twin: TwinNetwork, { nodes }: NetworkPlan) {
  return nodes.flatMap(({ known, target: { after } }) => {
    const { node } = twin.nodes.get(known.node.unicastAddress)!;
    return changesOf(configurationOfTwin(node, after), after, known.rootOf);
  });
}

test("a light with a temperature and no Light CTL Server: nine differences, nine requests, and then none", async (t) => {
  const twin = twinOf(networkOf({ models: [lightModels, temperatureModels], appKeys }));
  const plan = twinPlan(twin, tunable);
  const [node] = plan.nodes;
  t.deepEqual(
    node!.changes.map((change) => changeText(node!.known.node, change)),
    [
      "+ 0010 Generic Level Client: bound to AppKey 1",
      "+ 0010 Generic Level Client: publishes to C002 (AppKey 1)",
      "+ 0010 Light Lightness Server: bound to AppKey 1",
      "+ 0011 Generic Level Client: bound to AppKey 1",
      "+ 0011 Generic Level Client: publishes to C004 (AppKey 1)",
      "+ 0011 Light CTL Temperature Server: bound to AppKey 1",
      "+ 0010 Light Lightness Setup Server: subscribes to C000",
      "+ 0010 Light Lightness Setup Server: subscribes to C002",
      "+ 0011 Light CTL Temperature Server: subscribes to C004",
    ],
  );
  const report = await applied(twin, plan);
  t.true(isComplete(report));
  t.is(report.messages, 9);
  t.deepEqual(differences(twin, plan), []);
  t.true(isEmpty(twinPlan(twin, tunable)));
  twin.close();
});

/** A rule of every kind for lights and switches; those with `key` use the second key. */
const document = (key: string, ...groups: readonly string[]) =>
  `
version: 1
netKeys: { second: 1 }
appKeys: { lights: 1, switches: { index: 2, netKey: second } }
groups: { kitchen: C000, hall: C001, alarm: 0073e7e4-d8b9-440f-af84-15df4c56c0e1 }
others: remove
rules:
  - for: { has: Light Lightness Server }
    relay: ${groups.length > 1}
    ttl: ${5 + groups.length}
    transmit: { transmissions: ${1 + groups.length}, interval: 20 ms }
    beacon: ${groups.length > 1}
    models:
      Generic OnOff Server: { bind: ${key}, subscribe: [${groups.join(", ")}], publish: { to: alarm, every: 10 s } }
      Light Lightness Setup Server:
        bind: [lights, switches]
        states: { Light Lightness Range: { minimum: ${100 + groups.length}, maximum: 65000 } }
  - for: { has: Generic OnOff Client }
    models:
      Generic OnOff Client: { bind: [${key}], publish: { to: kitchen, key: ${key}, ttl: 3, retransmit: { count: 2, interval: 100 ms } } }
`;

test("from any of some documents to any other, in as many messages as planned, and then nothing is to be done", async (t) => {
  const documents = [
    document("lights", "kitchen"),
    document("switches", "kitchen", "hall", "alarm"),
    document("lights", "hall", "alarm"),
    document("switches"),
  ];
  const forms: readonly NodeForm[] = [
    light,
    { models: [[...lightModels, 0x0010]] },
    { models: [switchModels, switchModels.slice(2)] },
  ];
  for (const [i, first] of documents.entries())
    for (const [k, second] of documents.entries()) {
      const twin = twinOf(networkOf(...forms));
      for (const wanted of [first, second]) {
        const plan = twinPlan(twin, wanted);
        const before = twin.client.messages;
        const report = await applied(twin, plan);
        t.true(isComplete(report), `${i} ${k}: ${report.nodes.map(({ why }) => why).join()}`);
        t.is(report.messages - before, messagesOf(plan));
        t.deepEqual(differences(twin, plan), []);
        t.true(isEmpty(twinPlan(twin, wanted)), `${i} ${k}`);
      }
      twin.close();
    }
});

test("ended at any time, one node at a time: what is left is planned again, with one message more at most", async (t) => {
  const wanted = document("switches", "kitchen", "alarm");
  const forms = [light, { models: [[...lightModels, 0x0010]] }, { models: [switchModels] }];
  const whole = twinOf(networkOf(...forms));
  const all = messagesOf(twinPlan(whole, wanted));
  await applied(whole, twinPlan(whole, wanted), { parallel: 1 });
  const duration = Math.floor(whole.clock.now());
  whole.close();
  const pauses = fc.array(fc.integer({ min: 1, max: duration }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(pauses, async (ends) => {
      const twin = twinOf(networkOf(...forms));
      let sent = 0;
      let ended = 0;
      for (const end of [...ends, Infinity]) {
        const signal = new Abort();
        const timer = end === Infinity ? undefined : twin.clock.schedule(() => signal.abort(), end);
        const client = twin.clientWith(signal);
        const report = await applied(twin, twinPlan(twin, wanted), { client, parallel: 1 });
        if (timer) twin.clock.cancel(timer);
        sent += client.messages;
        if (report.aborted) ended++;
        else t.true(isComplete(report));
      }
      const rest = twinPlan(twin, wanted);
      t.true(isEmpty(rest));
      t.deepEqual(differences(twin, rest), []);
      t.true(sent <= all + ended, `${sent} messages for ${all}, ended ${ended} times`);
      twin.close();
    }),
    { numRuns: 30, seed: 1 },
  );
});

/** Of lights alone. */
const simple = `
version: 1
appKeys: { lights: 1 }
groups: { kitchen: C000 }
rules:
  - for: all
    models:
      Generic OnOff Server: { bind: lights, subscribe: kitchen, publish: kitchen }
`;

test("a node that is away is left for later, and found again", async (t) => {
  const twin = twinOf(networkOf(light, light), { timeout: 3000 });
  const away = twin.nodes.get(32)!.node;
  away.suspend();
  const report = await applied(twin, twinPlan(twin, simple));
  t.deepEqual(
    report.nodes.map(({ outcome, why }) => [outcome, why]),
    [
      ["done", undefined],
      ["away", "it does not answer"],
    ],
  );
  away.resume();
  const rest = twinPlan(twin, simple);
  t.deepEqual(
    rest.nodes.map(({ steps }) => steps.length > 0),
    [false, true],
  );
  t.true(isComplete(await applied(twin, rest)));
  twin.close();
});

test("a node that refuses: the others are done where that is asked, else nothing more is begun", async (t) => {
  const forms = Array.from({ length: 3 }, () => light);
  for (const onFailure of ["stop", "continue"] as const) {
    const twin = twinOf(networkOf(...forms));
    // Its list of AppKeys is full by another program, so that the key is refused.
    const { applicationKeys } = twin.nodes.get(16)!.node.network!;
    for (
      let index = 100;
      applicationKeys.add(0, index, new Uint8Array(16).fill(index & 255)) === "ok";
      index++
    );
    const report = await applied(twin, twinPlan(twin, simple), {
      parallel: 1,
      onFailure,
    });
    t.deepEqual(
      report.nodes.map(({ outcome }) => outcome),
      onFailure === "stop" ? ["failed", "stopped", "stopped"] : ["failed", "done", "done"],
    );
    t.regex(report.nodes[0]!.why!, /^AppKey Add: AppKey 1: insufficient resources/);
    twin.close();
  }
});

test("a node with other models than a file says is not touched", async (t) => {
  const database = networkOf({ models: [lightModels] }, { models: [lightModels] });
  const twin = twinOf(database, {
    modelsOf: ({ node }) => (node.unicastAddress === 16 ? [[]] : undefined),
  });
  for (const { node } of twin.known.nodes)
    if (node.unicastAddress >= 16) twin.book.keep(node, { confirmed: false });
  const plan = twinPlan(twin, simple);
  const report = await applied(twin, plan);
  t.deepEqual(
    report.nodes.map(({ outcome, done }) => [outcome, done > 0]),
    [
      ["other", false],
      ["done", true],
    ],
  );
  t.is(twin.nodes.get(16)!.node.network!.applicationKeys.list.length, 0);
  twin.close();
});
