import type { Host } from "../../host/host.js";
import { OnPowerUp } from "../../models/common/power-up.js";
import { linearOf } from "../../models/light-lightness/state.js";
import { LightnessModels } from "../../models/lightness-models.js";
import { Node } from "../../node/node.js";
import type { Board } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0010;

/** Milliseconds from one step of a transition to the next. */
const stepTime = 20;

/**
 * A light that can be dimmed: the lamp "lamp", and the button "button", which switches it. After a power
 * cut it is as it was.
 */
export function start(host: Host, board: Board): Node {
  const lamp = board.dimmer("lamp", 1);
  const light = new LightnessModels({
    stepTime,
    onPowerUp: OnPowerUp.restore,
    onChange: (lightness) => lamp.set(linearOf(lightness)),
  });
  const { lightness } = light;
  board.button("button", {
    onPress: () => lightness.set(lightness.lightness > 0 ? 0 : lightness.state.onValue),
  });
  return new Node({ host, companyId, productId, elements: [{ models: light.models }] });
}
