import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { RangedState } from "../common/ranged-state.js";
import { type Course, moveEnded, stepTaken } from "../common/state.js";

const highest = 0xffff;

/**
 * The Light Lightness Actual state, 0..65,535, to which Light Lightness Linear, Generic Level and Generic
 * OnOff are bound; with the states that limit it. Mesh Model 1.1 §6.1.2.
 */
export class Lightness extends RangedState {
  /** What controls the light by itself, such as a light controller, without a setter: its lightness is neither stored nor the last one. Not initialized: a value takes memory. */
  declare controller: unknown;

  /**
   * A controller's step to `target`, at once, which ends a transition. It is published where it is the last
   * one for now.
   */
  drive(target: number, isLast: boolean): void {
    if (this.move) return this.set(target, undefined, undefined);
    const value = this.limited(target);
    if (value === this.value && !isLast) return;
    this.value = value;
    this.user?.stateChanged(this, isLast ? moveEnded : stepTaken, undefined);
  }
}

/** The linear lightness of an actual one, 0..65,535, rounded up: 1..255 are 1. §6.1.2.1.1 */
export function linearOf(actual: number): number {
  development.args?.("linearOf", [actual]);
  return Math.ceil((actual * actual) / highest);
}

/** The actual lightness of a linear one, 0..65,535, rounded down. §6.1.2.1.1 */
export function actualOf(linear: number): number {
  development.args?.("actualOf", [linear]);
  return Math.floor(Math.sqrt(highest * linear));
}

/** A transition in which the linear lightness moves straight. */
export const linearCourse: Course = frozen({
  at(initial: number, target: number, part: number): number {
    const from = initial * initial;
    return Math.ceil(Math.sqrt(from + (target * target - from) * part));
  },
});
