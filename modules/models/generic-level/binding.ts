import { frozen } from "../../base/frozen.js";
import type { Course, State, TransitionTimes } from "../common/state.js";

/** Levels on a circle, which have no ends: deltas and moves lead over the highest level to the lowest. */
export interface CircularLevels {
  /** The level that is `delta` from another one. */
  reached(initial: number, delta: number, state: State): number;
  /**
   * The way from `level` to `delta` from `initial`, where a transaction of deltas has led by `before`; undefined: that of a Set. A
   * knob that is turned back goes back, though its delta is still above 0.
   */
  way(
    initial: number,
    level: number,
    before: number,
    delta: number,
    state: State,
  ): Course | undefined;
  /** The Move by `delta` in each `time`, milliseconds; undefined: it goes nowhere. */
  move(level: number, delta: number, time: number, state: State): CircularMove | undefined;
}

/** Where a Move on a circle leads, in how many milliseconds, and on which way. */
export interface CircularMove {
  readonly level: number;
  readonly time: TransitionTimes["time"];
  readonly way: Course;
}

/** How Generic Level is bound to a state. */
export interface LevelBinding {
  /** The value of the state that belongs to a level, before a range of the state limits it. */
  valueOf(level: number, state: State): number;
  /** The level that belongs to a value of the state, -32,768..32,767. */
  levelOf(value: number, state: State): number;
  /**
   * The lowest level to which Generic Delta Set and Generic Move Set go, and the highest one; other
   * levels are "off". Undefined: all levels.
   */
  range?(state: State): readonly [lowest: number, highest: number];
  /** Of a state on a circle, in place of `range`. */
  readonly circle?: CircularLevels;
}

/** For a level that is a state of its own. */
export const ownLevel: LevelBinding = frozen({
  valueOf: (level) => level,
  levelOf: (value) => value,
});

/** Level + 32,768 is the state. Mesh Model 1.1 §6.1.2.2.1, and others of their kind. */
export const offsetLevel: LevelBinding = frozen({
  valueOf: (level) => level + 0x8000,
  levelOf: (value) => value - 0x8000,
});
