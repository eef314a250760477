import type { Host } from "../../modules/host/host.js";
import { ModdableClock } from "../moddable/clock.js";
import { log } from "../moddable/log.js";
import { NativeCrypto } from "../native/crypto.js";
import { NativeEcdhWorker } from "../native/ecdh-worker.js";
import { NativeRandom } from "../native/random.js";
import { Esp32Radio } from "./radio.js";
import { NvsStore } from "./store/store.js";

/**
 * The host of a firmware on the chip. Throws Error that says what to change when the store is
 * too small or Bluetooth is not in the build.
 */
export function esp32Host(): Host {
  const clock = new ModdableClock();
  return {
    clock,
    // The radio is created first: the chip's random numbers are suitable for keys when it is on.
    radio: new Esp32Radio({ clock, trace: log }),
    random: new NativeRandom(),
    crypto: new NativeCrypto({ clock, worker: new NativeEcdhWorker() }),
    store: new NvsStore(),
    trace: log,
  };
}
