import { frozen } from "../../base/frozen.js";
import type { ReportConditions } from "./reporter-options.js";

/** The nodes that a node reports to. */
export interface Collectors {
  /** Unicast address of the node that collects all records. */
  readonly collector: number;
  /** Unicast address of the node that set the collector; it forwards records to it. */
  readonly parent: number;
}

/** How reports get to the collector. */
export const Route = frozen({
  /** To the collector, with TTL 0. */
  direct: 0,
  /** To the parent, with TTL 0; it forwards them. */
  parent: 1,
  /** To the collector over relays, for a node whose parent is gone or out of range. */
  relayed: 2,
});

/** A round tries the parent twice: a busy node misses a message although it is in range. */
const round = frozen([Route.direct, Route.parent, Route.parent]);
/** The order in which routes are tried. Relayed reports come last: every relay in range sends them again. */
const sequence = frozen([...round, ...round, ...round, Route.relayed]);

/** Reports that are forwarded before the direct route is tried again the first time. */
const initialForwardedLimit = 1;

/** Times in a row that the direct route is tried again where it has delivered a report: queries are lost to the load. */
const directRetries = 3;

/** The load of the air, as `isBusy` and `next` ask for it. */
type Load = Pick<ReportConditions, "congested" | "deferral" | "noLinksHeard">;

/** Chooses the route of a node's reports. */
export class ReportRoute {
  /** The current route, a value of `Route`. */
  current: number = Route.direct;
  /** Whether the destination has answered on the current route: it is in range and knows this node's device key. */
  reachable = false;
  /** Index of the current route in `sequence`. */
  #index = 0;
  /** Reports that the parent acknowledged since the direct route was tried last. */
  #forwarded = 0;
  /** The number of those at which the direct route is tried again. Doubled each time. */
  #forwardedLimit = initialForwardedLimit;
  /** Whether the collector is in range: a report was delivered directly. */
  #delivers = false;
  /** Times that the direct route was tried again since. */
  #retries = 0;

  /** Whether the direct route is tried again after the parent forwarded reports. */
  get retriesDirect(): boolean {
    return this.current === Route.direct && this.#forwardedLimit > initialForwardedLimit;
  }

  /** Whether the collector itself has answered, lately or earlier. */
  get inRange(): boolean {
    return this.current === Route.direct && (this.#delivers || this.reachable);
  }

  /** Starts with the direct route, for new collectors. */
  reset(): void {
    this.current = Route.direct;
    this.reachable = false;
    this.#index = 0;
    this.#forwarded = 0;
    this.#forwardedLimit = initialForwardedLimit;
    this.#delivers = false;
    this.#retries = 0;
  }

  /** The destination answered. The relayed route is put off by this: a node in range is there. */
  answered(): void {
    this.reachable = true;
    if (this.current !== Route.relayed) this.#index %= round.length;
  }

  /**
   * The destination acknowledged a report. Returns to the direct route after a relayed
   * report, and after some forwarded ones: the collector may not have answered only because
   * of the load while nodes were provisioned. Congestion postpones the latter.
   */
  delivered(collectors: Collectors, conditions: { congested(): boolean }): void {
    if (this.current !== Route.parent) {
      this.#forwarded = 0;
      this.#forwardedLimit = initialForwardedLimit;
      this.#retries = 0;
      if (this.current === Route.relayed) this.#select(0, collectors);
      else this.#delivers = true;
      return;
    }
    if (++this.#forwarded < this.#forwardedLimit || conditions.congested()) return;
    this.#forwarded = 0;
    this.#forwardedLimit *= 2;
    this.#select(0, collectors);
  }

  /**
   * Changes to the next route after the current one failed. The relayed route is used
   * only if no PB-ADV link is heard, because relays are off during provisioning. A direct route
   * that has delivered stays for some times in a busy air: another one takes twice as much of it.
   * Returns true where a delay comes first: at the start of a new round, and with the same route.
   */
  next(collectors: Collectors, conditions: Load): boolean {
    const delivers = this.current === Route.direct && this.#delivers;
    if (delivers && isBusy(conditions) && this.#retries++ < directRetries) {
      this.reachable = false;
      return true;
    }
    this.#retries = 0;
    this.#select((this.#index + 1) % sequence.length, collectors);
    if (this.current === Route.relayed && !conditions.noLinksHeard()) this.#select(0, collectors);
    return this.current === Route.direct && this.#index % round.length === 0;
  }

  #select(index: number, { collector, parent }: Collectors): void {
    const route = sequence[index]!;
    this.#index = index;
    this.reachable = false;
    this.current = route === Route.parent && parent === collector ? Route.direct : route;
  }
}

/** Whether links or many network PDUs are heard. */
export function isBusy(load: Load): boolean {
  return load.congested() || load.deferral() > 0;
}
