import type { ModelServices } from "../../access/model.js";
import { Timer } from "../../base/timer.js";
import { actualOf, type Lightness, linearOf } from "../light-lightness/state.js";
import { lcIndex, type LcProperties } from "./properties.js";
import { LcRegulator, regulatorPeriod } from "./regulator.js";

const { ambientLuxLevelOn, lightnessOn } = lcIndex;

/**
 * What a light controller makes of the lightness of its light: the level of its state, or what the
 * regulator needs for the ambient light if that is more. It sets the light without a setter, as time does: others that
 * set it switch the controller off. Mesh Model 1.1 §6.2.5.13 to §6.2.6. Until an ambient light is
 * known the regulator rests, and the light fades by itself; and it rests, as the chip does, while neither
 * its input nor its output moves.
 */
export class LcOutput {
  readonly #lightness: Lightness;
  readonly #properties: LcProperties;
  readonly #regulator = new LcRegulator();
  #timer: Timer<LcOutput> | undefined;
  #services: Pick<ModelServices, "clock" | "queue"> | undefined;
  /** The light is about to be set. */
  #isPosted = false;
  /** The ambient light, lx; undefined: no sensor has reported it. */
  #ambient: number | undefined;
  /** 0 the Run level, 1 that of Prolong, 2 that of Standby. */
  #level = 2;
  /** Lightness and lx from which it fades. */
  #fromLightness = 0;
  #fromLux = 0;
  /** The lightness that there was when the controller was switched on; undefined after its first fade. */
  #found: number | undefined;
  /** Milliseconds of the fade, and when it ends. */
  #time = 0;
  #end = 0;
  /** The last linear lightness of the regulator, and whether the lightness has changed since it rested. */
  #last = -1;
  #moved = false;

  constructor(lightness: Lightness, properties: LcProperties) {
    this.#lightness = lightness;
    this.#properties = properties;
  }

  /** The ambient light, lx; undefined: no sensor has reported it since the controller is on. */
  get ambient(): number | undefined {
    return this.#ambient;
  }

  /** The controller is on: from the present lightness on it sets the light. */
  begin(services: Pick<ModelServices, "clock" | "queue">): void {
    const { clock } = services;
    this.#services = services;
    this.#timer ??= new Timer(clock, LcOutput.#step, this);
    this.#ambient = undefined;
    this.#time = 0;
    this.#end = clock.now();
    this.#found = this.#lightness.present;
    this.#lightness.controller = this;
  }

  /** The controller is off: the light stays as it is. */
  end(): void {
    this.#timer?.stop();
    this.#ambient = undefined;
    this.#lightness.controller = undefined;
  }

  /** Fades to a level within `time` ms; 0: it changes at once. */
  fade(level: number, time: number): void {
    const now = this.#now();
    this.#fromLightness = this.#found ?? this.#lightnessAt(now);
    this.#found = undefined;
    this.#fromLux = this.#luxAt(now);
    this.#level = level;
    this.#time = time;
    this.#end = now + time;
    this.changed();
  }

  /** A property has changed: what it is about follows at once. */
  changed(): void {
    if (this.#isPosted) return;
    this.#isPosted = true;
    // What sets the light tells many models of it, and messages come with a long stack.
    this.#services!.queue.post(LcOutput.#drive, this, undefined);
  }

  /** A sensor has reported the ambient light, lx. */
  ambientReported(lux: number): void {
    if (lux === this.#ambient) return;
    const isFirst = this.#ambient === undefined;
    this.#ambient = lux;
    if (isFirst) {
      const { present } = this.#lightness;
      const wanted = this.#luxAt(this.#now());
      this.#regulator.begin(linearOf(present), wanted, lux, this.#properties.values);
    }
    if (!this.#timer!.running) this.#timer!.start(regulatorPeriod);
  }

  /** Sets the light, or lets the regulator do so; not where the controller was switched off meanwhile. */
  static #drive(output: LcOutput): void {
    output.#isPosted = false;
    const lightness = output.#lightness;
    if (lightness.controller !== output) return;
    if (output.#ambient !== undefined) return LcOutput.#step(output);
    const left = Math.max(0, output.#end - output.#now());
    const target = output.#properties.values[lightnessOn + output.#level]!;
    const transition = left > 0 ? { time: left, delay: 0 } : undefined;
    lightness.set(target, transition, undefined);
  }

  #now(): number {
    return this.#services!.clock.now();
  }

  /** A step of the regulator, and of a fade meanwhile. */
  static #step(output: LcOutput): void {
    const now = output.#now();
    const { values } = output.#properties;
    const own = output.#lightnessAt(now);
    const regulated = output.#regulator.step(output.#luxAt(now), output.#ambient!, values);
    const linear = Math.round(regulated);
    const wanted = linear > linearOf(own) ? actualOf(linear) : own;
    const rests = now >= output.#end && regulated === output.#last;
    output.#last = regulated;
    const lightness = output.#lightness;
    const before = lightness.present;
    if (!rests) {
      output.#timer!.start(regulatorPeriod);
      lightness.drive(wanted, false);
      output.#moved ||= lightness.present !== before;
    } else if (output.#moved || lightness.limited(wanted) !== before) {
      output.#moved = false;
      lightness.drive(wanted, true);
    }
  }

  /** The lightness of the level, on the way to it during a fade. */
  #lightnessAt(now: number): number {
    const target = this.#properties.values[lightnessOn + this.#level]!;
    return Math.ceil(this.#between(this.#fromLightness, target, now));
  }

  /** The ambient light to be kept, lx, on the way to it during a fade. */
  #luxAt(now: number): number {
    const target = this.#properties.values[ambientLuxLevelOn + this.#level]!;
    return this.#between(this.#fromLux, target, now);
  }

  #between(from: number, to: number, now: number): number {
    const left = this.#end - now;
    return left <= 0 ? to : to - ((to - from) * left) / this.#time;
  }
}
