import type { Model } from "../access/model.js";
import { development } from "../base/development.js";
import { type ColorModelsOptions, lightOf } from "./color-models.js";
import type { LightXylValues } from "./light-xyl/messages.js";
import { LightXylServer } from "./light-xyl/server.js";
import { LightXylSetupServer } from "./light-xyl/setup-server.js";
import { Chromaticity, type ChromaticityOptions } from "./light-xyl/state.js";
import type { LightnessModels } from "./lightness-models.js";

/** What the models of a light with coordinates of the CIE 1931 diagram are made with. */
export interface XylModelsOptions extends ColorModelsOptions {
  /** Called with lightness, x and y whenever one changes, at the steps of a transition too. */
  readonly onChange?: (values: LightXylValues) => void;
  /** Light xyL Default of a new device, 0..1. Default: 0. */
  readonly default?: NonNullable<ChromaticityOptions["default"]>;
  /** Light xyL Range of a new device, 0..1. Default: all. */
  readonly chromaticityRange?: NonNullable<ChromaticityOptions["range"]>;
}

/**
 * The server models of a coloured light on one element, bound to each other: Light xyL with its setup server and all that they
 * extend. Mesh Model 1.1 §6.4.10, §6.4.11.
 *
 *     const light = new XylModels({ onChange: ({ lightness, x, y }) => output(lightness, x, y) });
 *     new Node({ host, companyId, productId, elements: light.elements });
 */
export class XylModels {
  readonly light: LightnessModels;
  readonly xyl: LightXylServer;
  readonly setup: LightXylSetupServer;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: XylModelsOptions = {}) {
    development.options?.("XylModels", options);
    const { chromaticityRange: range, onChange, onRequest, stepTime } = options;
    const light = (this.light = lightOf(options));
    const chromaticity = new Chromaticity({
      ...(options.default && { default: options.default }),
      ...(range && { range }),
    });
    if (stepTime !== undefined) chromaticity.stepTime = stepTime;
    this.xyl = new LightXylServer({
      defaultTransitionTime: light.defaultTransitionTime,
      ...(onRequest && { onRequest }),
      ...(onChange && { onChange }),
      lightness: light.lightness,
      chromaticity,
    });
    this.setup = new LightXylSetupServer(this.xyl, light.setup);
  }

  /** The models beside those of the dimmable light. */
  get ownModels(): readonly Model[] {
    return [this.xyl, this.setup];
  }

  /** All models, for an element. */
  get models(): readonly Model[] {
    return [...this.light.models, ...this.ownModels];
  }

  /** The element, for a node that is this light alone. */
  get elements(): readonly { readonly models: readonly Model[] }[] {
    return [{ models: this.models }];
  }
}
