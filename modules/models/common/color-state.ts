import { frozen } from "../../base/frozen.js";
import { type Course, State, type TransitionTimes } from "./state.js";

/**
 * A state of a light's colour. Its default and its value are stored with those of the lightness, in one record each:
 * what was set together is there together after a power cut.
 */
export abstract class ColorState extends State {
  /** What it powers up with, unless the value is restored. */
  byDefault: number;
  /** The ends of its range, as messages have them. Mesh Model 1.1 §6.1.3 to §6.1.5. */
  limits: readonly number[];
  /** The value that was stored last; undefined: none. */
  kept: number | undefined;
  /** The server that sets it together with the lightness, and the lightness after it. */
  server: unknown;
  private readonly initial: number;
  private readonly initialLimits: readonly number[];

  protected constructor(byDefault: number, limits: readonly number[]) {
    super(byDefault);
    this.byDefault = byDefault;
    this.limits = limits;
    this.kept = undefined;
    this.server = undefined;
    this.initial = byDefault;
    this.initialLimits = limits;
  }

  /** The value that a Set to `value` leads to: one in the range. */
  abstract limited(value: number): number;

  /** Whether these can be the ends of its range. */
  abstract canHave(limits: readonly number[]): boolean;

  /** The way of a transition from one value to another. */
  protected abstract way(initial: number, target: number): Course;

  override set(
    target: number,
    transition: TransitionTimes | undefined,
    setter: unknown,
    course?: Course,
  ): void {
    const value = this.limited(target);
    super.set(value, transition, setter, course ?? this.way(this.present, value));
  }

  /**
   * The value after a power cut: the one that was stored, or the default. At once: a light with a default transition
   * time lights up in this colour.
   */
  powerUp(restores: boolean): void {
    const value = restores && this.kept !== undefined ? this.kept : this.byDefault;
    this.value = this.limited(value);
  }

  /** What it is on a new device; the value stays. */
  reset(): void {
    this.byDefault = this.initial;
    this.limits = this.initialLimits;
    this.kept = undefined;
  }
}

/** Two numbers of 16 bits as the value of one state: such that are always set together, as x and y. */
export function pairOf(first: number, second: number): number {
  return first * 0x1_0000 + second;
}

/** The first of a pair. */
export function firstOf(pair: number): number {
  return Math.floor(pair / 0x1_0000);
}

/** The second of a pair. */
export function secondOf(pair: number): number {
  return pair % 0x1_0000;
}

/** Both numbers of a pair move straight, and are rounded to the nearest. */
function pairAt(initial: number, target: number, part: number): number {
  const from = firstOf(initial);
  const other = secondOf(initial);
  return pairOf(
    Math.round(from + (firstOf(target) - from) * part),
    Math.round(other + (secondOf(target) - other) * part),
  );
}

/** A number moves straight, and is rounded to the nearest: one of a colour has no end that means "off". */
export const straightWay: Course = frozen({
  at: (initial, target, part) => Math.round(initial + (target - initial) * part),
});

/** A pair moves straight. */
export const pairWay: Course = frozen({ at: pairAt });
