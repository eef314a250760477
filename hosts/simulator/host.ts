import type { Host } from "../../modules/host/host.js";
import type { Trace } from "../../modules/host/trace.js";
import { ModdableClock } from "../moddable/clock.js";
import { log } from "../moddable/log.js";
import { NativeCrypto } from "../native/crypto.js";
import { NativeEcdhWorker } from "../native/ecdh-worker.js";
import { NativeRandom } from "../native/random.js";
import { LoopbackRadio } from "./radio.js";
import { SimulatorStore } from "./store.js";

export interface SimulatorHostOptions {
  /** Default: the log. */
  readonly trace?: Trace;
  /** Answers a question of the air program. By default there is no answer. */
  readonly onQuestion?: (name: string, argument: unknown) => unknown;
}

/** The host of a firmware in Moddable's desktop simulator. */
export function simulatorHost(options: SimulatorHostOptions = {}): Host & { radio: LoopbackRadio } {
  const { trace = log, onQuestion = noAnswer } = options;
  const clock = new ModdableClock();
  const random = new NativeRandom();
  return {
    clock,
    random,
    crypto: new NativeCrypto({ clock, worker: new NativeEcdhWorker() }),
    radio: new LoopbackRadio({ clock, random, onQuestion }),
    store: new SimulatorStore(),
    trace,
  };
}

function noAnswer(name: string): never {
  throw new RangeError(`${name}: nothing can be asked`);
}
