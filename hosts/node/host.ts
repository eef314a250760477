import { development } from "../../modules/base/development.js";
import type { Clock } from "../../modules/host/clock.js";
import type { Crypto } from "../../modules/host/crypto.js";
import type { Host } from "../../modules/host/host.js";
import type { Radio } from "../../modules/host/radio.js";
import type { Random } from "../../modules/host/random.js";
import type { Store } from "../../modules/host/store.js";
import type { Trace } from "../../modules/host/trace.js";
import { NodeClock } from "./clock.js";
import { NodeCrypto } from "./crypto.js";
import { NodeRandom } from "./random.js";
import { MemoryStore } from "./store.js";

/** Options of `nodeHost`. */
export interface NodeHostOptions {
  /** Node.js has none: a station of the virtual air, or the application's. */
  readonly radio: Radio;
  /** Default: real time. */
  readonly clock?: Clock;
  /** Default: the operating system's random source. */
  readonly random?: Random;
  /** Default: in memory. */
  readonly store?: Store;
  /** Default: node:crypto on the clock. */
  readonly crypto?: Crypto;
  /** Milliseconds of the clock for each P-256 multiplication of the default crypto. */
  readonly ecdhMilliseconds?: number;
  /** Called with each event of the node, in order. */
  readonly trace?: Trace;
}

/** A host on Node.js, with defaults for the options that are not given. */
export function nodeHost(options: NodeHostOptions): Host {
  development.options?.("nodeHost", options);
  const clock = options.clock ?? new NodeClock();
  const { ecdhMilliseconds = 0, trace } = options;
  return {
    clock,
    crypto: options.crypto ?? new NodeCrypto({ clock, ecdhMilliseconds }),
    radio: options.radio,
    random: options.random ?? new NodeRandom(),
    store: options.store ?? new MemoryStore(),
    ...(trace && { trace }),
  };
}
