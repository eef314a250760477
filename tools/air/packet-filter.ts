import type { LinkJudge } from "../../hosts/xs/link-filter.js";
import type { PacketFilter, WantedPackets } from "../../modules/host/radio.js";
import { FilterTable, type PduCounter, type PduJudge, Verdict } from "./filter-table.js";

/**
 * Drops the same packets as hosts/native/packet-filter.c, for nodes that run without that file:
 * so a node's host cost does not depend on what it runs on.
 */
export class StationFilter implements PacketFilter {
  readonly #table: FilterTable;
  /** Of this filter in its table. */
  readonly index: number;

  /** `table`: of the air. Default: one of its own. */
  constructor(table = new FilterTable()) {
    this.#table = table;
    this.index = table.add();
  }

  set(wanted: WantedPackets): void {
    this.#table.set(this.index, wanted);
  }

  get unknownTypes(): number {
    return this.#table.count(this.index, Verdict.unknownType);
  }

  get unknownNids(): number {
    return this.#table.count(this.index, Verdict.unknownNid);
  }

  get repeats(): number {
    return this.#table.count(this.index, Verdict.repeat);
  }

  /** Drops network PDUs behind the filter, for a node in this process; undefined: none does. */
  set pduJudge(judge: PduJudge | undefined) {
    this.#table.setJudge(this.index, judge);
  }

  /** Drops PB-ADV PDUs behind the filter, without a call of the node; undefined: none does. */
  set linkJudge(judge: LinkJudge | undefined) {
    this.#table.setLinkJudge(this.index, judge);
  }

  /** Counts the PDUs of packets that have passed the filter; undefined: nothing does. */
  set pduCounter(counter: PduCounter | undefined) {
    this.#table.setCounter(this.index, counter);
  }

  /**
   * Whether a judge drops a packet that has passed the filter; `rssi` and `source` as for a
   * PacketReceiver.
   */
  spares(data: Uint8Array, rssi: number, source: number): boolean {
    return this.#table.spares(this.index, data, rssi, source);
  }

  /** Whether a packet passes the filter; counts it. `data` must not change afterwards. */
  takes(data: Uint8Array): boolean {
    return this.#table.takes(this.index, data);
  }
}
