import { frozen } from "../../base/frozen.js";
import type { State } from "../common/state.js";

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
