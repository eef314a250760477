import type { Model } from "../access/model.js";
import { development } from "../base/development.js";
import { frozen } from "../base/frozen.js";
import { OnPowerUp } from "./common/power-up.js";
import { addStateUser } from "./common/state-users.js";
import { GenericOnOffServer } from "./generic-onoff/server.js";
import { LightOnOff } from "./light-lc/light-onoff.js";
import { LightLcServer, type LightLcServerOptions } from "./light-lc/server.js";
import { LightLcSetupServer } from "./light-lc/setup-server.js";
import { LightnessModels, type LightnessModelsOptions } from "./lightness-models.js";

/** What the models of a light with a controller are made with. */
export interface LcModelsOptions
  extends
    LightnessModelsOptions,
    Pick<LightLcServerOptions, "mode" | "occupancyMode" | "onState" | "properties"> {
  /** Generic OnPowerUp of a new device, a value of `OnPowerUp`. Default 2: the controller goes on after a power cut. */
  readonly onPowerUp?: number;
  /**
   * A dimmable light that is made already, such as that of a `CtlModels`. Default: a light of its own, made with
   * `onChange`, `stepTime`, `onPowerUp`, `defaultTransitionTime` and `range`, which are refused beside a light.
   */
  readonly light?: LightnessModels;
}

/** What a light of its own is made with. */
const ofLight = frozen(["onChange", "stepTime", "onPowerUp", "defaultTransitionTime", "range"]);

/** Throws TypeError for an option that a light which is made already would not follow. */
function refuseLightOptions(options: Readonly<Record<string, unknown>>): void {
  for (const name of ofLight)
    if (options[name] !== undefined)
      throw new TypeError(`${name}: an option of the light, which is made already: give it there`);
}

/**
 * The server models of a light with a light controller, which lights when somebody is there and keeps the
 * ambient light: those of a dimmable light on one element, and Light LC with its setup server and a
 * Generic OnOff Server on the next one. Mesh Model 1.1 §6.5.5.
 *
 *     const light = new LcModels({ mode: true, onChange: (lightness) => output(lightness) });
 *     const elements = [{ models: light.models }, { models: light.controllerModels }];
 *     new Node({ host, companyId, productId, elements });
 */
export class LcModels {
  /** The models of the light. */
  readonly light: LightnessModels;
  /** Generic OnOff of the controller's element: it lets the controller light, or fade to standby. */
  readonly onOff: GenericOnOffServer;
  readonly controller: LightLcServer;
  readonly setup: LightLcSetupServer;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LcModelsOptions = {}) {
    development.options?.("LcModels", options);
    const { light, mode, occupancyMode, onState, properties, ...own } = options;
    const { onRequest } = own;
    if (light) refuseLightOptions({ ...own });
    this.light = light ?? new LightnessModels({ onPowerUp: OnPowerUp.restore, ...own });
    const state = new LightOnOff();
    this.onOff = new GenericOnOffServer({}, state);
    addStateUser(state, this.onOff);
    this.controller = new LightLcServer({
      lightness: this.light.lightness,
      onOff: this.onOff,
      ...(onRequest && { onRequest }),
      ...(mode !== undefined && { mode }),
      ...(occupancyMode !== undefined && { occupancyMode }),
      ...(onState && { onState }),
      ...(properties && { properties }),
    });
    this.setup = new LightLcSetupServer(this.controller);
  }

  /** The models of the light, for an element. */
  get models(): readonly Model[] {
    return this.light.models;
  }

  /** The models of the controller, for the next element. */
  get controllerModels(): readonly Model[] {
    return [this.onOff, this.controller, this.setup];
  }
}
