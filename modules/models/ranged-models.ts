import { type Model } from "../access/model.js";
import { frozen } from "../base/frozen.js";
import { OnPowerUp, type PoweredState, PowerUp } from "./common/power-up.js";
import type { RangedState } from "./common/ranged-state.js";
import type { RangedStateServerOptions } from "./common/ranged-state-server.js";
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

/** What the models of a device with a lightness or a power are made with. */
export interface RangedModelsOptions extends Pick<StateServerOptions, "onRequest"> {
  /** Milliseconds between two steps of a transition. Default: `onChange` is called at its end only. */
  readonly stepTime?: number;
  /**
   * Generic OnPowerUp of a new device, a value of `OnPowerUp`. Default 0: off. With 1 a new device is on from the begin, which is no
   * change: the application switches it on when it starts.
   */
  readonly onPowerUp?: number;
  /** Generic Default Transition Time of a new device, ms. Default 0. */
  readonly defaultTransitionTime?: number;
  /** The Range state of a new device, 1..65,535. Default: all. */
  readonly range?: { readonly minimum: number; readonly maximum: number };
}

/** Generic Level: its deltas and moves stay in the range of the state. Mesh Model 1.1 §3.1.5.1.1, §6.1.2.2.1. */
const rangedLevel: LevelBinding = frozen({
  ...offsetLevel,
  range(state: State): readonly [number, number] {
    const { maximum, minimum } = state as RangedState;
    return [minimum - 0x8000, maximum - 0x8000];
  },
});

/** The models that Light Lightness and Generic Power Level extend, bound to the state of these. */
export abstract class RangedModels implements PoweredState {
  readonly defaultTransitionTime: GenericDefaultTransitionTimeServer;
  readonly onOff: GenericOnOffServer;
  readonly level: GenericLevelServer;
  readonly powerOnOff: GenericPowerOnOffServer;
  readonly powerOnOffSetup: GenericPowerOnOffSetupServer;

  protected constructor(options: RangedModelsOptions, state: RangedState) {
    const { onPowerUp = 0, onRequest, range, stepTime } = options;
    if (range) Object.assign(state, { minimum: range.minimum, maximum: range.maximum });
    if (stepTime !== undefined) state.stepTime = stepTime;
    if (onPowerUp === OnPowerUp.default) state.value = state.onValue;
    const time = new GenericDefaultTransitionTimeServer({
      time: options.defaultTransitionTime ?? 0,
    });
    const shared = { defaultTransitionTime: time, ...(onRequest && { onRequest }) };
    this.defaultTransitionTime = time;
    this.onOff = new GenericOnOffServer(shared, state);
    addStateUser(state, this.onOff);
    this.level = new GenericLevelServer(shared, { state, binding: rangedLevel });
    addStateUser(state, this.level);
    this.powerOnOff = new GenericPowerOnOffServer(new PowerUp(onPowerUp), this.onOff);
    this.powerOnOffSetup = new GenericPowerOnOffSetupServer(this.powerOnOff, time);
  }

  /** Generic OnOff follows what the state is after a power cut, without being published. */
  powerUp(): void {
    const { onOff } = this;
    onOff.isOn = onOff.state.isOn;
  }

  /** What the server of the state itself is made with. */
  protected parts({ onRequest }: RangedModelsOptions): Omit<RangedStateServerOptions, "onChange"> {
    const { defaultTransitionTime, level, powerOnOff } = this;
    const { power } = powerOnOff;
    return { defaultTransitionTime, level, power, powerOnOff, ...(onRequest && { onRequest }) };
  }

  /** The models, for an element. */
  protected get baseModels(): readonly Model[] {
    const { defaultTransitionTime, level, onOff, powerOnOff, powerOnOffSetup } = this;
    return [onOff, level, defaultTransitionTime, powerOnOff, powerOnOffSetup];
  }
}
