import test from "ava";
import { Element } from "../../../../modules/access/element.js";
import { toHex } from "../../../../modules/base/bytes.js";
import {
  GenericPowerLevelClient,
  type PowerLevelPublication,
  type PowerLevelStatus,
} from "../../../../modules/models/generic-power-level/client.js";
import { GenericPowerRangeSet } from "../../../../modules/models/generic-power-level/messages.js";
import { PowerLevelModels } from "../../../../modules/models/power-level-models.js";
import { FakeServices } from "../../../support/fake-services.js";
import { askServer, ModelPair, OctetsServer, serverGroup } from "../../../support/model-pair.js";
import { publicationTo } from "../../../support/publication.js";

const at = (present: number) => ({ present, change: undefined });
const group = { dst: serverGroup, appKeyIndex: 0 };

function make() {
  const statuses: PowerLevelStatus[] = [];
  const client = new GenericPowerLevelClient({ onStatus: (status) => statuses.push(status) });
  const heater = new PowerLevelModels();
  const { mesh } = new ModelPair(client, () => heater.models);
  return { client, heater, mesh, statuses };
}

test("the power over the air, acknowledged and not, with a transition", async (t) => {
  const { client, mesh, statuses } = make();
  t.deepEqual(await mesh.result(client.get(askServer)), at(0));
  t.deepEqual(await mesh.result(client.set(0x8000, askServer)), at(0x8000));
  t.is(await mesh.result(client.getLast(askServer)), 0x8000);
  const status = await mesh.result(client.set(0, askServer, { time: 3000, delay: 0 }));
  t.is(status.change?.target, 0);
  await mesh.clock.run(4000);
  t.deepEqual(await mesh.result(client.get(askServer)), at(0));
  client.setUnacknowledged(5, group);
  await mesh.clock.run(1000);
  t.deepEqual(await mesh.result(client.get(askServer)), at(5));
  t.is(statuses.length, 5);
});

test("default and range over the air", async (t) => {
  const { client, heater, mesh } = make();
  t.is(await mesh.result(client.getDefault(askServer)), 0);
  t.is(await mesh.result(client.setDefault(99, askServer)), 99);
  t.deepEqual(await mesh.result(client.getRange(askServer)), { minimum: 1, maximum: 0xffff });
  const range = { minimum: 50, maximum: 100 };
  t.deepEqual(await mesh.result(client.setRange(range, askServer)), range);
  client.setDefaultUnacknowledged(60, group);
  client.setRangeUnacknowledged({ minimum: 70, maximum: 80 }, group);
  await mesh.clock.run(1000);
  t.is(heater.onOff.state.onValue, 70);
});

for (const [octets, bound] of [
  ["821e010100ffff", "minimum"],
  ["821e020100ffff", "maximum"],
] as const)
  test(`a server that cannot set the ${bound}`, async (t) => {
    const client = new GenericPowerLevelClient();
    const { mesh } = new ModelPair(client, () => [new OctetsServer(GenericPowerRangeSet, octets)]);
    const range = { minimum: 5, maximum: 6 };
    const error = await mesh.outcome(client.setRange(range, askServer));
    t.is((error as Error).message, `range 5..6: the server cannot set its ${bound}`);
  });

const publications: readonly (readonly [PowerLevelPublication, octets: string])[] = [
  [{ power: 0x1234 }, "82173412"],
  [{ power: 1, acknowledged: true }, "82160100"],
];

for (const [publication, octets] of publications)
  test(`published: ${JSON.stringify(publication)}`, (t) => {
    const client = new GenericPowerLevelClient();
    new Element({ index: 0, models: [client] });
    const services = new FakeServices();
    client.start(services);
    client.configuration = { bindings: [0], publication: publicationTo(0xc000) };
    t.is(client.publish(publication), "published");
    t.is(toHex(services.published[0]!.subarray(0, 4)), octets);
  });

test("what no message can carry is refused", async (t) => {
  const { client } = make();
  t.throws(() => client.setUnacknowledged(0x1_0000, group), { message: /power/ });
  t.throws(() => client.setRangeUnacknowledged({ minimum: 0, maximum: 1 }, group), {
    message: /minimum/,
  });
  await t.throwsAsync(client.set(-1, askServer), { message: /power/ });
  await t.throwsAsync(client.setDefault(1.5, askServer), { message: /power/ });
});
