import { Timer } from "../../base/timer.js";
import {
  delayBegun,
  Move,
  moveBegun,
  moveEnded,
  State,
  type TransitionTimes,
  valueChanged,
} from "../common/state.js";

/** What the Sets of a Light OnOff state are events of. */
export interface LightOnOffOwner {
  /** Light On or Light Off. `time`: milliseconds of the fade; undefined: those of the controller's property. */
  lightOnOff(on: boolean, time: number | undefined): void;
  /** Milliseconds of the fade of such an event without a time of its own; undefined: the controller is off. */
  fadeTime(on: boolean): number | undefined;
}

/**
 * The Light LC Light OnOff state of a light controller, 0 or 1, to which Generic OnOff of its element is bound.
 * A Set is an event of the controller, which moves the state. Mesh Model 1.1 §6.2.3.4.
 */
export class LightOnOff extends State {
  /** The controller. For its server. */
  declare owner: LightOnOffOwner | undefined;
  /** The event that is delayed. */
  declare private delayTimer: Timer<LightOnOff> | undefined;
  declare private delayed: { readonly on: boolean; readonly time: number | undefined } | undefined;

  constructor() {
    super(0);
  }

  /** While the controller is off a Set has no effect. One with a delay replaces another that is delayed. */
  override set(target: number, transition: TransitionTimes | undefined, setter: unknown): void {
    const { clock, owner, user } = this;
    const on = target !== 0;
    const time = transition?.time;
    const fade = owner?.fadeTime(on);
    if (fade === undefined) return user?.stateChanged(this, 0, setter);
    this.delayTimer?.stop();
    const delay = transition?.delay ?? 0;
    if (delay === 0 || clock === undefined) return owner!.lightOnOff(on, time);
    this.delayed = { on, time };
    this.delayTimer ??= new Timer(clock, LightOnOff.#delayOver, this);
    this.delayTimer.start(delay);
    this.move = new Move(
      true,
      this.value,
      Number(on),
      time ?? fade,
      clock.now() + delay,
      undefined,
    );
    user?.stateChanged(this, delayBegun, setter);
  }

  /**
   * The controller has gone to a state in which the light is on or off; after `time` ms where that is above 0. An
   * event that is delayed still comes.
   */
  become(on: boolean, time: number): void {
    const { clock, goal, move, owner, user, value } = this;
    const target = Number(on);
    // On from the begin of the fade on, off at its end.
    const fades = time > 0 && clock !== undefined;
    this.value = fades && !on ? Math.max(value, target) : target;
    this.move = fades
      ? new Move(false, this.value, target, time, clock.now() + time, undefined)
      : undefined;
    const began = fades ? moveBegun : 0;
    const ended = move && !fades ? moveEnded : 0;
    const change = began | ended | (this.value === value ? 0 : valueChanged);
    // That a fade ends is what its event led to, and no change of its own.
    if (change !== 0) user?.stateChanged(this, change, goal === target ? undefined : owner);
  }

  /** The controller is off: an event that is delayed does not come. */
  cancel(): void {
    this.delayTimer?.stop();
  }

  override finish(): void {
    this.cancel();
    this.clock = undefined;
    this.move = undefined;
  }

  static #delayOver(state: LightOnOff): void {
    const { delayed, owner } = state;
    if (state.move?.delayed) state.move = undefined;
    if (delayed) owner?.lightOnOff(delayed.on, delayed.time);
  }
}
