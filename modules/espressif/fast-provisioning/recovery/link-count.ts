import type { AdvertisingBearer } from "../../../bearer/advertising-bearer.js";
import type { Clock } from "../../../host/clock.js";
import { RecentLinks } from "../policy/recent-traffic.js";

/** Octets of the shortest PB-ADV PDU: Link ID, transaction number, control octet. */
const shortestPdu = 6;

export interface LinkCountOptions {
  readonly bearer: Pick<AdvertisingBearer, "overhear">;
  readonly clock: Clock;
  /** Milliseconds from `begin` to `end`. */
  readonly window: number;
  /** Number of links from which on devices are being provisioned. */
  readonly enough: number;
}

/** Counts the PB-ADV links in range for a while, and costs nothing at other times. */
export class LinkCount {
  readonly window: number;
  readonly #options: LinkCountOptions;
  #links: RecentLinks | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: LinkCountOptions) {
    this.#options = options;
    this.window = options.window;
  }

  /** Starts to count. */
  begin(): void {
    const { bearer, clock } = this.#options;
    const links = new RecentLinks();
    this.#links = links;
    this.#unsubscribe = bearer.overhear((data, start, end) => {
      if (end - start >= shortestPdu) links.received(data, start, clock.now());
    });
  }

  /** Stops; whether devices are being provisioned. */
  end(): boolean {
    const { clock, enough } = this.#options;
    const count = this.#links?.countSince(clock.now() - this.window) ?? 0;
    this.#unsubscribe?.();
    this.#links = this.#unsubscribe = undefined;
    return count >= enough;
  }
}
