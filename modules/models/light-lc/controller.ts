import type { ModelServices } from "../../access/model.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import type { Lightness } from "../light-lightness/state.js";
import type { LightOnOff, LightOnOffOwner } from "./light-onoff.js";
import { isLcFade, isLcOn, LcEvent, lcLevels, LcState, lcTimes, nextLcState } from "./machine.js";
import { LcOutput } from "./output.js";
import { lcIndex, type LcProperties } from "./properties.js";

/** Who is called when the state of a controller changes. */
export interface LightControllerUser {
  /** `state`: a value of `LcState`. */
  controllerChanged(state: number): void;
}

/** What a LightController is made with. */
export interface LightControllerOptions {
  readonly lightness: Lightness;
  readonly lightOnOff: LightOnOff;
  readonly properties: LcProperties;
}

/**
 * The state machine of a Light LC Server: its states, the timer that ends them, and what they make of the light.
 * Mesh Model 1.1 §6.2.5. It has no LC Occupancy state: each report is an event, as each Set of that state is.
 */
export class LightController implements LightOnOffOwner {
  /** A value of `LcState`. */
  state: number = LcState.off;
  /** Whether occupancy switches on in the Standby state. */
  occupancyMode = false;
  readonly output: LcOutput;
  /** For its server. */
  user: LightControllerUser | undefined = undefined;
  readonly #lightOnOff: LightOnOff;
  readonly #properties: LcProperties;
  /** Ends the state. */
  #timer: Timer<LightController> | undefined;
  /** Runs while occupancy was reported, and does not count yet. */
  #occupancy: Timer<LightController> | undefined;
  #occupancyAt = 0;
  #clock: Clock | undefined;

  constructor({ lightness, lightOnOff, properties }: LightControllerOptions) {
    this.output = new LcOutput(lightness, properties);
    this.#lightOnOff = lightOnOff;
    this.#properties = properties;
    lightOnOff.owner = this;
  }

  /**
   * Mode On: it controls the light, in the Standby state. `on`: it fades on in place of that, within `time` ms, or as
   * long as its property says; it goes on, or a scene was recalled.
   */
  begin(services: Pick<ModelServices, "clock" | "queue">, on = false, time?: number): void {
    const { clock } = services;
    this.#clock = clock;
    this.#timer ??= new Timer(clock, LightController.#timeOver, this);
    this.#occupancy ??= new Timer(clock, LightController.#occupied, this);
    // Nothing of what was before: a scene, or the mode, may begin it again.
    this.#occupancy.stop();
    this.#lightOnOff.cancel();
    this.state = LcState.off;
    this.output.begin(services);
    this.#enter(on ? LcState.fadeOn : LcState.standby, time);
  }

  /** Mode Off: the light stays as it is. */
  end(): void {
    this.#timer?.stop();
    this.#occupancy?.stop();
    this.output.end();
    this.state = LcState.off;
    this.#lightOnOff.cancel();
    this.#lightOnOff.become(false, 0);
    this.user?.controllerChanged(LcState.off);
  }

  fadeTime(on: boolean): number | undefined {
    if (this.state === LcState.off) return undefined;
    const { timeFadeOn, timeFadeStandbyManual } = lcIndex;
    return this.#properties.values[on ? timeFadeOn : timeFadeStandbyManual];
  }

  lightOnOff(on: boolean, time: number | undefined): void {
    this.#happened(on ? LcEvent.lightOn : LcEvent.lightOff, time);
  }

  /** The Light Control Time Occupancy Delay state, ms. */
  get occupancyDelay(): number {
    return this.#properties.values[lcIndex.timeOccupancyDelay]!;
  }

  /** A sensor has reported the ambient light, lx. Without effect while it is off. */
  ambientReported(lux: number): void {
    if (this.state !== LcState.off) this.output.ambientReported(lux);
  }

  /** A property was set: what depends on it follows at once, except for times that run. */
  propertyChanged(): void {
    if (this.state !== LcState.off) this.output.changed();
  }

  /** A sensor has reported occupancy, which began `age` ms ago. It counts after the Occupancy Delay, that of an earlier report if it waits. */
  occupancyReported(age: number): void {
    if (this.state === LcState.off) return;
    const timer = this.#occupancy!;
    const now = this.#clock!.now();
    const delay = this.occupancyDelay - age;
    if (delay <= 0) {
      timer.stop();
      return LightController.#occupied(this);
    }
    if (timer.running && this.#occupancyAt <= now + delay) return;
    this.#occupancyAt = now + delay;
    timer.start(delay);
  }

  static #occupied(controller: LightController): void {
    if (controller.state !== LcState.standby || controller.#startsByItself)
      controller.#happened(LcEvent.occupancy, undefined);
  }

  /**
   * The Auto Occupancy condition of the Standby state. The specification compares an ambient light that nobody has reported
   * as 0; here it does not count, so that a light without such a sensor also starts with a level of 0 lx.
   */
  get #startsByItself(): boolean {
    const { ambient } = this.output;
    const level = this.#properties.values[lcIndex.ambientLuxLevelOn]!;
    return this.occupancyMode && (ambient === undefined || ambient < level);
  }

  static #timeOver(controller: LightController): void {
    controller.#happened(LcEvent.timer, undefined);
  }

  #happened(event: number, time: number | undefined): void {
    const next = nextLcState(this.state, event);
    if (next !== undefined) this.#enter(next, time);
  }

  /** Goes to a state. `time`: milliseconds of a fade; undefined: those of its property. */
  #enter(state: number, time: number | undefined): void {
    const before = this.state;
    this.state = state;
    const index = lcTimes[state];
    const own = index === undefined ? 0 : this.#properties.values[index]!;
    const fades = isLcFade(state);
    const lasts = fades ? (time ?? own) : own;
    if (index === undefined) this.#timer!.stop();
    else this.#timer!.start(lasts);
    // Run again: only its time begins again.
    if (state !== before) this.output.fade(lcLevels[state]!, fades ? lasts : 0);
    const moves = fades && state !== LcState.fade;
    this.#lightOnOff.become(isLcOn(state), moves ? lasts : 0);
    if (state !== before) this.user?.controllerChanged(state);
  }
}
