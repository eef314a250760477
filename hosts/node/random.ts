import { randomFillSync } from "node:crypto";
import type { Random } from "../../modules/host/random.js";

/** The operating system's random source. */
export class NodeRandom implements Random {
  fill(bytes: Uint8Array): void {
    randomFillSync(bytes);
  }
}
