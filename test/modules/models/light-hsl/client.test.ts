import test from "ava";
import { Element } from "../../../../modules/access/element.js";
import { toHex } from "../../../../modules/base/bytes.js";
import { HslModels } from "../../../../modules/models/hsl-models.js";
import {
  type HslPublication,
  type HslStatus,
  LightHslClient,
} from "../../../../modules/models/light-hsl/client.js";
import { FakeServices } from "../../../support/fake-services.js";
import { askElement, lightOnMesh, toGroup } from "../../../support/light-on-mesh.js";
import { publicationTo } from "../../../support/publication.js";

const ask = askElement(0);
const askHue = askElement(1);
const askSaturation = askElement(2);
const at = <T>(present: T) => ({ present, change: undefined });

function make() {
  const statuses: HslStatus[] = [];
  const hues: number[] = [];
  const saturations: number[] = [];
  const client = new LightHslClient({
    onStatus: (status) => statuses.push(status),
    onHue: ({ present }) => hues.push(present),
    onSaturation: ({ present }) => saturations.push(present),
  });
  const light = new HslModels();
  const { mesh, node } = lightOnMesh(client, light.elements);
  return { client, hues, light, mesh, node, saturations, statuses };
}

test("lightness, hue and saturation over the air", async (t) => {
  const { client, hues, light, mesh, saturations, statuses } = make();
  const dark = { lightness: 0, hue: 0, saturation: 0 };
  t.deepEqual(await mesh.result(client.get(ask)), at(dark));
  const wanted = { lightness: 0x8000, hue: 90, saturation: 0.4 };
  t.deepEqual(await mesh.result(client.set(wanted, ask)), at(wanted));
  t.is((await mesh.result(client.getHue(askHue))).present, 90);
  // The nearest angle that a message carries.
  const nearest = (Math.round((100 * 65_536) / 360) * 360) / 65_536;
  t.is((await mesh.result(client.setHue(100, askHue))).present, nearest);
  t.is((await mesh.result(client.getSaturation(askSaturation))).present, 0.4);
  t.is((await mesh.result(client.setSaturation(0.6, askSaturation))).present, 0.6);
  const slow = { time: 3000, delay: 0 };
  const begun = await mesh.result(client.set(dark, ask, slow));
  t.true(begun.change !== undefined);
  t.deepEqual((await mesh.result(client.getTarget(ask))).target, dark);
  await mesh.clock.run(4000);
  t.deepEqual(await mesh.result(client.getTarget(ask)), { target: dark, change: undefined });
  client.setUnacknowledged(wanted, toGroup);
  await mesh.clock.run(500);
  client.setHueUnacknowledged(180, toGroup);
  client.setSaturationUnacknowledged(1, toGroup);
  await mesh.clock.run(500);
  t.deepEqual(light.hsl.values, { lightness: 0x8000, hue: 180, saturation: 1 });
  t.deepEqual([statuses.length, hues.length, saturations.length], [3, 2, 2]);
});

test("default and ranges over the air", async (t) => {
  const { client, light, mesh } = make();
  const wanted = { lightness: 99, hue: 270, saturation: 1 };
  t.deepEqual(await mesh.result(client.setDefault(wanted, ask)), wanted);
  t.deepEqual(await mesh.result(client.getDefault(ask)), wanted);
  const range = {
    hueMinimum: 270,
    hueMaximum: 90,
    saturationMinimum: 0.2,
    saturationMaximum: 0.4,
  };
  t.deepEqual(await mesh.result(client.setRange(range, ask)), range);
  t.deepEqual(await mesh.result(client.getRange(ask)), range);
  client.setDefaultUnacknowledged({ ...wanted, lightness: 7 }, ask);
  await mesh.clock.run(500);
  client.setRangeUnacknowledged({ ...range, hueMinimum: 0 }, ask);
  await mesh.clock.run(500);
  t.deepEqual(light.hsl.hue.limits, [0, 0x4000]);
  t.is(light.light.lightness.state.byDefault, 7);
});

test("hue and saturation correspond to the light", (t) => {
  const { light, node } = make();
  const [main, hue, saturation] = node.elements;
  t.true(node.corresponding(light.hsl, hue!) === light.hue);
  t.true(node.corresponding(light.hsl, saturation!) === light.saturation);
  t.true(node.corresponding(light.hsl, main!) === light.setup);
  t.true(light.hue.subscriptionList === light.hueLevel.subscriptionList);
  t.true(light.saturation.subscriptionList === light.saturationLevel.subscriptionList);
  t.true(light.light.onOff.subscriptionList === light.setup.subscriptionList);
  t.false(light.hue.subscriptionList === light.saturation.subscriptionList);
});

const publications: readonly (readonly [HslPublication, octets: string])[] = [
  [{ lightness: 0x1234, hue: 90, saturation: 1 }, "827734120040ffff"],
  [{ lightness: 1, hue: 90, saturation: 1, acknowledged: true }, "827601000040ffff"],
  [{ hue: 180 }, "82700080"],
  [{ hue: 180, acknowledged: true }, "826f0080"],
  [{ saturation: 0.2 }, "82743333"],
  [{ saturation: 0.2, acknowledged: true }, "82733333"],
];

for (const [publication, octets] of publications)
  test(`published: ${JSON.stringify(publication)}`, (t) => {
    const client = new LightHslClient();
    new Element({ index: 0, models: [client] });
    const services = new FakeServices();
    client.start(services);
    client.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    t.is(client.publish(publication), "published");
    t.is(toHex(services.published[0]!.subarray(0, octets.length / 2)), octets);
  });

test("what no message can carry is refused", async (t) => {
  const { client } = make();
  const right = { lightness: 1, hue: 0, saturation: 0 };
  t.throws(() => client.setUnacknowledged({ ...right, hue: 361 }, ask), { message: /hue/ });
  t.throws(() => client.setSaturationUnacknowledged(2, ask), { message: /saturation/ });
  await t.throwsAsync(client.setHue(-1, ask), { message: /hue/ });
  await t.throwsAsync(client.set({ ...right, saturation: -1 }, ask), { message: /saturation/ });
});
