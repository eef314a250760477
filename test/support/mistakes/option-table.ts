// What a test needs to know of the options of a class.
/** Kinds of wrong values; "whole" is a number in a small range, "time" any number from 0. */
export type Kind =
  "array" | "boolean" | "function" | "object" | "octets" | "string" | "time" | "whole";

export interface OptionTable {
  /** Creates it, on a machine of its own. */
  readonly make: (options: never) => unknown;
  /** Valid values of the options that are required, created again for each case. */
  readonly valid: () => Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, Kind>>;
}
