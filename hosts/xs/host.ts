import type { Crypto } from "../../modules/host/crypto.js";
import type { Host } from "../../modules/host/host.js";
import type { Random } from "../../modules/host/random.js";
import type { Trace } from "../../modules/host/trace.js";
import { NativeCrypto } from "../native/crypto.js";
import { NativeRandom } from "../native/random.js";
import { XsClock } from "./clock.js";
import { XsRadio } from "./radio.js";
import { XsRandom } from "./random.js";
import { XsStore } from "./store.js";
import { trace } from "./trace.js";

/** Inside XS: the firmware's host. Crypto is C in the machine, the rest asks the outer host. */
export class XsHost implements Host {
  readonly clock = new XsClock();
  readonly crypto: Crypto;
  readonly store = new XsStore();
  readonly radio: XsRadio;
  readonly random: Random;
  readonly trace?: Trace;

  /**
   * `sets`: advertising sets of the radio. `traced`: whether the host takes trace events. `random`:
   * random octets come from the host instead of the system. `ecdhMilliseconds`: see NativeCrypto.
   * `hostFilters`: see XsRadio.
   */
  constructor(options: {
    readonly sets: number;
    readonly traced: boolean;
    readonly random: boolean;
    readonly ecdhMilliseconds: number;
    readonly hostFilters: boolean;
  }) {
    const { ecdhMilliseconds } = options;
    this.crypto = new NativeCrypto({ clock: this.clock, ecdhMilliseconds });
    this.radio = new XsRadio(options);
    this.random = options.random ? new XsRandom() : new NativeRandom();
    if (options.traced) this.trace = trace;
  }
}
