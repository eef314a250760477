import { frozen } from "../../base/frozen.js";
import type { Host } from "../../host/host.js";
import { SceneClient } from "../../models/scene/client.js";
import { Node } from "../../node/node.js";
import { NlcProfile, type ProfileConfig, profilesOf } from "../profiles.js";
import type { Board } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0016;

/** Names of the buttons: that of scene 1, of scene 2 and so on. */
const buttons = frozen(["scene1", "scene2", "scene3", "scene4"]);
/** Milliseconds after which all nodes begin, also those that hear only a later transmission. */
const delay = 100;
/** Milliseconds of the transition to a scene. */
const time = 1000;

/**
 * A scene selector with a button for each of four scenes. A provisioner says where they are recalled, with
 * the publication of the client; the nodes store what a scene is.
 */
export function start(host: Host, board: Board, config: ProfileConfig = {}): Node {
  const client = new SceneClient();
  buttons.forEach((name, i) => {
    const transition = { time, delay };
    board.button(name, { onPress: () => client.publish({ scene: i + 1, transition }) });
  });
  return new Node({
    host,
    companyId,
    productId,
    elements: [{ models: [client] }],
    ...profilesOf(config, NlcProfile.basicSceneSelector, 0),
  });
}
