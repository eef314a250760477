import type { ReplayRefusal } from "../transport/replay-list.js";

export type { ReplayRefusal };

/** Result of dispatching a message: a model took it, or the reason why none did. */
export type DispatchResult =
  | "delivered"
  | "access.opcode"
  | "access.no-model"
  | "access.not-subscribed"
  | "access.not-bound"
  | "access.length";

/** Whether no model of an element has subscribed and handles the opcode: another element's result says more. */
export function isElsewhere(result: DispatchResult | ReplayRefusal): boolean {
  return result === "access.no-model" || result === "access.not-subscribed";
}
