import type { NetworkReceiver } from "../../modules/host/network-receiver.js";
import type { PacketFilter, WantedPackets } from "../../modules/host/radio.js";
import type { PduJudge } from "./filter-table.js";
import type { StationFilter } from "./packet-filter.js";

/**
 * The filter of a station for a node in this process, which is not called for network PDUs that it
 * would drop. They take its host the same time.
 */
export class NodeFilter implements PacketFilter {
  readonly #filter: StationFilter;

  constructor(filter: StationFilter) {
    this.#filter = filter;
  }

  set(wanted: WantedPackets): void {
    this.#filter.set(wanted);
  }

  get unknownTypes(): number {
    return this.#filter.unknownTypes;
  }

  get unknownNids(): number {
    return this.#filter.unknownNids;
  }

  get repeats(): number {
    return this.#filter.repeats;
  }

  /** Ignores a receiver that is no PduJudge. */
  judge(receiver: NetworkReceiver | undefined): void {
    this.#filter.pduJudge =
      receiver && "drops" in receiver ? (receiver as NetworkReceiver & PduJudge) : undefined;
  }
}
