import test from "ava";
import { Element } from "../../../../modules/access/element.js";
import type { Model } from "../../../../modules/access/model.js";
import { toHex } from "../../../../modules/base/bytes.js";
import {
  type CtlPublication,
  type CtlStatus,
  type CtlTemperatureStatus,
  LightCtlClient,
} from "../../../../modules/models/light-ctl/client.js";
import { CtlModels } from "../../../../modules/models/ctl-models.js";
import { LightnessModels } from "../../../../modules/models/lightness-models.js";
import { FakeServices } from "../../../support/fake-services.js";
import { askElement, lightAddress, lightOnMesh, toGroup } from "../../../support/light-on-mesh.js";
import { configuringMesh } from "../../../support/mesh.js";
import { publicationTo } from "../../../support/publication.js";

const ask = askElement(0);
const askTemperature = askElement(1);
const at = <T>(present: T) => ({ present, change: undefined });

function make() {
  const statuses: CtlStatus[] = [];
  const temperatures: CtlTemperatureStatus[] = [];
  const client = new LightCtlClient({
    onStatus: (status) => statuses.push(status),
    onTemperatureStatus: (status) => temperatures.push(status),
  });
  const light = new CtlModels();
  const { mesh, node } = lightOnMesh(client, light.elements);
  return { client, light, mesh, node, statuses, temperatures };
}

test("lightness and temperature over the air", async (t) => {
  const { client, light, mesh, statuses, temperatures } = make();
  t.deepEqual(await mesh.result(client.get(ask)), at({ lightness: 0, temperature: 800 }));
  const wanted = { lightness: 0x8000, temperature: 4000 };
  t.deepEqual(await mesh.result(client.set({ ...wanted, deltaUv: -0.5 }, ask)), at(wanted));
  t.deepEqual(
    await mesh.result(client.getTemperature(askTemperature)),
    at({ temperature: 4000, deltaUv: -0.5 }),
  );
  const color = { temperature: 5000, deltaUv: 0.1 };
  // The nearest that a message carries.
  const carried = { temperature: 5000, deltaUv: 3277 / 32_768 };
  t.deepEqual(await mesh.result(client.setTemperature(color, askTemperature)), at(carried));
  const slow = { time: 3000, delay: 0 };
  const status = await mesh.result(client.set({ lightness: 0, temperature: 2000 }, ask, slow));
  t.deepEqual(status.change?.target, { lightness: 0, temperature: 2000 });
  await mesh.clock.run(4000);
  t.deepEqual(await mesh.result(client.get(ask)), at({ lightness: 0, temperature: 2000 }));
  client.setUnacknowledged({ lightness: 5, temperature: 3000 }, toGroup);
  await mesh.clock.run(500);
  t.deepEqual(light.ctl.values, { lightness: 5, temperature: 3000, deltaUv: 0 });
  client.setTemperatureUnacknowledged({ temperature: 3500 }, toGroup);
  await mesh.clock.run(500);
  t.deepEqual(light.ctl.values, { lightness: 5, temperature: 3500, deltaUv: 0 });
  t.is(statuses.length, 4);
  t.is(temperatures.length, 2);
});

test("default and range over the air", async (t) => {
  const { client, light, mesh } = make();
  t.deepEqual(await mesh.result(client.getDefault(ask)), {
    lightness: 0,
    temperature: 800,
    deltaUv: 0,
  });
  const wanted = { lightness: 99, temperature: 3000, deltaUv: 0.5 };
  t.deepEqual(await mesh.result(client.setDefault(wanted, ask)), wanted);
  const unknown = { minimum: undefined, maximum: undefined };
  t.deepEqual(await mesh.result(client.getTemperatureRange(ask)), unknown);
  const range = { minimum: 2700, maximum: 6500 };
  t.deepEqual(await mesh.result(client.setTemperatureRange(range, ask)), range);
  client.setDefaultUnacknowledged({ lightness: 7, temperature: 800 }, ask);
  await mesh.clock.run(500);
  client.setTemperatureRangeUnacknowledged({ minimum: 3000, maximum: undefined }, ask);
  await mesh.clock.run(500);
  t.deepEqual(light.ctl.color.limits, [3000, 0xffff]);
  t.is(light.light.lightness.state.byDefault, 7);
});

test("a light that is limited answers with what it is, once it was asked again", async (t) => {
  const { client, light, mesh } = make();
  await mesh.result(client.setTemperatureRange({ minimum: 3000, maximum: 4000 }, ask));
  const answer = await mesh.result(client.set({ lightness: 1, temperature: 800 }, ask));
  t.deepEqual(answer, at({ lightness: 1, temperature: 3000 }));
  const color = await mesh.result(client.setTemperature({ temperature: 9000 }, askTemperature));
  t.deepEqual(color, at({ temperature: 4000, deltaUv: 0 }));
  t.deepEqual(light.ctl.values, { lightness: 1, temperature: 4000, deltaUv: 0 });
});

test("the models that extend each other share subscriptions, those of the temperature on their element", (t) => {
  const { light, node } = make();
  // Compared here: XS has no stack for models in the text of an assertion.
  const share = (model: Model, other: Model) => model.subscriptionList === other.subscriptionList;
  for (const model of [...light.light.models, ...light.ownModels])
    t.true(share(model, light.ctl), `${model.id}`);
  for (const model of light.temperatureModels)
    t.true(share(model, light.temperature), `${model.id}`);
  t.false(share(light.temperature, light.ctl));
  const [main, other] = node.elements;
  t.true(node.corresponding(light.ctl, other!) === light.temperature);
  t.true(node.corresponding(light.ctl, main!) === light.setup);
  t.true(node.corresponding(light.temperature, main!)?.id === light.ctl.id);
  t.true(node.corresponding(light.light.lightness, main!) === light.light.setup);
  t.is(node.corresponding(light.light.lightness, other!), undefined);
});

test("a group that a configuration client subscribes through any model reaches all of the element", async (t) => {
  const { client, mesh } = configuringMesh();
  const light = new CtlModels();
  mesh.node(lightAddress, light.elements);
  const model = (element: number, modelId: number) => ({
    elementAddress: lightAddress + element,
    modelId,
  });
  await mesh.result(client.subscribe(lightAddress, model(0, 0x1303), 0xc001));
  await mesh.result(client.subscribe(lightAddress, model(1, 0x1002), 0xc002));
  const lists = async (element: number, ids: readonly number[]) => {
    for (const id of ids) {
      const found = await mesh.result(client.getSubscriptions(lightAddress, model(element, id)));
      t.deepEqual(found, [element === 0 ? 0xc001 : 0xc002], `${id}`);
    }
  };
  await lists(0, [0x1000, 0x1002, 0x1004, 0x1006, 0x1007, 0x1300, 0x1301, 0x1303, 0x1304]);
  await lists(1, [0x1002, 0x1306]);
});

const publications: readonly (readonly [CtlPublication, octets: string])[] = [
  [{ lightness: 0x1234, temperature: 1000 }, "825f3412e8030000"],
  [{ lightness: 1, temperature: 1000, deltaUv: 1, acknowledged: true }, "825e0100e803ff7f"],
  [{ temperature: 1000, deltaUv: -1 }, "8265e8030080"],
  [{ temperature: 1000, acknowledged: true }, "8264e8030000"],
];

for (const [publication, octets] of publications)
  test(`published: ${JSON.stringify(publication)}`, (t) => {
    const client = new LightCtlClient();
    new Element({ index: 0, models: [client] });
    const services = new FakeServices();
    client.start(services);
    client.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    t.is(client.publish(publication), "published");
    t.is(toHex(services.published[0]!.subarray(0, octets.length / 2)), octets);
  });

test("what no message can carry is refused", async (t) => {
  const { client } = make();
  const right = { lightness: 1, temperature: 1000 };
  t.throws(() => client.setUnacknowledged({ ...right, lightness: 0x1_0000 }, ask), {
    message: /lightness/,
  });
  t.throws(() => client.setTemperatureUnacknowledged({ temperature: 799 }, ask), {
    message: /temperature/,
  });
  t.throws(() => client.setTemperatureRangeUnacknowledged({ minimum: 1, maximum: 1000 }, ask), {
    message: /minimum/,
  });
  await t.throwsAsync(client.set({ ...right, deltaUv: 2 }, ask), { message: /deltaUv/ });
  await t.throwsAsync(client.setTemperature({ temperature: 1000, deltaUv: 2 }, ask), {
    message: /deltaUv/,
  });
});

test("a light without a colour has none of the models", (t) => {
  const light = new LightnessModels();
  t.false(light.models.some(({ id }) => id >= 0x1303));
  t.deepEqual(
    new CtlModels({ light }).models.map(({ id }) => id),
    [0x1000, 0x1002, 0x1004, 0x1006, 0x1007, 0x1300, 0x1301, 0x1303, 0x1304],
  );
});
