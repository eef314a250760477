import type { Host } from "../../modules/host/host.js";
import { ModdableClock } from "../moddable/clock.js";
import { log } from "../moddable/log.js";
import { NativeCrypto } from "../native/crypto.js";
import { NativeEcdhWorker } from "../native/ecdh-worker.js";
import { NativeRandom } from "../native/random.js";
import { Esp32Radio } from "./radio.js";
import { NvsStore } from "./store/store.js";

/**
 * What a firmware runs on on the chip. Throws Error that says what to change
 * where the store is too small or Bluetooth is not in the build.
 */
export function esp32Host(): Host {
  const clock = new ModdableClock();
  return {
    clock,
    // The radio is created first: with it on, the chip's random numbers are fit for keys.
    radio: new Esp32Radio({ clock, trace: log }),
    random: new NativeRandom(),
    crypto: new NativeCrypto({ clock, worker: new NativeEcdhWorker() }),
    store: new NvsStore(),
    trace: log,
  };
}
