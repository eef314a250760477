import test from "ava";
import { toHex } from "../../../../modules/base/bytes.js";
import { Element } from "../../../../modules/access/element.js";
import { OnPowerUp } from "../../../../modules/models/common/power-up.js";
import { GenericDefaultTransitionTimeClient } from "../../../../modules/models/generic-default-transition-time/client.js";
import { GenericPowerOnOffClient } from "../../../../modules/models/generic-power-onoff/client.js";
import {
  LightLightnessClient,
  type LightnessPublication,
  type LightnessStatus,
} from "../../../../modules/models/light-lightness/client.js";
import { LightnessModels } from "../../../../modules/models/lightness-models.js";
import { FakeServices } from "../../../support/fake-services.js";
import { appKey, Mesh } from "../../../support/mesh.js";
import { publicationTo } from "../../../support/publication.js";

const lightAddress = 0x0100;
const ask = { dst: lightAddress, appKeyIndex: 0 };
const at = (present: number) => ({ present, change: undefined });

function make() {
  const mesh = new Mesh();
  const statuses: LightnessStatus[] = [];
  const linear: LightnessStatus[] = [];
  const client = new LightLightnessClient({
    onStatus: (status) => statuses.push(status),
    onLinearStatus: (status) => linear.push(status),
  });
  const power = new GenericPowerOnOffClient();
  const time = new GenericDefaultTransitionTimeClient();
  const light = new LightnessModels();
  const nodes = [
    mesh.node(0x0001, [{ models: [client, power, time] }]),
    mesh.node(lightAddress, [{ models: light.models }]),
  ];
  for (const { node } of nodes) {
    node.network!.applicationKeys.add(0, 0, appKey);
    for (const { models } of node.elements)
      for (const model of models)
        if (model.access !== "device")
          model.configuration = { bindings: [0], publication: undefined };
  }
  return { client, light, linear, mesh, power, statuses, time };
}

test("the lightness, perceived and linear, over the air", async (t) => {
  const { client, linear, mesh, statuses } = make();
  t.deepEqual(await mesh.result(client.get(ask)), at(0));
  t.deepEqual(await mesh.result(client.set(0x8000, ask)), at(0x8000));
  t.deepEqual(await mesh.result(client.getLinear(ask)), at(0x4001));
  t.deepEqual(await mesh.result(client.setLinear(0x1001, ask)), at(0x1001));
  t.deepEqual(await mesh.result(client.get(ask)), at(0x4001));
  t.is(await mesh.result(client.getLast(ask)), 0x4001);
  const status = await mesh.result(client.set(0, ask, { time: 3000, delay: 0 }));
  t.is(status.change?.target, 0);
  await mesh.clock.run(4000);
  t.deepEqual(await mesh.result(client.get(ask)), at(0));
  client.setUnacknowledged(5, ask);
  await mesh.clock.run(500);
  t.deepEqual(await mesh.result(client.get(ask)), at(5));
  client.setLinearUnacknowledged(0xffff, ask);
  await mesh.clock.run(500);
  t.deepEqual(await mesh.result(client.get(ask)), at(0xffff));
  t.is(statuses.length, 7);
  t.is(linear.length, 2);
});

test("default, range, power-up and default transition time over the air", async (t) => {
  const { client, light, mesh, power, time } = make();
  t.is(await mesh.result(client.getDefault(ask)), 0);
  t.is(await mesh.result(client.setDefault(99, ask)), 99);
  t.deepEqual(await mesh.result(client.getRange(ask)), { minimum: 1, maximum: 0xffff });
  const range = { minimum: 50, maximum: 100 };
  t.deepEqual(await mesh.result(client.setRange(range, ask)), range);
  client.setDefaultUnacknowledged(60, ask);
  await mesh.clock.run(500);
  client.setRangeUnacknowledged({ minimum: 70, maximum: 80 }, ask);
  await mesh.clock.run(500);
  t.is(light.onOff.state.onValue, 70);
  t.is(await mesh.result(power.get(ask)), OnPowerUp.off);
  t.is(await mesh.result(power.set(OnPowerUp.restore, ask)), OnPowerUp.restore);
  power.setUnacknowledged(OnPowerUp.default, ask);
  await mesh.clock.run(500);
  t.is(await mesh.result(power.get(ask)), OnPowerUp.default);
  t.is(await mesh.result(time.get(ask)), 0);
  t.is(await mesh.result(time.set(6250, ask)), 7000);
  time.setUnacknowledged(0, ask);
  await mesh.clock.run(500);
  t.is(await mesh.result(time.get(ask)), 0);
  t.is(light.defaultTransitionTime.transition, undefined);
});

const publications: readonly (readonly [LightnessPublication, octets: string])[] = [
  [{ lightness: 0x1234 }, "824d3412"],
  [{ lightness: 1, acknowledged: true }, "824c0100"],
  [{ linear: 0xffff }, "8251ffff"],
  [{ linear: 1, acknowledged: true }, "82500100"],
];

for (const [publication, octets] of publications)
  test(`published: ${JSON.stringify(publication)}`, (t) => {
    const client = new LightLightnessClient();
    new Element({ index: 0, models: [client] });
    const services = new FakeServices();
    client.start(services);
    client.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    t.is(client.publish(publication), "published");
    t.is(toHex(services.published[0]!.subarray(0, 4)), octets);
  });

test("what no message can carry is refused", async (t) => {
  const { client, power, time } = make();
  t.throws(() => client.setUnacknowledged(0x1_0000, ask), { message: /lightness/ });
  t.throws(() => client.setRangeUnacknowledged({ minimum: 0, maximum: 1 }, ask), {
    message: /minimum/,
  });
  t.throws(() => power.setUnacknowledged(3, ask), { message: /onPowerUp/ });
  t.throws(() => time.setUnacknowledged(37_200_001, ask), { instanceOf: RangeError });
  await t.throwsAsync(client.set(-1, ask), { message: /lightness/ });
});
