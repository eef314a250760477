import type { Random } from "../../modules/host/random.js";

/** Random octets from the cryptographic source of the chip or the operating system. */
export class NativeRandom implements Random {
  fill(bytes: Uint8Array): void {
    return native("xs_random_fill").call(this, bytes);
  }

  below(count: number): number {
    return native("xs_random_below").call(this, count);
  }
}
