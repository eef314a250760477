import { NodeCrypto } from "../../hosts/node/crypto.js";
import type { Clock } from "../../modules/host/clock.js";
import type { Crypto } from "../../modules/host/crypto.js";

/** Crypto whose results come on a clock that the test moves; a P-256 multiplication takes so many ms of it. */
export function virtualCrypto(clock: Clock, ecdhMilliseconds = 0): Crypto {
  return new NodeCrypto({ clock, ecdhMilliseconds });
}
