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
    dispatchAdStructures(data, 0, this.#receivers);
  }
}
