import type { Model } from "../access/model.js";
import { development } from "../base/development.js";
import { type ColorModelsOptions, lightOf } from "./color-models.js";
import { addStateUser } from "./common/state-users.js";
import { GenericLevelServer } from "./generic-level/server.js";
import { hueLevel, saturationLevel } from "./hue-level.js";
import { LightHslHueServer } from "./light-hsl/hue-server.js";
import type { LightHslValues } from "./light-hsl/messages.js";
import { LightHslSaturationServer } from "./light-hsl/saturation-server.js";
import { LightHslServer } from "./light-hsl/server.js";
import { LightHslSetupServer } from "./light-hsl/setup-server.js";
import { Hue, type HueOptions, Saturation, type SaturationOptions } from "./light-hsl/state.js";
import type { LightnessModels } from "./lightness-models.js";

/** What the models of a light with hue and saturation are made with. */
export interface HslModelsOptions extends ColorModelsOptions {
  /** Called with lightness, hue and saturation whenever one changes, at the steps of a transition too. */
  readonly onChange?: (values: LightHslValues) => void;
  /** Light HSL Hue of a new device, and its range. Default: 0 of the whole circle. */
  readonly hue?: HueOptions;
  /** Light HSL Saturation of a new device, and its range. Default: 0 of 0..1. */
  readonly saturation?: SaturationOptions;
}

/**
 * The server models of a coloured light, bound to each other: Light HSL with its setup server and all that they extend on one
 * element, hue and saturation on one element each. Mesh Model 1.1 §6.4.6 to §6.4.9.
 *
 *     const light = new HslModels({ onChange: ({ lightness, hue, saturation }) => output(lightness, hue, saturation) });
 *     new Node({ host, companyId, productId, elements: light.elements });
 */
export class HslModels {
  readonly light: LightnessModels;
  readonly hsl: LightHslServer;
  readonly setup: LightHslSetupServer;
  readonly hueLevel: GenericLevelServer;
  readonly hue: LightHslHueServer;
  readonly saturationLevel: GenericLevelServer;
  readonly saturation: LightHslSaturationServer;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: HslModelsOptions = {}) {
    development.options?.("HslModels", options);
    const { onChange, onRequest, stepTime } = options;
    const light = (this.light = lightOf(options));
    const hue = new Hue(options.hue);
    const saturation = new Saturation(options.saturation);
    if (stepTime !== undefined) hue.stepTime = saturation.stepTime = stepTime;
    const shared = {
      defaultTransitionTime: light.defaultTransitionTime,
      ...(onRequest && { onRequest }),
    };
    const hsl = (this.hsl = new LightHslServer({
      ...shared,
      ...(onChange && { onChange }),
      lightness: light.lightness,
      hue,
      saturation,
    }));
    this.setup = new LightHslSetupServer(hsl, light.setup);
    this.hueLevel = new GenericLevelServer(shared, { state: hue, binding: hueLevel });
    addStateUser(hue, this.hueLevel);
    this.hue = new LightHslHueServer({ ...shared, hsl, level: this.hueLevel });
    this.saturationLevel = new GenericLevelServer(shared, {
      state: saturation,
      binding: saturationLevel,
    });
    addStateUser(saturation, this.saturationLevel);
    this.saturation = new LightHslSaturationServer({
      ...shared,
      hsl,
      level: this.saturationLevel,
    });
  }

  /** The models of the main element beside those of the dimmable light. */
  get ownModels(): readonly Model[] {
    return [this.hsl, this.setup];
  }

  /** The models of the main element. */
  get models(): readonly Model[] {
    return [...this.light.models, ...this.ownModels];
  }

  /** The models of the element of the hue. */
  get hueModels(): readonly Model[] {
    return [this.hueLevel, this.hue];
  }

  /** The models of the element of the saturation. */
  get saturationModels(): readonly Model[] {
    return [this.saturationLevel, this.saturation];
  }

  /** The three elements, for a node that is this light alone. */
  get elements(): readonly { readonly models: readonly Model[] }[] {
    return [{ models: this.models }, { models: this.hueModels }, { models: this.saturationModels }];
  }
}
