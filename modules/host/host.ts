import type { Clock } from "./clock.js";
import type { Crypto } from "./crypto.js";
import type { HttpServer } from "./http.js";
import type { Radio } from "./radio.js";
import type { Random } from "./random.js";
import type { SessionCrypto } from "./session-crypto.js";
import type { Store } from "./store.js";
import type { Trace } from "./trace.js";
import type { Wifi } from "./wifi.js";

/** Everything a node needs from the machine it runs on. */
export interface Host {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly radio: Radio;
  readonly random: Random;
  readonly store: Store;
  readonly trace?: Trace;
  /** Where there is Wi-Fi. */
  readonly wifi?: Wifi;
  /** Where protocomm sessions can be had. */
  readonly sessionCrypto?: SessionCrypto;
  /** Where HTTP can be served. */
  readonly http?: HttpServer;
}
