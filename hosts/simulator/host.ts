import type { Host } from "../../modules/host/host.js";
import { NativeCrypto } from "../native/crypto.js";
import { NativeEcdhWorker } from "../native/ecdh-worker.js";
import { NativeRandom } from "../native/random.js";
import { ModdableClock } from "../moddable/clock.js";
import { LoopbackRadio } from "./radio.js";
import { PreferenceStore } from "./store.js";

/** What a firmware runs on in Moddable's desktop simulator. */
export function simulatorHost(): Host {
  const clock = new ModdableClock();
  const random = new NativeRandom();
  return {
    clock,
    random,
    crypto: new NativeCrypto({ clock, worker: new NativeEcdhWorker() }),
    radio: new LoopbackRadio({ clock, random }),
    store: new PreferenceStore(),
  };
}
