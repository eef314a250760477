import { frozen } from "../base/frozen.js";
import type { DropCounts } from "../host/drop-counts.js";
import type { DropReason } from "../host/drop-reason.js";
import type { PacketFilter } from "../host/radio.js";

const filterReasons: readonly DropReason[] = frozen([
  "bearer.unknown-type",
  "network.unknown-nid",
  "network.cached",
  "pb-adv.other-link",
]);

/** What a radio's filter has dropped, for the node's diagnostics. */
export class FilterCounts implements DropCounts {
  readonly #filter: PacketFilter;

  constructor(filter: PacketFilter) {
    this.#filter = filter;
  }

  get reasons(): readonly DropReason[] {
    return filterReasons;
  }

  dropped(reason: DropReason): number {
    const { otherLinks = 0, repeats, unknownNids, unknownTypes } = this.#filter;
    if (reason === "bearer.unknown-type") return unknownTypes;
    if (reason === "pb-adv.other-link") return otherLinks;
    return reason === "network.unknown-nid" ? unknownNids : repeats;
  }
}
