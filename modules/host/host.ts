import type { Clock } from "./clock.js";
import type { Crypto } from "./crypto.js";
import type { Radio } from "./radio.js";
import type { Random } from "./random.js";
import type { Store } from "./store.js";
import type { Trace } from "./trace.js";

/** Everything a node needs from the machine it runs on. */
export interface Host {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly radio: Radio;
  readonly random: Random;
  readonly store: Store;
  readonly trace?: Trace;
}
