import type { DropReason } from "./drop-reason.js";

/** Counts of PDUs that something outside of the layers, such as a radio, has dropped. */
export interface DropCounts {
  /** The reasons that it may have. */
  readonly reasons: readonly DropReason[];
  /** Dropped so far for one of them. */
  dropped(reason: DropReason): number;
}
