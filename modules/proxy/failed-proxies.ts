import type { Clock } from "../host/clock.js";

/** Milliseconds for which a proxy that failed is taken only where there is no other. */
const skipTime = 30_000;

/** The advertising addresses of proxies that failed a short time ago. */
export class FailedProxies {
  private readonly clock: Pick<Clock, "now">;
  /** Each with the end of its time. */
  private readonly ends = new Map<number, number>();

  constructor(clock: Pick<Clock, "now">) {
    this.clock = clock;
  }

  /** This one failed now. */
  add(address: number): void {
    this.ends.set(address, this.clock.now() + skipTime);
  }

  get addresses(): ReadonlySet<number> {
    const now = this.clock.now();
    for (const [address, end] of this.ends) if (end <= now) this.ends.delete(address);
    return new Set(this.ends.keys());
  }
}
