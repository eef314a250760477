import { frozen } from "../../base/frozen.js";
import type { Host } from "../../host/host.js";
import { LcModels, type LcModelsOptions } from "../../models/lc-models.js";
import { linearOf } from "../../models/light-lightness/state.js";
import { SceneServer } from "../../models/scene/server.js";
import { SceneSetupServer } from "../../models/scene/setup-server.js";
import { Node } from "../../node/node.js";
import { NlcProfile, type ProfileConfig, profilesOf } from "../profiles.js";
import type { Board } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0011;

/** Milliseconds from one step of a transition to the next. */
const stepTime = 20;

/**
 * What is known of the sizes that a Basic Lightness Controller has to have; three AppKeys and two NetKeys are the default. Models
 * that share subscriptions have room for these together: the three of the controller's element for 33.
 */
const limits = frozen({ replayList: 32, messageCache: 64, subscriptions: 11 });

/** The "config" of the manifest. */
export interface ControlledLightConfig extends ProfileConfig {
  /** Levels and times of the controller of a new device that are not the default ones. */
  readonly controller?: LcModelsOptions["properties"];
}

/**
 * A light that thinks for itself: its controller lights the lamp "lamp" while sensors of the network report
 * that somebody is there, and keeps the ambient light that they report; and it has scenes. The elements are those of a
 * Basic Lightness Controller; the button "button" lets it light, and fade to standby.
 */
export function start(host: Host, board: Board, config: ControlledLightConfig = {}): Node {
  const { controller: properties } = config;
  const lamp = board.dimmer("lamp", 1);
  const light = new LcModels({
    mode: true,
    stepTime,
    ...(properties && { properties }),
    onChange: (lightness) => lamp.set(linearOf(lightness)),
  });
  board.button("button", { onPress: () => light.onOff.set(!light.onOff.isOn) });
  const { defaultTransitionTime } = light.light;
  const scenes = new SceneServer({ defaultTransitionTime });
  const sceneModels = [scenes, new SceneSetupServer(scenes, defaultTransitionTime)];
  const elements = [
    { models: [...light.models, ...sceneModels] },
    { models: light.controllerModels },
  ];
  return new Node({
    host,
    companyId,
    productId,
    elements,
    limits,
    ...profilesOf(config, NlcProfile.basicLightnessController, 0, 1),
  });
}
