import type { Model } from "../access/model.js";
import { development } from "../base/development.js";
import { RangedState } from "./common/ranged-state.js";
import { GenericPowerLevelServer } from "./generic-power-level/server.js";
import { GenericPowerLevelSetupServer } from "./generic-power-level/setup-server.js";
import { RangedModels, type RangedModelsOptions } from "./ranged-models.js";

/** What the models of a device with a power level are made with. */
export interface PowerLevelModelsOptions extends RangedModelsOptions {
  /** Called with the power, 0..65,535, whenever it changes, at the steps of a transition too. */
  readonly onChange?: (power: number) => void;
}

/**
 * The server models of a device with a power level on one element, such as a heater, bound to each other: Generic
 * Power Level with its setup server and all that they extend. Mesh Model 1.1 §3.3.6, §3.3.7.
 *
 *     const heater = new PowerLevelModels({ onChange: (power) => output(power) });
 *     new Node({ host, companyId, productId, elements: [{ models: heater.models }] });
 */
export class PowerLevelModels extends RangedModels {
  readonly powerLevel: GenericPowerLevelServer;
  readonly setup: GenericPowerLevelSetupServer;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: PowerLevelModelsOptions = {}) {
    development.options?.("PowerLevelModels", options);
    const state = new RangedState();
    super(options, state);
    const { onChange } = options;
    this.powerLevel = new GenericPowerLevelServer({
      ...this.parts(options),
      ...(onChange && { onChange }),
      powerLevel: state,
    });
    this.setup = new GenericPowerLevelSetupServer(this.powerLevel, this.powerOnOffSetup);
    this.powerLevel.power.add(this);
  }

  /** All models, for an element. */
  get models(): readonly Model[] {
    return [...this.baseModels, this.powerLevel, this.setup];
  }
}
