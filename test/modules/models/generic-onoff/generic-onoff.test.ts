import test from "ava";
import { publicationTo } from "../../../support/publication.js";
import { type MessageContext, Model } from "../../../../modules/access/model.js";
import type { TraceEvent } from "../../../../modules/host/trace.js";
import {
  GenericOnOffClient,
  type OnOffStatus,
} from "../../../../modules/models/generic-onoff/client.js";
import {
  GenericOnOffServer,
  type GenericOnOffServerOptions,
} from "../../../../modules/models/generic-onoff/server.js";
import {
  genericOnOffServerId,
  GenericOnOffSet,
  GenericOnOffStatus,
} from "../../../../modules/models/generic-onoff/messages.js";
import { FakeServices } from "../../../support/fake-services.js";
import { appKey, Mesh, type MeshNode, netKey } from "../../../support/mesh.js";
import { TestStore } from "../../../support/records.js";

const lightAddress = 0x0100;
const group = 0xc000;
const ask = { dst: lightAddress, appKeyIndex: 0 };

function bind({ node }: MeshNode, changes = {}): void {
  node.network!.applicationKeys.add(0, 0, appKey);
  for (const { models } of node.elements)
    for (const model of models) {
      if (model.access === "device") continue;
      model.configuration = { bindings: [0], publication: undefined, ...changes };
      model.subscriptionList.entries = [{ address: group, label: undefined }];
      node.network!.saveModel(model);
    }
}

function make(options: GenericOnOffServerOptions = {}, configuration = {}) {
  const mesh = new Mesh();
  const statuses: { status: OnOffStatus; context: MessageContext }[] = [];
  const client = new GenericOnOffClient({
    onStatus: (status, context) => statuses.push({ status, context }),
  });
  const manager = mesh.node(0x0001, [{ models: [client] }]);
  bind(manager);
  const changes: string[] = [];
  const start = (store = new TestStore()) => {
    const light = new GenericOnOffServer({
      onChange: (on) => changes.push(`${Math.round(mesh.clock.now())} ${on ? "on" : "off"}`),
      ...options,
    });
    return { light, node: mesh.node(lightAddress, [{ models: [light] }], { store }) };
  };
  const first = start();
  bind(first.node, configuration);
  return { changes, client, manager, mesh, start, statuses, ...first };
}

function timeOf(change: string | undefined): number {
  return Number(change?.split(" ")[0]);
}

test("asked, switched on and off, with an answer each", async (t) => {
  const { changes, client, light, mesh } = make();
  t.deepEqual(await mesh.result(client.get(ask)), { present: false, change: undefined });
  t.deepEqual(await mesh.result(client.set(true, ask)), { present: true, change: undefined });
  t.true(light.isOn);
  t.deepEqual(await mesh.result(client.get(ask)), { present: true, change: undefined });
  t.deepEqual(await mesh.result(client.set(false, ask)), { present: false, change: undefined });
  t.false(light.isOn);
  t.is(changes.length, 2);
});

test("a group is switched without an answer", async (t) => {
  const { client, light, mesh, statuses } = make();
  client.setUnacknowledged(true, { dst: group, appKeyIndex: 0 });
  await mesh.clock.run(2000);
  t.true(light.isOn);
  t.is(statuses.length, 0);
});

test("a delay, then a transition: the status tells what is to come", async (t) => {
  const { changes, client, light, mesh } = make();
  const begin = mesh.clock.now();
  const status = await mesh.result(client.set(true, ask, { time: 5000, delay: 1000 }));
  t.deepEqual(status, { present: false, change: { target: true, remaining: 5000 } });
  await mesh.clock.run(begin + 2500 - mesh.clock.now());
  t.true(light.isOn);
  const at = timeOf(changes[0]);
  t.true(at >= begin + 1000 && at < begin + 1100);
  const later = await mesh.result(client.get(ask));
  t.true(later.present);
  t.true(later.change!.target);
  const left = later.change!.remaining!;
  t.true(left <= at + 5000 - (begin + 2500) + 100 && left > 2500, `${left}`);
  await mesh.clock.run(10_000);
  t.deepEqual(await mesh.result(client.get(ask)), { present: true, change: undefined });
  t.is(changes.length, 1);
});

test("a transition to off ends off, at its end", async (t) => {
  const { changes, client, light, mesh } = make();
  light.set(true);
  const status = await mesh.result(client.set(false, ask, { time: 2000, delay: 0 }));
  t.true(status.present);
  t.false(status.change!.target);
  t.true(light.isOn);
  await mesh.clock.run(2000);
  t.false(light.isOn);
  t.is(changes.length, 2);
  t.true(timeOf(changes[1]) - timeOf(changes[0]) >= 2000);
});

test("a set without transition takes the default transition time", async (t) => {
  const { client, light, mesh } = make({ defaultTransitionTime: 700 });
  light.set(true);
  const status = await mesh.result(client.set(false, ask));
  t.true(status.present);
  t.true(status.change!.remaining! > 500);
  await mesh.clock.run(1000);
  t.false(light.isOn);
  await mesh.result(client.set(true, ask, { time: 0, delay: 0 }));
  t.true(light.isOn);
});

test("a repeated message is answered and not carried out again", async (t) => {
  const { changes, client, light, mesh, node } = make();
  const { radio } = node.host;
  // The answers get lost for a while: the client repeats its message with the same TID.
  mesh.air.filter = (from) => from !== radio.index;
  const request = client.set(true, ask);
  await mesh.clock.run(500);
  t.true(light.isOn);
  light.set(false);
  mesh.air.filter = undefined;
  t.deepEqual(await mesh.result(request), { present: false, change: undefined });
  t.is(changes.length, 2);
  await mesh.result(client.set(true, ask));
  t.true(light.isOn);
});

test("transactions count up to 255 and around; the first is not the same after each start", async (t) => {
  const { client, mesh } = make();
  const tids: number[] = [];
  for (let start = 0; start < 8; start++) {
    const services = new FakeServices();
    const other = new GenericOnOffClient();
    services.random.bytes(start + 1);
    other.start(services);
    for (let i = 0; i < 257; i++) other.setUnacknowledged(true, ask);
    const sent = services.sent.map(({ payload }) => payload[3]!);
    t.deepEqual(
      sent,
      sent.map((_, i) => (sent[0]! + i) & 0xff),
    );
    tids.push(sent[0]!);
  }
  t.true(new Set(tids).size > 4);
  t.true((await mesh.result(client.set(true, ask))).present);
});

const publication = publicationTo(0x0001);

test("changes are published: at the beginning and at the end of a transition", async (t) => {
  const { client, light, mesh, statuses } = make({}, { publication });
  light.set(true);
  await mesh.clock.run(500);
  t.deepEqual(
    statuses.map(({ status }) => status),
    [{ present: true, change: undefined }],
  );
  light.set(true);
  await mesh.clock.run(500);
  t.is(statuses.length, 1);
  light.set(false);
  await mesh.clock.run(500);
  statuses.length = 0;
  client.setUnacknowledged(true, ask, { time: 1000, delay: 0 });
  await mesh.clock.run(5000);
  t.is(statuses.length, 2);
  t.like(statuses[0]!.status, { present: true, change: { target: true } });
  t.deepEqual(statuses[1]!.status, { present: true, change: undefined });
  t.like(statuses[0]!.context, { src: lightAddress, dst: 0x0001, appKeyIndex: 0 });
});

test("a period publishes the state again and again", async (t) => {
  const { mesh, statuses } = make({}, { publication: { ...publication, period: 0x41 } });
  await mesh.clock.run(10_600);
  t.true(statuses.length >= 10 && statuses.length <= 11);
  t.true(statuses.every(({ status }) => !status.present));
});

test("after a power cut a light comes up as it was, one without memory off", async (t) => {
  for (const restore of [true, false]) {
    const { client, light, mesh, node, start } = make({ restore });
    await mesh.result(client.set(true, ask));
    t.true(light.isOn);
    node.node.close();
    const again = start(node.store.copy());
    t.is(again.light.isOn, restore);
    t.is((await mesh.result(client.get(ask))).present, restore);
  }
});

test("after a power cut in a transition a light comes up at its end", async (t) => {
  const { client, light, mesh, node, start } = make({ restore: true });
  await mesh.result(client.set(true, ask));
  await mesh.result(client.set(false, ask, { time: 60_000, delay: 0 }));
  t.true(light.isOn);
  const again = start(node.store.copy());
  t.false(again.light.isOn);
});

test("a light that is on stays on when it joins a network", (t) => {
  const mesh = new Mesh();
  const light = new GenericOnOffServer({ restore: true });
  light.set(true);
  t.true(light.isOn);
  mesh.node(lightAddress, [{ models: [light] }]);
  t.true(light.isOn);
});

test("a transition ends with the network, and its timer does nothing in the next one", async (t) => {
  const { changes, client, light, mesh, node } = make();
  await mesh.result(client.set(true, ask));
  await mesh.result(client.set(false, ask, { time: 1000, delay: 0 }));
  node.node.reset();
  t.false(light.isOn);
  mesh.clock.advance(0);
  t.regex(changes.at(-1)!, /off$/);
  node.node.provision({
    netKey,
    deviceKey: new Uint8Array(16),
    netKeyIndex: 0,
    ivIndex: 7,
    address: lightAddress,
  });
  bind(node);
  light.set(true);
  client.setUnacknowledged(false, ask, { time: 5000, delay: 0 });
  await mesh.clock.run(3000);
  t.true(light.isOn);
  await mesh.clock.run(3000);
  t.false(light.isOn);
});

test("changes are traced", (t) => {
  const { light, node } = make();
  light.set(true);
  light.set(true);
  light.set(false);
  const states = node.events.filter(({ type }) => type === "model.state");
  const expected = [1, 0].map((value): TraceEvent => {
    return { type: "model.state", model: "Generic OnOff", element: 0, value };
  });
  t.deepEqual(states, expected);
});

test("what a light comes up with is traced as well", async (t) => {
  const { client, mesh, node, start } = make({ restore: true });
  await mesh.result(client.set(true, ask));
  node.node.close();
  const { events } = start(node.store.copy()).node;
  const states = events.filter(({ type }) => type === "model.state");
  t.deepEqual(states, [{ type: "model.state", model: "Generic OnOff", element: 0, value: 1 }]);
});

test("every message is told that reaches the model, also one that changes nothing", async (t) => {
  const requests: string[] = [];
  const { client, light, mesh } = make({ onRequest: (request) => requests.push(request) });
  const cases = [
    ["a Get", () => mesh.result(client.get(ask)), "get"],
    ["a Set", () => mesh.result(client.set(true, ask)), "set"],
    ["the same again", () => mesh.result(client.set(true, ask)), "set"],
    ["one without an answer", () => client.setUnacknowledged(true, ask), "set"],
    ["one for a group", () => client.setUnacknowledged(false, { ...ask, dst: group }), "set"],
  ] as const;
  for (const [name, send, request] of cases) {
    requests.length = 0;
    await send();
    await mesh.clock.run(500);
    t.deepEqual(requests, [request], name);
  }
  t.false(light.isOn);
  requests.length = 0;
  light.set(true);
  await mesh.clock.run(500);
  t.deepEqual(requests, [], "a button is no message");
});

/** A light that reports another state than the one it was set to, as one that is locked does; and its client. */
function stubborn(follows: (told: number) => boolean) {
  const mesh = new Mesh();
  const client = new GenericOnOffClient();
  const manager = mesh.node(0x0001, [{ models: [client] }]);
  bind(manager);
  const light = new StubbornLight(follows);
  bind(mesh.node(lightAddress, [{ models: [light] }]));
  return { client, light, mesh };
}

class StubbornLight extends Model {
  told = 0;

  constructor(follows: (told: number) => boolean) {
    super(genericOnOffServerId);
    this.on(GenericOnOffSet, ({ onOff }, context) => {
      const present = follows(++this.told) ? onOff : !onOff;
      this.reply(context, GenericOnOffStatus, { present, change: undefined });
    });
  }
}

test("a status of another state than the one asked for, as a publication from before, is not the answer", async (t) => {
  const { client, light, mesh } = stubborn((told) => told > 1);
  const status = await mesh.result(client.set(false, ask));
  t.deepEqual(status, { present: false, change: undefined });
  t.is(light.told, 2);
});

test("a server that does not follow is believed when it says so again", async (t) => {
  const { client, light, mesh } = stubborn(() => false);
  const status = await mesh.result(client.set(false, ask));
  t.deepEqual(status, { present: true, change: undefined });
  t.is(light.told, 2);
});

test("a publication to a group that comes while a switch waits for its answer is none", async (t) => {
  const { client, light, mesh, statuses } = make(
    {},
    {
      publication: publicationTo(group, { retransmitCount: 7, retransmitSteps: 1 }),
    },
  );
  light.set(true);
  await mesh.clock.run(600);
  const status = await mesh.result(client.set(false, ask));
  t.deepEqual(status, { present: false, change: undefined });
  t.true(statuses.some(({ context }) => context.dst === group));
});
