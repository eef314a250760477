import type { Model } from "../access/model.js";
import { development } from "../base/development.js";

import { LightLightnessServer } from "./light-lightness/server.js";
import { LightLightnessSetupServer } from "./light-lightness/setup-server.js";
import { Lightness } from "./light-lightness/state.js";
import { RangedModels, type RangedModelsOptions } from "./ranged-models.js";

/** What the models of a dimmable light are made with. */
export interface LightnessModelsOptions extends RangedModelsOptions {
  /** Called with the lightness, 0..65,535, whenever it changes, at the steps of a transition too. */
  readonly onChange?: (lightness: number) => void;
}

/**
 * The server models of a dimmable light on one element, bound to each other: Light Lightness with its setup server
 * and all that they extend. Mesh Model 1.1 §6.4.1, §6.4.2.
 *
 *     const light = new LightnessModels({ onChange: (lightness) => output(lightness) });
 *     new Node({ host, companyId, productId, elements: [{ models: light.models }] });
 */
export class LightnessModels extends RangedModels {
  readonly lightness: LightLightnessServer;
  readonly setup: LightLightnessSetupServer;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightnessModelsOptions = {}) {
    development.options?.("LightnessModels", options);
    const state = new Lightness();
    super(options, state);
    const { onChange } = options;
    this.lightness = new LightLightnessServer({
      ...this.parts(options),
      ...(onChange && { onChange }),
      lightness: state,
    });
    this.setup = new LightLightnessSetupServer(this.lightness, this.powerOnOffSetup);
    this.lightness.power.add(this);
  }

  /** All models, for an element. */
  get models(): readonly Model[] {
    return [...this.baseModels, this.lightness, this.setup];
  }
}
