import type { ReplayRefusal } from "../transport/replay-list.js";

export type { ReplayRefusal };

/** What became of a message: a model took it, or why none did. */
export type DispatchResult =
  "delivered" | "access.opcode" | "access.no-model" | "access.not-bound" | "access.length";

/** What became of a message whose parameters made sense, or did not. */
export function taken(sound: boolean): DispatchResult {
  return sound ? "delivered" : "access.length";
}

/** Whether it was the replay list that kept a message from its model. */
export function isRefusal(result: DispatchResult | ReplayRefusal): result is ReplayRefusal {
  return result === "network.replay" || result === "network.replay-list-full";
}
