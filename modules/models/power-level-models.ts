import { development } from "../base/development.js";
import { frozen } from "../base/frozen.js";
import type { Model } from "../access/model.js";
import { OnPowerUp, type PoweredState, PowerUp } from "./common/power-up.js";
import { RangedState } from "./common/ranged-state.js";
import type { State } from "./common/state.js";
import type { StateServerOptions } from "./common/state-server.js";
import { addStateUser } from "./common/state-users.js";
import { GenericDefaultTransitionTimeServer } from "./generic-default-transition-time/server.js";
import { type LevelBinding, offsetLevel } from "./generic-level/binding.js";
import { GenericLevelServer } from "./generic-level/server.js";
import { GenericOnOffServer } from "./generic-onoff/server.js";
import { GenericPowerLevelServer } from "./generic-power-level/server.js";
import { GenericPowerLevelSetupServer } from "./generic-power-level/setup-server.js";
import {
  GenericPowerOnOffServer,
  GenericPowerOnOffSetupServer,
} from "./generic-power-onoff/server.js";

/** What the models of a device with a power level are made with. */
export interface PowerLevelModelsOptions extends Pick<StateServerOptions, "onRequest"> {
  /** Called with the power, 0..65,535, whenever it changes, at the steps of a transition too. */
  readonly onChange?: (power: number) => void;
  /** Milliseconds between two steps of a transition. Default: `onChange` is called at its end only. */
  readonly stepTime?: number;
  /** Generic OnPowerUp of a new device, a value of `OnPowerUp`. Default 0: off. */
  readonly onPowerUp?: number;
  /** Generic Default Transition Time of a new device, ms. Default 0. */
  readonly defaultTransitionTime?: number;
  /** Generic Power Range of a new device, 1..65,535. Default: all. */
  readonly range?: { readonly minimum: number; readonly maximum: number };
}

/** Generic Level of a power: its deltas and moves stay in the range of the power. Mesh Model 1.1 §3.1.5.1.1. */
const powerLevel: LevelBinding = frozen({
  ...offsetLevel,
  range(state: State): readonly [number, number] {
    const { maximum, minimum } = state as RangedState;
    return [minimum - 0x8000, maximum - 0x8000];
  },
});

/**
 * The server models of a device with a power level on one element, such as a heater, bound to each other: Generic
 * Power Level with its setup server and all that they extend. Mesh Model 1.1 §3.3.6, §3.3.7.
 *
 *     const heater = new PowerLevelModels({ onChange: (power) => output(power) });
 *     new Node({ host, companyId, productId, elements: [{ models: heater.models }] });
 */
export class PowerLevelModels implements PoweredState {
  readonly defaultTransitionTime: GenericDefaultTransitionTimeServer;
  readonly onOff: GenericOnOffServer;
  readonly level: GenericLevelServer;
  readonly powerOnOff: GenericPowerOnOffServer;
  readonly powerOnOffSetup: GenericPowerOnOffSetupServer;
  readonly powerLevel: GenericPowerLevelServer;
  readonly setup: GenericPowerLevelSetupServer;

  /** Throws TypeError, or RangeError, naming the option that is wrong. */
  constructor(options: PowerLevelModelsOptions = {}) {
    development.options?.("PowerLevelModels", options);
    const { onChange, onPowerUp = 0, onRequest, range, stepTime } = options;
    const state = new RangedState();
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
    this.level = new GenericLevelServer(shared, { state, binding: powerLevel });
    addStateUser(state, this.level);
    this.powerOnOff = new GenericPowerOnOffServer(power, this.onOff);
    this.powerOnOffSetup = new GenericPowerOnOffSetupServer(this.powerOnOff, time);
    this.powerLevel = new GenericPowerLevelServer({
      ...shared,
      ...(onChange && { onChange }),
      powerLevel: state,
      power,
      powerOnOff: this.powerOnOff,
      level: this.level,
    });
    this.setup = new GenericPowerLevelSetupServer(this.powerLevel, this.powerOnOffSetup);
    power.add(this);
  }

  /** Generic OnOff follows what the power is after a power cut, without being published. */
  powerUp(): void {
    const { onOff } = this;
    onOff.isOn = onOff.state.isOn;
  }

  /** All models, for an element. */
  get models(): readonly Model[] {
    const { defaultTransitionTime, level, onOff, powerLevel, powerOnOff, powerOnOffSetup, setup } =
      this;
    return [onOff, level, defaultTransitionTime, powerOnOff, powerOnOffSetup, powerLevel, setup];
  }
}
