import { development } from "../../modules/base/development.js";
import { JsCrypto } from "../../modules/crypto/js-crypto.js";
import type { Clock } from "../../modules/host/clock.js";
import type { Crypto } from "../../modules/host/crypto.js";
import type { Host } from "../../modules/host/host.js";
import type { Radio } from "../../modules/host/radio.js";
import type { Random } from "../../modules/host/random.js";
import type { Store } from "../../modules/host/store.js";
import type { Trace } from "../../modules/host/trace.js";
import { WebClock } from "./clock.js";
import { MemoryStore } from "./memory-store.js";
import { WebRandom } from "./random.js";

/** Options of `webHost`. */
export interface WebHostOptions {
  /** The radio: a browser has none that advertises and scans, but a gateway behind a WebSocket may. */
  readonly radio: Radio;
  /** Default: real time. */
  readonly clock?: Clock;
  /** Default: `crypto.getRandomValues`. */
  readonly random?: Random;
  /** Default: in memory; `LocalStore` keeps it. */
  readonly store?: Store;
  /** Default: JsCrypto on the clock. */
  readonly crypto?: Crypto;
  /** Called with each event of the node, in order. */
  readonly trace?: Trace;
}

/** A host in a browser, with defaults for the options that are not given. */
export function webHost(options: WebHostOptions): Host {
  development.options?.("webHost", options);
  const { clock = new WebClock(), radio, trace } = options;
  return {
    clock,
    radio,
    crypto: options.crypto ?? new JsCrypto({ clock }),
    random: options.random ?? new WebRandom(),
    store: options.store ?? new MemoryStore(),
    ...(trace && { trace }),
  };
}
