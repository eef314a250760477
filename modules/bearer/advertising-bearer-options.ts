import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import type { Radio } from "../host/radio.js";
import type { Random } from "../host/random.js";

export interface AdvertisingBearerOptions {
  readonly radio: Radio;
  readonly clock: Clock;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  /** Things to send that may wait at once, 4..255; 32 unless told. */
  readonly capacity?: number;
  /** Where the layers of the node put work off; one of its own unless told. */
  readonly queue?: RunQueue;
}
