// A Generic OnOff Client that publishes, as a switch does when it is pressed.
import test from "ava";
import { publicationTo } from "../../../support/publication.js";
import type { Publication } from "../../../../modules/access/model-configuration.js";
import { GenericOnOffClient } from "../../../../modules/models/generic-onoff/client.js";
import {
  GenericOnOffSet,
  GenericOnOffSetUnacknowledged,
} from "../../../../modules/models/generic-onoff/messages.js";
import { GenericOnOffServer } from "../../../../modules/models/generic-onoff/server.js";
import { FakeServices } from "../../../support/fake-services.js";
import { appKey, Mesh, type MeshNode } from "../../../support/mesh.js";

const group = 0xc000;
const secondLight = 0x0101;

function bind({ node }: MeshNode, publication?: Publication): void {
  node.network!.applicationKeys.add(0, 0, appKey);
  for (const { models } of node.elements)
    for (const model of models) {
      if (model.access === "device") continue;
      model.configuration = { bindings: [0], publication };
      model.subscriptionList.entries = [{ address: group, label: undefined }];
      node.network!.saveModel(model);
    }
}

/** A switch at 0001 that publishes to a group of two lights. */
function switchAndLights(changes: Partial<Publication> = {}) {
  const mesh = new Mesh();
  const statuses: number[] = [];
  const client = new GenericOnOffClient({ onStatus: (_, { src }) => statuses.push(src) });
  const wall = mesh.node(0x0001, [{ models: [client] }]);
  bind(wall, publicationTo(group, changes));
  const switched: [number, boolean][] = [];
  const lights = [0x0100, secondLight].map((address) => {
    const light = new GenericOnOffServer({
      onChange: (on) => switched.push([Math.round(mesh.clock.now()), on]),
    });
    const node = mesh.node(address, [{ models: [light] }]);
    bind(node);
    return { light, node };
  });
  return { client, lights, mesh, statuses, switched, wall };
}

test("a switch switches the lights of its group, and nobody answers", async (t) => {
  const { client, lights, mesh, statuses } = switchAndLights();
  t.is(client.publish({ onOff: true }), "published");
  await mesh.clock.run(1000);
  t.deepEqual(
    lights.map(({ light }) => light.isOn),
    [true, true],
  );
  client.publish({ onOff: false });
  await mesh.clock.run(1000);
  t.deepEqual(
    lights.map(({ light }) => light.isOn),
    [false, false],
  );
  t.deepEqual(statuses, []);
});

test("acknowledged, each light answers", async (t) => {
  const { client, mesh, statuses } = switchAndLights();
  t.is(client.publish({ onOff: true, acknowledged: true }), "published");
  await mesh.clock.run(3000);
  t.deepEqual([...statuses].sort(), [0x0100, secondLight]);
});

test("transactions are counted over publish, set and setUnacknowledged", (t) => {
  const services = new FakeServices();
  const client = new GenericOnOffClient();
  client.configuration = { bindings: [0], publication: publicationTo(group) };
  client.start(services);
  const ask = { dst: group, appKeyIndex: 0 };
  client.publish({ onOff: true });
  client.setUnacknowledged(true, ask);
  client.publish({ onOff: false });
  const [first, third] = services.published.map((payload) => payload.at(-1)!);
  const second = services.sent[0]!.payload.at(-1)!;
  t.deepEqual([second, third], [(first! + 1) & 0xff, (first! + 2) & 0xff]);
});

test("Set Unacknowledged is published unless an answer is wanted, with the transition of the call", (t) => {
  const services = new FakeServices();
  const client = new GenericOnOffClient();
  client.configuration = { bindings: [0], publication: publicationTo(group) };
  client.start(services);
  const transition = { time: 2000, delay: 50 };
  client.publish({ onOff: true, transition });
  client.publish({ onOff: true, transition, acknowledged: true });
  const [unacknowledged, acknowledged] = services.published;
  t.like(GenericOnOffSetUnacknowledged.decode(unacknowledged!, unacknowledged!.length), {
    onOff: true,
    transition,
  });
  t.like(GenericOnOffSet.decode(acknowledged!, acknowledged!.length), { onOff: true, transition });
});

/** Delays of the transmissions, ms, for retransmissions each 100 ms. */
const delays: readonly (readonly [delay: number, expected: readonly number[]])[] = [
  [0, [0, 0, 0]],
  [50, [50, 0, 0]],
  [100, [100, 0, 0]],
  [155, [155, 55, 0]],
  [1275, [1275, 1175, 1075]],
];

for (const [delay, expected] of delays)
  test(`a delay of ${delay} ms is ${expected.join(", ")} ms in transmissions each 100 ms, of one transaction`, (t) => {
    const services = new FakeServices();
    const client = new GenericOnOffClient();
    const publication = publicationTo(group, { retransmitCount: 2, retransmitSteps: 1 });
    client.configuration = { bindings: [0], publication };
    client.start(services);
    client.publish({ onOff: true, transition: { time: 300, delay } });
    const [first] = services.published;
    const { again } = services;
    const payloads = [0, 1, 2].map((retransmission) =>
      retransmission === 0 || !again ? first! : again({ retransmission, count: 2 }),
    );
    const sent = payloads.map((payload) =>
      GenericOnOffSetUnacknowledged.decode(payload, payload.length)!,
    );
    t.deepEqual(
      sent.map(({ transition }) => transition),
      expected.map((left) => ({ time: 300, delay: left })),
    );
    t.is(new Set(sent.map(({ tid }) => tid)).size, 1);
  });

test("a light that hears only a retransmission begins at the same time as the others", async (t) => {
  const { client, lights, mesh, switched } = switchAndLights({
    retransmitCount: 3,
    retransmitSteps: 3,
  });
  const deaf = lights[1]!.node.host.radio.index;
  mesh.air.filter = (_from, to) => to !== deaf;
  const begin = mesh.clock.now();
  client.publish({ onOff: true, transition: { time: 0, delay: 800 } });
  await mesh.clock.run(300);
  mesh.air.filter = undefined;
  await mesh.clock.run(3000);
  t.is(switched.length, 2);
  for (const [time, on] of switched) {
    t.true(on);
    t.true(time >= begin + 795 && time <= begin + 840, `${time - begin}`);
  }
});

test("a transition out of range is an error at once", (t) => {
  const client = new GenericOnOffClient();
  const transition = { time: 0, delay: 1300 };
  t.throws(() => client.publish({ onOff: true, transition }), { instanceOf: RangeError });
});

test("a switch on no network or without publish address says so, and throws nothing", (t) => {
  const client = new GenericOnOffClient();
  t.is(client.publish({ onOff: true }), "not-provisioned");
  client.start(new FakeServices());
  t.is(client.publish({ onOff: true }), "no-publication");
});
