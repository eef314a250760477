import { frozen } from "../base/frozen.js";
import type { Course, State } from "./common/state.js";
import { type CircularMove, type LevelBinding, offsetLevel } from "./generic-level/binding.js";
import { around, downwards, type Hue, upwards } from "./light-hsl/state.js";

const circle = 0x1_0000;
/** Rounds of a Move without an end: years at the highest speed. */
const rounds = 2 ** 32;

/** The place, in the range, of a hue: that of the nearer end where it is out of it. */
function placeIn(hue: Hue, value: number): number {
  return hue.placeOf(hue.limited(value));
}

/** A way of `distance` around the circle. */
class Turning implements Course {
  constructor(private readonly distance: number) {}

  at(initial: number, _target: number, part: number): number {
    return around(Math.round(initial + this.distance * part));
  }
}

/**
 * The Generic Level state on the element of the hue. Deltas and moves go around the circle, a move until it is stopped; in a range
 * that is not the whole circle they stop at its ends. Mesh Model 1.1 §6.1.4.1.1.
 */
export const hueLevel: LevelBinding = frozen({
  ...offsetLevel,
  circle: {
    reached(initial: number, delta: number, state: State): number {
      const hue = state as Hue;
      const value = offsetLevel.valueOf(initial, hue);
      if (hue.isWhole) return offsetLevel.levelOf(around(value + delta), hue);
      const place = Math.max(0, Math.min(hue.length, placeIn(hue, value) + delta));
      return offsetLevel.levelOf(around(hue.limits[0]! + place), hue);
    },

    way(
      initial: number,
      level: number,
      before: number,
      delta: number,
      state: State,
    ): Course | undefined {
      if (!(state as Hue).isWhole) return undefined;
      const done = before < 0 ? -around(initial - level) : around(level - initial);
      return delta < done ? downwards : upwards;
    },

    move(level: number, delta: number, time: number, state: State): CircularMove | undefined {
      const hue = state as Hue;
      if (delta === 0 || time === 0) return undefined;
      const value = offsetLevel.valueOf(level, hue);
      const isUp = delta > 0;
      if (hue.isWhole) {
        // A transition to where it is would be none: it ends one part before.
        const distance = rounds * circle - 1;
        const target = around(value + (isUp ? -1 : 1));
        return {
          level: offsetLevel.levelOf(target, hue),
          time: (distance * time) / Math.abs(delta),
          way: new Turning(isUp ? distance : -distance),
        };
      }
      const place = placeIn(hue, value);
      const distance = isUp ? hue.length - place : place;
      if (distance === 0) return undefined;
      return {
        level: offsetLevel.levelOf(hue.limits[isUp ? 1 : 0]!, hue),
        time: Math.floor((distance * time) / Math.abs(delta)),
        way: isUp ? upwards : downwards,
      };
    },
  },
});

/** The Generic Level state on the element of the saturation: its deltas and moves stay in the range. Mesh Model 1.1 §6.1.4.4.1. */
export const saturationLevel: LevelBinding = frozen({
  ...offsetLevel,
  range(state: State): readonly [number, number] {
    const [minimum, maximum] = (state as Hue).limits;
    return [minimum! - 0x8000, maximum! - 0x8000];
  },
});
