import { frozen } from "../base/frozen.js";
import type { Check, Kind } from "./kinds.js";

/** An object with the properties of `example`: all of them, or some where `partial` is true. */
export interface Shape {
  readonly example: object;
  readonly partial: boolean;
}

/** The options of a class, each with its kind; a number n: a whole number from 0 to n. */
export type OptionKinds = Readonly<Record<string, Kind | number | Shape | Check>>;

/** The kinds of all options of a class, and the names of those that are required. */
export type OptionTable = readonly [kinds: OptionKinds, required: readonly string[]];

export const like = (example: object): Shape => frozen({ example, partial: false });
export const partly = (example: object): Shape => frozen({ example, partial: true });
