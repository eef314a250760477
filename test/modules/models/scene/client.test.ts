import test from "ava";
import { LightnessModels } from "../../../../modules/models/lightness-models.js";
import { type PresentScene, SceneClient } from "../../../../modules/models/scene/client.js";
import { SceneRegisterGet } from "../../../../modules/models/scene/messages.js";
import { SceneError } from "../../../../modules/models/scene/scene-error.js";
import { SceneServer } from "../../../../modules/models/scene/server.js";
import { SceneSetupServer } from "../../../../modules/models/scene/setup-server.js";
import { askServer, ModelPair, OctetsServer, serverGroup } from "../../../support/model-pair.js";

const group = { dst: serverGroup, appKeyIndex: 0 };
const at = (present: number) => ({ status: 0, present, change: undefined });

function make() {
  const statuses: PresentScene[] = [];
  const client = new SceneClient({ onStatus: (status) => statuses.push(status) });
  let light: LightnessModels;
  const pair = new ModelPair(client, () => {
    light = new LightnessModels();
    const { defaultTransitionTime, models } = light;
    const scenes = new SceneServer({ defaultTransitionTime });
    return [...models, scenes, new SceneSetupServer(scenes, defaultTransitionTime)];
  });
  return { client, light: () => light, mesh: pair.mesh, pair, statuses };
}

test("stored, recalled and deleted over the air, and over a power cut", async (t) => {
  const { client, light, mesh, pair, statuses } = make();
  t.deepEqual(await mesh.result(client.get(askServer)), at(0));
  light().lightness.set(500);
  t.deepEqual(await mesh.result(client.store(7, askServer)), { present: 7, scenes: [7] });
  light().lightness.set(900);
  t.deepEqual(await mesh.result(client.store(2, askServer)), { present: 2, scenes: [2, 7] });
  t.deepEqual(await mesh.result(client.recall(7, askServer)), at(7));
  t.is(light().lightness.lightness, 500);
  const status = await mesh.result(client.recall(2, askServer, { time: 3000, delay: 0 }));
  t.deepEqual([status.present, status.change?.target], [0, 2]);
  await mesh.clock.run(4000);
  t.deepEqual(await mesh.result(client.get(askServer)), at(2));
  pair.restart();
  t.deepEqual(await mesh.result(client.getRegister(askServer)), { present: 0, scenes: [2, 7] });
  client.recallUnacknowledged(7, group);
  await mesh.clock.run(1000);
  t.is(light().lightness.lightness, 500);
  client.storeUnacknowledged(9, group);
  await mesh.clock.run(1000);
  client.deleteUnacknowledged(7, group);
  await mesh.clock.run(1000);
  t.deepEqual(await mesh.result(client.delete(2, askServer)), { present: 9, scenes: [9] });
  t.is(statuses.length, 4);
});

test("Node Reset deletes the records of all scenes", async (t) => {
  const { client, mesh, pair } = make();
  await mesh.result(client.store(7, askServer));
  await mesh.result(client.store(8, askServer));
  const { store } = pair.server;
  t.is(store.keys().filter((key) => key.startsWith("d001203") && key.length === 8).length, 2);
  pair.node.reset();
  await mesh.clock.run(1000);
  t.deepEqual(
    store.keys().filter((key) => key.startsWith("d")),
    [],
  );
});

test("a scene that there is not, and one too many, reject", async (t) => {
  const { client, mesh } = make();
  const missing = await mesh.outcome(client.recall(3, askServer));
  t.true(missing instanceof SceneError);
  t.is((missing as SceneError).reason, "not-found");
  t.is((missing as SceneError).message, "scene 3: there is none");
  for (let scene = 1; scene <= 16; scene++) await mesh.result(client.store(scene, askServer));
  const full = await mesh.outcome(client.store(17, askServer));
  t.is((full as SceneError).reason, "register-full");
  t.is((full as SceneError).message, "scene 17: the server has 16 others");
});

test("a register of 16 numbers, of which most are none", async (t) => {
  const client = new SceneClient();
  const octets = `8245000500${"0500" + "0000".repeat(15)}`;
  const { mesh } = new ModelPair(client, () => [new OctetsServer(SceneRegisterGet, octets)]);
  t.deepEqual(await mesh.result(client.getRegister(askServer)), { present: 5, scenes: [5] });
});

test("what no message can carry is refused", async (t) => {
  const { client } = make();
  t.throws(() => client.recallUnacknowledged(0, group), { message: /scene/ });
  t.throws(() => client.storeUnacknowledged(0x1_0000, group), { message: /scene/ });
  await t.throwsAsync(client.recall(-1, askServer), { message: /scene/ });
});
