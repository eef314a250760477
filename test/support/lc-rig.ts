import { LcState } from "../../modules/models/light-lc/machine.js";
import { LightLcLightOnOffSet, LightLcModeSet } from "../../modules/models/light-lc/messages.js";
import type { LcPropertyValues } from "../../modules/models/light-lc/properties.js";
import { LcModels, type LcModelsOptions } from "../../modules/models/lc-models.js";
import { SensorStatus } from "../../modules/models/sensor/messages.js";
import type { DeviceProperty } from "../../modules/models/common/device-properties/device-property.js";
import { ModelRig } from "./model-rig.js";

/** Times that are all different, so that a test sees which one runs. */
export const times = {
  timeFadeOn: 1000,
  timeRunOn: 20_000,
  timeFade: 3000,
  timeProlong: 40_000,
  timeFadeStandbyAuto: 5000,
  timeFadeStandbyManual: 6000,
} satisfies Partial<LcPropertyValues>;

/** Levels that are all different. */
export const levels = { lightnessOn: 50_000, lightnessProlong: 20_000, lightnessStandby: 1000 };

/** A light with a controller that is on, in its Standby state. */
export class LcRig {
  readonly rig: ModelRig;
  readonly light: LcModels;
  /** Each state of the controller, and when it began. */
  readonly states: { readonly state: number; readonly time: number }[] = [];
  readonly lightnesses: number[] = [];

  constructor(
    properties: Partial<LcPropertyValues> = {},
    options: LcModelsOptions = {},
    published: "published" | "unpublished" = "unpublished",
  ) {
    this.light = new LcModels({
      mode: true,
      properties: { ...times, ...levels, ...properties },
      onState: (state) => this.states.push({ state, time: this.rig?.clock.now() ?? 0 }),
      onChange: (lightness) => this.lightnesses.push(lightness),
      ...options,
    });
    const { controllerModels, models } = this.light;
    const all = [...models, ...controllerModels];
    this.rig = new ModelRig([models, controllerModels], published === "published" ? all : []);
  }

  get clock() {
    return this.rig.clock;
  }

  get state(): number {
    return this.light.controller.controllerState;
  }

  get lightness(): number {
    return this.light.light.lightness.lightness;
  }

  mode(on: boolean): void {
    this.rig.tell(LightLcModeSet, { mode: on });
  }

  /** A Light OnOff Set; `time`: of its transition. */
  lightOnOff(onOff: boolean, time?: number, delay = 0) {
    const transition = time === undefined ? undefined : { time, delay };
    return this.rig.tell(LightLcLightOnOffSet, { onOff, tid: this.rig.tid(), transition });
  }

  /** A Sensor Status with one value. */
  sensor<T>(property: DeviceProperty<T>, value: T): void {
    const raw = property.encode(value);
    this.rig.tell(SensorStatus, { values: [{ propertyId: property.id, raw }] });
  }

  occupied(): void {
    this.light.controller.occupancyReported();
    this.clock.advance(0);
  }

  /** Goes to a state, from Standby, as far as its begin. */
  go(state: number): void {
    const { fade, fadeOn, fadeStandbyAuto, fadeStandbyManual, off, prolong, run } = LcState;
    if (state === off) this.mode(false);
    const manual = state === fadeStandbyManual;
    const states: readonly number[] = [fadeOn, run, fade, prolong, fadeStandbyAuto];
    const steps = states.indexOf(manual ? run : state);
    if (steps < 0) return;
    this.occupied();
    const { timeFade, timeFadeOn, timeProlong, timeRunOn } = times;
    for (const time of [timeFadeOn, timeRunOn, timeFade, timeProlong].slice(0, steps))
      this.clock.advance(time);
    if (manual) this.lightOnOff(false);
  }
}
