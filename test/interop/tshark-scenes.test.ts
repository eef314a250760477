// Every Scene message between two nodes, as tshark decodes it.
import test from "ava";
import { GenericDefaultTransitionTimeServer } from "../../modules/models/generic-default-transition-time/server.js";
import { GenericLevelServer } from "../../modules/models/generic-level/server.js";
import { SceneClient } from "../../modules/models/scene/client.js";
import * as sceneMessages from "../../modules/models/scene/messages.js";
import { SceneServer } from "../../modules/models/scene/server.js";
import { SceneSetupServer } from "../../modules/models/scene/setup-server.js";
import { meshPackets } from "../support/mesh-capture.js";
import { askServer, ModelPair, serverGroup } from "../support/model-pair.js";
import { type Family, testFamilies } from "../support/tshark-families.js";

const group = { dst: serverGroup, appKeyIndex: 0 };

async function scenePackets(): Promise<readonly Uint8Array[]> {
  const client = new SceneClient();
  const level = new GenericLevelServer();
  const time = new GenericDefaultTransitionTimeServer();
  const scenes = new SceneServer();
  const servers = [level, time, scenes, new SceneSetupServer(scenes, time)];
  const { mesh } = new ModelPair(client, () => servers);
  await mesh.result(client.store(0x1234, askServer));
  level.set(500);
  client.storeUnacknowledged(5, group);
  await mesh.clock.run(1000);
  await mesh.result(client.recall(0x1234, askServer, { time: 50_000, delay: 100 }));
  await mesh.result(client.get(askServer));
  client.recallUnacknowledged(5, group);
  await mesh.clock.run(1000);
  await mesh.outcome(client.recall(6, askServer));
  await mesh.result(client.getRegister(askServer));
  await mesh.result(client.delete(5, askServer));
  client.deleteUnacknowledged(0x1234, group);
  await mesh.clock.run(1000);
  return meshPackets(mesh);
}

const families: readonly Family[] = [
  {
    name: "scene",
    packets: scenePackets,
    declared: sceneMessages,
    count: 10,
    values: {
      "scene_recall.scene_number": "4660",
      "scene_recall.transition_time.steps": "50",
      "scene_recall.delay": "20",
      "scene_status.status_code": "2",
      "scene_status.target_scene": "4660",
      "scene_status.current_scene": "5",
      "scene_status.remaining_time.steps": "50",
      "scene_register_status.scene": "4660",
      "scene_store.scene_number": "4660",
      "scene_delete_unacknowledged.scene_number": "4660",
    },
  },
];

testFamilies(test, families);
