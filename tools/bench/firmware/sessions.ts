import { NativeSessionCrypto } from "../../../hosts/native/session-crypto.js";
import type * as JsSessionCryptoModule from "../../../modules/crypto/js-session-crypto.js";
import type { Host } from "../../../modules/host/host.js";
import type { SessionCrypto } from "../../../modules/host/session-crypto.js";
import { type SessionOrder, SessionWork } from "../session-work.js";

/**
 * Modules loaded with `require` are evaluated in the machine instead of its frozen root; see
 * crypto.ts.
 */
declare function require(path: string): unknown;

/** A firmware that is the device in sessions of the benchmark, with either provider. */
export function start(host: Host) {
  let crypto: SessionCrypto | undefined;
  let work: SessionWork | undefined;
  const make: Record<string, () => SessionCrypto> = {
    native: () => new NativeSessionCrypto(host),
    js: () => {
      const { JsSessionCrypto } =
        require("../../../modules/crypto/js-session-crypto.js") as typeof JsSessionCryptoModule;
      return new JsSessionCrypto(host);
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
          work = new SessionWork(crypto!, host.random, host.clock, argument as SessionOrder);
          return true;
        case "request":
          work!.request(argument as string);
          return true;
        default:
          return work!.answer;
      }
    },
  };
}
