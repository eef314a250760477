// A light, a socket and a level on two elements, with a Scene Server that keeps their states.
import { GenericLevelServer } from "../../modules/models/generic-level/server.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { LightnessModels } from "../../modules/models/lightness-models.js";
import { SceneRecall, SceneStore } from "../../modules/models/scene/messages.js";
import { SceneServer, type SceneServerOptions } from "../../modules/models/scene/server.js";
import { SceneSetupServer } from "../../modules/models/scene/setup-server.js";
import { ModelRig } from "./model-rig.js";

/** A light with scenes on element 0; a socket and a level on element 1, which the scenes keep too. */
export function sceneRig(options: SceneServerOptions = {}) {
  const light = new LightnessModels();
  const { defaultTransitionTime } = light;
  const scenes = new SceneServer({ defaultTransitionTime, ...options });
  const setup = new SceneSetupServer(scenes, defaultTransitionTime);
  const socket = new GenericOnOffServer();
  const level = new GenericLevelServer();
  const elements = [
    [...light.models, scenes, setup],
    [socket, level],
  ];
  const rig = new ModelRig(elements);
  const states = () => [light.lightness.lightness, socket.isOn, level.level];
  const set = (lightness: number, on: boolean, value: number) => {
    light.lightness.set(lightness);
    socket.set(on);
    level.set(value);
    rig.clock.advance(0);
  };
  const recall = (scene: number, time?: number, delay = 0) =>
    rig.tell(SceneRecall, {
      scene,
      tid: rig.tid(),
      transition: time === undefined ? undefined : { time, delay },
    });
  const store = (scene: number) => rig.tell(SceneStore, { scene });
  return { level, light, recall, rig, scenes, set, setup, socket, states, store };
}

/** The parameters of a Scene Status message. */
export const sceneStatus = (present: number, target?: number, remaining?: number, status = 0) => ({
  status,
  present,
  change: target === undefined ? undefined : { target, remaining },
});
