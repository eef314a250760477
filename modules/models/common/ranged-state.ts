import { type Course, State, type TransitionTimes } from "./state.js";

const highest = 0xffff;

/**
 * A state of 0..65,535 with the states that limit it: the present value is 0, or within the range. Light Lightness
 * Actual and Generic Power Actual are such states. Mesh Model 1.1 §3.1.5, §6.1.2.
 */
export class RangedState extends State {
  /** The Range state, 1..65,535: what a value other than 0 is limited to. */
  minimum = 1;
  maximum = highest;
  /** The Default state; 0: the last value. */
  byDefault = 0;
  /** The Last state: the last value that was not 0. */
  last = highest;

  constructor() {
    super(0);
  }

  override get onValue(): number {
    return this.limited(this.byDefault || this.last);
  }

  /** The value that a Set to `value` leads to. */
  limited(value: number): number {
    if (value === 0) return 0;
    return Math.max(this.minimum, Math.min(this.maximum, value));
  }

  override set(
    target: number,
    transition: TransitionTimes | undefined,
    setter: unknown,
    course?: Course,
  ): void {
    super.set(this.limited(target), transition, setter, course);
  }
}
