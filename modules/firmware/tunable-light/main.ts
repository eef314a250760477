import { frozen } from "../../base/frozen.js";
import type { Host } from "../../host/host.js";
import { OnPowerUp } from "../../models/common/power-up.js";
import { CtlModels } from "../../models/ctl-models.js";
import { linearOf } from "../../models/light-lightness/state.js";
import { Node } from "../../node/node.js";
import { whiteChannels } from "../channels.js";
import type { Board } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0017;

/** Milliseconds from one step of a transition to the next. */
const stepTime = 20;
/** Colour temperatures of the two channels, K. */
const white = frozen({ warm: 2700, cold: 6500 });

/**
 * A tunable white light: the lamp "lamp" with a warm and a cold channel. The colour temperature is on an element of its
 * own; the button "button" switches the light.
 */
export function start(host: Host, board: Board): Node {
  const lamp = board.dimmer("lamp", 2);
  const { elements, light } = new CtlModels({
    stepTime,
    onPowerUp: OnPowerUp.restore,
    temperatureRange: { minimum: white.warm, maximum: white.cold },
    onChange: ({ lightness, temperature }) => {
      const [warm, cold] = whiteChannels(linearOf(lightness), temperature, white);
      lamp.set(warm, cold);
    },
  });
  const { lightness } = light;
  board.button("button", {
    onPress: () => lightness.set(lightness.lightness > 0 ? 0 : lightness.state.onValue),
  });
  return new Node({ host, companyId, productId, elements });
}
