import type { Random } from "../../modules/host/random.js";

/** Inside XS: the random source of the machine's host, so that a run with a seed can be repeated. */
export class XsRandom implements Random {
  fill(bytes: Uint8Array): void {
    return native("xs_host_random").call(this, bytes);
  }

  below(count: number): number {
    return native("xs_host_random_below").call(this, count);
  }
}
