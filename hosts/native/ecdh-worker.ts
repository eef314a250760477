import type { KeyHandle } from "./aes-key.js";
import type { EcdhJob, EcdhWorker } from "./crypto.js";

/** The native functions of ecdh-worker.c. */
class Native {
  static start(
    key: KeyHandle,
    peer: Uint8Array | undefined,
    done: (result: ArrayBuffer | undefined) => void,
  ): EcdhJob | undefined {
    return native("xs_ecdh_start").call(this, key, peer, done);
  }

  static cancel(job: EcdhJob): void {
    return native("xs_ecdh_cancel").call(this, job);
  }
}

/** P-256 in a thread of the operating system, which exists while there are jobs. */
export class NativeEcdhWorker implements EcdhWorker {
  start(
    key: KeyHandle,
    peer: Uint8Array | undefined,
    done: (result: ArrayBuffer | undefined) => void,
  ): EcdhJob | undefined {
    return Native.start(key, peer, done);
  }

  cancel(job: EcdhJob): void {
    Native.cancel(job);
  }
}
