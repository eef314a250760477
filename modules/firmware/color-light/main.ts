import type { Host } from "../../host/host.js";
import { OnPowerUp } from "../../models/common/power-up.js";
import { HslModels } from "../../models/hsl-models.js";
import { Node } from "../../node/node.js";
import { colorChannels } from "../channels.js";
import type { Board } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0018;

/** Milliseconds from one step of a transition to the next. */
const stepTime = 20;

/**
 * A coloured light: the lamp "lamp" with red, green and blue. Hue and saturation are on elements of their own; the button
 * "button" switches the light.
 */
export function start(host: Host, board: Board): Node {
  const lamp = board.dimmer("lamp", 3);
  const { elements, light } = new HslModels({
    stepTime,
    onPowerUp: OnPowerUp.restore,
    onChange: ({ hue, lightness, saturation }) => {
      const [red, green, blue] = colorChannels(hue, saturation, lightness / 0xffff);
      lamp.set(red, green, blue);
    },
  });
  const { lightness } = light;
  board.button("button", {
    onPress: () => lightness.set(lightness.lightness > 0 ? 0 : lightness.state.onValue),
  });
  return new Node({ host, companyId, productId, elements });
}
