import type { NetworkReceiver } from "../../modules/host/network-receiver.js";
import type { Clock } from "../../modules/host/clock.js";
import { isPbAdv, LinkFilter, type LinkJudge, structureHead } from "../../hosts/xs/link-filter.js";
import type {
  Overhearer,
  PacketFilter,
  PduTimes,
  WantedLinks,
  WantedPackets,
} from "../../modules/host/radio.js";
import type { PduJudge } from "./filter-table.js";
import { PassedPdus } from "./passed-pdus.js";
import type { StationFilter } from "./packet-filter.js";

/**
 * The filter of a station for a node in this process, which is not called for network PDUs and
 * PB-ADV PDUs that it would drop. They take its host the same time.
 */
export class NodeFilter implements PacketFilter, LinkJudge {
  readonly #filter: StationFilter;
  readonly #clock: Clock;
  readonly overhears = true;
  readonly #traced: boolean;
  #links: LinkFilter | undefined;
  #overhearer: Overhearer | undefined;
  #otherLinks = 0;
  #times: PassedPdus | undefined;

  /** `clock`: of the node. `traced`: the node traces each PDU that it drops, so that it is called for each PB-ADV PDU. */
  constructor(filter: StationFilter, clock: Clock, traced: boolean) {
    this.#filter = filter;
    this.#clock = clock;
    this.#traced = traced;
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

  get otherLinks(): number {
    return this.#otherLinks;
  }

  links(wanted: WantedLinks | undefined, overhearer?: Overhearer): void {
    this.#links = wanted && LinkFilter.of(wanted.ids, wanted.uuid);
    this.#overhearer = overhearer;
    const judges = !this.#traced && (wanted !== undefined || overhearer !== undefined);
    this.#filter.linkJudge = judges ? this : undefined;
  }

  drops(data: Uint8Array, rssi: number, source: number): boolean {
    if (this.#links ? !this.#links.isOtherLink(data) : !isPbAdv(data)) return false;
    if (this.#links) this.#otherLinks++;
    this.#overhearer?.(data, structureHead, data.length, rssi, source);
    return true;
  }

  pduTimes(count: number): PduTimes | undefined {
    if (this.#times) return undefined;
    this.#times = new PassedPdus(this.#clock, count, () => {
      this.#times = this.#filter.pduCounter = undefined;
    });
    this.#filter.pduCounter = this.#times;
    return this.#times;
  }

  /** Ignores a receiver that is no PduJudge. */
  judge(receiver: NetworkReceiver | undefined): void {
    this.#filter.pduJudge =
      receiver && "drops" in receiver ? (receiver as NetworkReceiver & PduJudge) : undefined;
  }
}
