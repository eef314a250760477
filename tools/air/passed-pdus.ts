import { dispatchAdStructures, type Receivers } from "../../modules/bearer/ad-parser.js";
import { AdType } from "../../modules/bearer/ad-type.js";
import { RecentPdus } from "../../modules/espressif/fast-provisioning/policy/recent-traffic.js";
import type { Clock } from "../../modules/host/clock.js";
import type { PduCounter } from "./filter-table.js";

/** The times of the network PDUs that pass a filter: those that the bearer behind it would hand on. */
export class PassedPdus extends RecentPdus implements PduCounter {
  readonly #receivers: Receivers;

  /** As of RecentPdus. */
  constructor(clock: Clock, count: number, onClose: () => void) {
    super(clock, count, onClose);
    this.#receivers = new Map([[AdType.networkPdu, [() => this.heard()]]]);
  }

  passed(data: Uint8Array): void {
    // Mesh packets are one structure. The bearer's function, which every node uses, is for the others alone.
    if (data[0] !== data.length - 1) dispatchAdStructures(data, 0, this.#receivers);
    else if (data[1] === AdType.networkPdu) this.heard();
  }
}
