import type { Host } from "../../../modules/host/host.js";
import { CipherWork } from "../cipher-work.js";

/** A firmware that encrypts and decrypts network PDUs for the benchmark. */
export function start(host: Host) {
  const work = new CipherWork(host.crypto);
  return {
    close: () => undefined,
    call(name: string, count: unknown): unknown {
      if (name === "seal") work.seal(count as number);
      else work.open(count as number);
      return true;
    },
  };
}
