import type { Diagnostics } from "../base/diagnostics.js";
import type { RunQueue } from "../base/run-queue.js";
import type { Clock } from "../host/clock.js";
import type { Radio } from "../host/radio.js";
import type { Random } from "../host/random.js";

/** Options of an AdvertisingBearer. */
export interface AdvertisingBearerOptions {
  readonly radio: Radio;
  readonly clock: Clock;
  readonly random: Random;
  readonly diagnostics: Diagnostics;
  /** Most transmissions in the queue, 4..255. Default 32. */
  readonly capacity?: number;
  /** The run queue of the node. Default: one of the bearer's own. */
  readonly queue?: RunQueue;
}
