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
  /** Time in milliseconds, and timers. */
  readonly clock: Clock;
  /** AES, ECDH on P-256 and hashes. */
  readonly crypto: Crypto;
  /** Advertising and scanning. */
  readonly radio: Radio;
  /** Cryptographically secure random numbers. */
  readonly random: Random;
  /** Records that are kept over a loss of power. */
  readonly store: Store;
  /** Receiver of trace events. Default: none. */
  readonly trace?: Trace;
  /** Wi-Fi station; absent if the machine has none. */
  readonly wifi?: Wifi;
  /** Cryptography of protocomm sessions; absent if the machine has none. */
  readonly sessionCrypto?: SessionCrypto;
  /** HTTP server; absent if the machine has none. */
  readonly http?: HttpServer;
}
