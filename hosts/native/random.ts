import type { Random } from "../../modules/host/random.js";

/** The chip's or the system's own source of random octets. */
export class NativeRandom implements Random {
  fill(bytes: Uint8Array): void {
    return native("xs_random_fill").call(this, bytes);
  }
}
