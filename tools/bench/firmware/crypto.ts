import { NativeCrypto } from "../../../hosts/native/crypto.js";
import type * as JsCryptoModule from "../../../modules/crypto/js-crypto.js";
import type { Crypto } from "../../../modules/host/crypto.js";
import type { Host } from "../../../modules/host/host.js";
import { CryptoWork, type WorkOrder } from "../crypto-work.js";

/**
 * esbuild bundles this, and modules loaded with `require` are evaluated in the machine instead of
 * its frozen root, because noble writes to arrays at the top level of its modules.
 */
declare function require(path: string): unknown;

/** A firmware that runs cryptographic operations for the benchmark, with either provider. */
export function start(host: Host) {
  let work: CryptoWork | undefined;
  let crypto: Crypto | undefined;
  const make: Record<string, () => Crypto> = {
    native: () => new NativeCrypto(host),
    js: () => {
      const { JsCrypto } = require("../../../modules/crypto/js-crypto.js") as typeof JsCryptoModule;
      return new JsCrypto(host);
    },
  };
  return {
    close: () => undefined,
    call(name: string, argument: unknown): unknown {
      switch (name) {
        case "load":
          crypto = make[argument as string]!();
          return true;
        case "begin":
          work = new CryptoWork(crypto!, argument as WorkOrder);
          return true;
        default:
          return work!.finished;
      }
    },
  };
}
