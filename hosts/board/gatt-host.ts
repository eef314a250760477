// Replaces hosts/xs/host.ts on a board whose radio has a GATT server.
import type { Crypto } from "../../modules/host/crypto.js";
import type { GattServer } from "../../modules/host/gatt.js";
import type { Host } from "../../modules/host/host.js";
import type { Random } from "../../modules/host/random.js";
import type { Trace } from "../../modules/host/trace.js";
import { NativeCrypto } from "../native/crypto.js";
import { NativeRandom } from "../native/random.js";
import { XsGattServer } from "../xs/gatt.js";
import { XsRadio } from "../xs/radio.js";
import { XsRandom } from "../xs/random.js";
import { ServiceClock } from "../xs/service-clock.js";
import { ServiceLink } from "../xs/service-link.js";
import { XsStore } from "../xs/store.js";
import { trace } from "../xs/trace.js";

class GattRadio extends XsRadio {
  readonly gatt: GattServer;

  constructor(
    options: { readonly sets: number; readonly traced: boolean; readonly random: boolean },
    gatt: GattServer,
  ) {
    super(options);
    this.gatt = gatt;
  }
}

/** Inside XS: the firmware's host, with the GATT server of the machine's outer host. */
export class XsHost implements Host {
  readonly clock: ServiceClock;
  readonly crypto: Crypto;
  readonly store = new XsStore();
  readonly radio: GattRadio;
  readonly random: Random;
  readonly trace?: Trace;

  /** As in hosts/xs/host.ts. */
  constructor(options: {
    readonly sets: number;
    readonly traced: boolean;
    readonly random: boolean;
    readonly ecdhMilliseconds: number;
  }) {
    const { ecdhMilliseconds, random, traced } = options;
    const link = new ServiceLink();
    this.clock = new ServiceClock(link);
    this.crypto = new NativeCrypto({ clock: this.clock, ecdhMilliseconds });
    this.radio = new GattRadio(options, new XsGattServer(link));
    this.random = random ? new XsRandom() : new NativeRandom();
    if (traced) this.trace = trace;
  }
}
