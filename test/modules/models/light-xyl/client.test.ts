import test from "ava";
import { Element } from "../../../../modules/access/element.js";
import { toHex } from "../../../../modules/base/bytes.js";
import {
  LightXylClient,
  type XylPublication,
  type XylStatus,
} from "../../../../modules/models/light-xyl/client.js";
import { XylModels } from "../../../../modules/models/xyl-models.js";
import { FakeServices } from "../../../support/fake-services.js";
import { askElement, lightOnMesh, toGroup } from "../../../support/light-on-mesh.js";
import { publicationTo } from "../../../support/publication.js";

const ask = askElement(0);
const at = <T>(present: T) => ({ present, change: undefined });

function make() {
  const statuses: XylStatus[] = [];
  const client = new LightXylClient({ onStatus: (status) => statuses.push(status) });
  const light = new XylModels();
  const { mesh, node } = lightOnMesh(client, light.elements);
  return { client, light, mesh, node, statuses };
}

test("lightness, x and y over the air", async (t) => {
  const { client, light, mesh, statuses } = make();
  const dark = { lightness: 0, x: 0, y: 0 };
  t.deepEqual(await mesh.result(client.get(ask)), at(dark));
  const wanted = { lightness: 0x8000, x: 0.2, y: 0.4 };
  t.deepEqual(await mesh.result(client.set(wanted, ask)), at(wanted));
  const begun = await mesh.result(client.set(dark, ask, { time: 3000, delay: 0 }));
  t.true(begun.change !== undefined);
  t.deepEqual((await mesh.result(client.getTarget(ask))).target, dark);
  await mesh.clock.run(4000);
  t.deepEqual(await mesh.result(client.getTarget(ask)), { target: dark, change: undefined });
  client.setUnacknowledged(wanted, toGroup);
  await mesh.clock.run(500);
  t.deepEqual(light.xyl.values, wanted);
  t.is(statuses.length, 3);
});

test("default and ranges over the air", async (t) => {
  const { client, light, mesh } = make();
  const wanted = { lightness: 99, x: 0.2, y: 1 };
  t.deepEqual(await mesh.result(client.setDefault(wanted, ask)), wanted);
  t.deepEqual(await mesh.result(client.getDefault(ask)), wanted);
  const range = { xMinimum: 0.2, xMaximum: 0.4, yMinimum: 0.6, yMaximum: 0.8 };
  t.deepEqual(await mesh.result(client.setRange(range, ask)), range);
  t.deepEqual(await mesh.result(client.getRange(ask)), range);
  client.setDefaultUnacknowledged({ ...wanted, lightness: 7 }, ask);
  await mesh.clock.run(500);
  client.setRangeUnacknowledged({ ...range, yMaximum: 1 }, ask);
  await mesh.clock.run(500);
  t.deepEqual(light.xyl.chromaticity.limits, [0x3333, 0x6666, 0x9999, 0xffff]);
  t.is(light.light.lightness.state.byDefault, 7);
});

test("the setup server corresponds to the server; all of the element share subscriptions", (t) => {
  const { light, node } = make();
  t.true(node.corresponding(light.xyl, node.elements[0]!) === light.setup);
  t.true(light.light.onOff.subscriptionList === light.setup.subscriptionList);
});

const publications: readonly (readonly [XylPublication, octets: string])[] = [
  [{ lightness: 0x1234, x: 0.2, y: 1 }, "828534123333ffff"],
  [{ lightness: 1, x: 0.2, y: 1, acknowledged: true }, "828401003333ffff"],
];

for (const [publication, octets] of publications)
  test(`published: ${JSON.stringify(publication)}`, (t) => {
    const client = new LightXylClient();
    new Element({ index: 0, models: [client] });
    const services = new FakeServices();
    client.start(services);
    client.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    t.is(client.publish(publication), "published");
    t.is(toHex(services.published[0]!.subarray(0, octets.length / 2)), octets);
  });

test("what no message can carry is refused", async (t) => {
  const { client } = make();
  const right = { lightness: 1, x: 0, y: 0 };
  t.throws(() => client.setUnacknowledged({ ...right, x: 1.1 }, ask), { message: /x: 1\.1/ });
  await t.throwsAsync(client.set({ ...right, y: -1 }, ask), { message: /y: -1/ });
});
