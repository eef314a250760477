// What a test needs to know of the arguments of a function or a constructor.
import type { Kind } from "./option-table.js";

/** What an argument has to be; "special": none of the wrong values; "signed": a whole number. */
export type ArgumentKind = Kind | "signed" | "special";

export interface ArgumentTable {
  readonly call: (...args: never[]) => unknown;
  /** Made when it is asked for: modules that import each other are evaluated with a deep stack. */
  readonly valid: () => readonly unknown[];
  /** Each argument with the words by which errors name it. */
  readonly args: readonly (readonly [name: string, kind: ArgumentKind, optional?: "optional"])[];
}
