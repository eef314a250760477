import { frozen } from "../base/frozen.js";
import { LightnessModels, type LightnessModelsOptions } from "./lightness-models.js";

/** What the models of every light with a colour are made with. */
export interface ColorModelsOptions extends Omit<LightnessModelsOptions, "onChange"> {
  /**
   * The dimmable light that gets the colour: one that has another kind of colour too. Default: a light of its own, made with
   * `onPowerUp`, `defaultTransitionTime` and `range`.
   */
  readonly light?: LightnessModels;
}

const ofLight = frozen(["onPowerUp", "defaultTransitionTime", "range"]);

/** The dimmable light of the options. Throws TypeError where they have both one and what one is made with. */
export function lightOf(options: ColorModelsOptions): LightnessModels {
  const { defaultTransitionTime, light, onPowerUp, onRequest, range, stepTime } = options;
  if (light === undefined)
    return new LightnessModels({
      ...(onRequest && { onRequest }),
      ...(stepTime !== undefined && { stepTime }),
      ...(onPowerUp !== undefined && { onPowerUp }),
      ...(defaultTransitionTime !== undefined && { defaultTransitionTime }),
      ...(range && { range }),
    });
  for (const name of ofLight)
    if (options[name] !== undefined)
      throw new TypeError(`${name}: an option of the light, which is made already: give it there`);
  return light;
}
