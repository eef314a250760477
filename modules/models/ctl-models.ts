import type { Model } from "../access/model.js";
import { development } from "../base/development.js";
import { frozen } from "../base/frozen.js";
import { type ColorModelsOptions, lightOf } from "./color-models.js";
import { firstOf, pairOf, secondOf } from "./common/color-state.js";
import type { State } from "./common/state.js";
import { addStateUser } from "./common/state-users.js";
import type { LevelBinding } from "./generic-level/binding.js";
import { GenericLevelServer } from "./generic-level/server.js";
import { type CtlValues, LightCtlServer } from "./light-ctl/server.js";
import { LightCtlSetupServer } from "./light-ctl/setup-server.js";
import { ColorTemperature, type ColorTemperatureOptions } from "./light-ctl/state.js";
import { LightCtlTemperatureServer } from "./light-ctl/temperature-server.js";
import type { LightnessModels } from "./lightness-models.js";

const levels = 0xffff;

/**
 * The Generic Level state on the element of the colour temperature: the range is that of all levels. Delta UV stays.
 * Rounded to the nearest both ways. Mesh Model 1.1 §6.1.3.1.1.
 */
export const temperatureLevel: LevelBinding = frozen({
  valueOf(level: number, state: State): number {
    const { maximum, minimum, target } = state as ColorTemperature;
    const temperature = minimum + ((level + 0x8000) * (maximum - minimum)) / levels;
    return pairOf(Math.round(temperature), secondOf(target));
  },
  levelOf(value: number, state: State): number {
    const { maximum, minimum } = state as ColorTemperature;
    if (maximum === minimum) return 0;
    // A range that was set later may not have the temperature in it.
    const temperature = Math.max(minimum, Math.min(maximum, firstOf(value)));
    return Math.round(((temperature - minimum) * levels) / (maximum - minimum)) - 0x8000;
  },
});

/** What the models of a tunable white light are made with. */
export interface CtlModelsOptions extends ColorModelsOptions {
  /** Called with lightness and colour temperature whenever one changes, at the steps of a transition too. */
  readonly onChange?: (values: CtlValues) => void;
  /** Light CTL Default of a new device. Default: the lowest temperature of the range, and Delta UV 0. */
  readonly default?: NonNullable<ColorTemperatureOptions["default"]>;
  /** Light CTL Temperature Range of a new device. Default: unknown, so that all temperatures are in it. */
  readonly temperatureRange?: NonNullable<ColorTemperatureOptions["range"]>;
}

/**
 * The server models of a tunable white light, bound to each other: Light CTL with its setup server and all that they extend on
 * one element, the colour temperature on another one. Mesh Model 1.1 §6.4.3 to §6.4.5.
 *
 *     const light = new CtlModels({ onChange: ({ lightness, temperature }) => output(lightness, temperature) });
 *     new Node({ host, companyId, productId, elements: light.elements });
 */
export class CtlModels {
  readonly light: LightnessModels;
  readonly ctl: LightCtlServer;
  readonly setup: LightCtlSetupServer;
  readonly temperatureLevel: GenericLevelServer;
  readonly temperature: LightCtlTemperatureServer;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: CtlModelsOptions = {}) {
    development.options?.("CtlModels", options);
    const { onChange, onRequest, stepTime, temperatureRange: range } = options;
    const light = (this.light = lightOf(options));
    const color = new ColorTemperature({
      ...(options.default && { default: options.default }),
      ...(range && { range }),
    });
    if (stepTime !== undefined) color.stepTime = stepTime;
    const shared = {
      defaultTransitionTime: light.defaultTransitionTime,
      ...(onRequest && { onRequest }),
    };
    const { lightness } = light;
    this.ctl = new LightCtlServer({ ...shared, ...(onChange && { onChange }), lightness, color });
    this.setup = new LightCtlSetupServer(this.ctl, light.setup);
    const level = new GenericLevelServer(shared, { state: color, binding: temperatureLevel });
    addStateUser(color, level);
    this.temperatureLevel = level;
    this.temperature = new LightCtlTemperatureServer({ ...shared, ctl: this.ctl, level });
  }

  /** The models of the main element beside those of the dimmable light. */
  get ownModels(): readonly Model[] {
    return [this.ctl, this.setup];
  }

  /** The models of the main element. */
  get models(): readonly Model[] {
    return [...this.light.models, ...this.ownModels];
  }

  /** The models of the element of the colour temperature. */
  get temperatureModels(): readonly Model[] {
    return [this.temperatureLevel, this.temperature];
  }

  /** Both elements, for a node that is this light alone. */
  get elements(): readonly { readonly models: readonly Model[] }[] {
    return [{ models: this.models }, { models: this.temperatureModels }];
  }
}
