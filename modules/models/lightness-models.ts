import { development } from "../base/development.js";
import { frozen } from "../base/frozen.js";
import type { Model } from "../access/model.js";
import { OnPowerUp, type PoweredState, PowerUp } from "./common/power-up.js";
import type { State } from "./common/state.js";
import type { StateServerOptions } from "./common/state-server.js";
import { addStateUser } from "./common/state-users.js";
import { GenericDefaultTransitionTimeServer } from "./generic-default-transition-time/server.js";
import { type LevelBinding, offsetLevel } from "./generic-level/binding.js";
import { GenericLevelServer } from "./generic-level/server.js";
import { GenericOnOffServer } from "./generic-onoff/server.js";
import {
  GenericPowerOnOffServer,
  GenericPowerOnOffSetupServer,
} from "./generic-power-onoff/server.js";
import { LightLightnessServer } from "./light-lightness/server.js";
import { LightLightnessSetupServer } from "./light-lightness/setup-server.js";
import { Lightness } from "./light-lightness/state.js";

/** What the models of a dimmable light are made with. */
export interface LightnessModelsOptions extends Pick<StateServerOptions, "onRequest"> {
  /** Called with the lightness, 0..65,535, whenever it changes, at the steps of a transition too. */
  readonly onChange?: (lightness: number) => void;
  /** Milliseconds between two steps of a transition. Default: `onChange` is called at its end only. */
  readonly stepTime?: number;
  /** Generic OnPowerUp of a new device, a value of `OnPowerUp`. Default 0: off. */
  readonly onPowerUp?: number;
  /** Generic Default Transition Time of a new device, ms. Default 0. */
  readonly defaultTransitionTime?: number;
  /** Light Lightness Range of a new device, 1..65,535. Default: all. */
  readonly range?: { readonly minimum: number; readonly maximum: number };
}

/** Generic Level of a light: its deltas and moves stay in the range of the lightness. Mesh Model 1.1 §6.1.2.2.1. */
const lightnessLevel: LevelBinding = frozen({
  ...offsetLevel,
  range(state: State): readonly [number, number] {
    const { maximum, minimum } = state as Lightness;
    return [minimum - 0x8000, maximum - 0x8000];
  },
});

/**
 * The server models of a dimmable light on one element, bound to each other: Light Lightness with its setup server
 * and all that they extend. Mesh Model 1.1 §6.4.1, §6.4.2.
 *
 *     const light = new LightnessModels({ onChange: (lightness) => output(lightness) });
 *     new Node({ host, companyId, productId, elements: [{ models: light.models }] });
 */
export class LightnessModels implements PoweredState {
  readonly defaultTransitionTime: GenericDefaultTransitionTimeServer;
  readonly onOff: GenericOnOffServer;
  readonly level: GenericLevelServer;
  readonly powerOnOff: GenericPowerOnOffServer;
  readonly powerOnOffSetup: GenericPowerOnOffSetupServer;
  readonly lightness: LightLightnessServer;
  readonly setup: LightLightnessSetupServer;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: LightnessModelsOptions = {}) {
    development.options?.("LightnessModels", options);
    const { onChange, onPowerUp = 0, onRequest, range, stepTime } = options;
    const state = new Lightness();
    if (range) Object.assign(state, { minimum: range.minimum, maximum: range.maximum });
    if (stepTime !== undefined) state.stepTime = stepTime;
    if (onPowerUp === OnPowerUp.default) state.value = state.onValue;
    const power = new PowerUp(onPowerUp);
    const time = new GenericDefaultTransitionTimeServer({
      time: options.defaultTransitionTime ?? 0,
    });
    const shared = { defaultTransitionTime: time, ...(onRequest && { onRequest }) };
    this.defaultTransitionTime = time;
    this.onOff = new GenericOnOffServer(shared, state);
    addStateUser(state, this.onOff);
    this.level = new GenericLevelServer(shared, { state, binding: lightnessLevel });
    addStateUser(state, this.level);
    this.powerOnOff = new GenericPowerOnOffServer(power, this.onOff);
    this.powerOnOffSetup = new GenericPowerOnOffSetupServer(this.powerOnOff, time);
    this.lightness = new LightLightnessServer({
      ...shared,
      ...(onChange && { onChange }),
      lightness: state,
      power,
      powerOnOff: this.powerOnOff,
      level: this.level,
    });
    this.setup = new LightLightnessSetupServer(this.lightness, this.powerOnOffSetup);
    power.add(this);
  }

  /** Generic OnOff follows what the lightness is after a power cut, without being published. */
  powerUp(): void {
    const { onOff } = this;
    onOff.isOn = onOff.state.isOn;
  }

  /** All models, for an element. */
  get models(): readonly Model[] {
    const { defaultTransitionTime, level, lightness, onOff, powerOnOff, powerOnOffSetup, setup } =
      this;
    return [onOff, level, defaultTransitionTime, powerOnOff, powerOnOffSetup, lightness, setup];
  }
}
