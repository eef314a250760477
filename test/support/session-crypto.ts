import { NodeClock } from "../../hosts/node/clock.js";
import { NodeSessionCrypto } from "../../hosts/node/session-crypto.js";
import { JsSessionCrypto } from "../../modules/crypto/js-session-crypto.js";
import type { Clock } from "../../modules/host/clock.js";
import type { SessionCrypto } from "../../modules/host/session-crypto.js";

const clock = new NodeClock();

/** The provider that tests of the layers above use, with its results on a clock of theirs. */
export function sessionCrypto(on: Clock): SessionCrypto {
  return new NodeSessionCrypto({ clock: on });
}

/** Every provider there is on this engine. */
export const sessionProviders: readonly {
  readonly name: string;
  readonly crypto: SessionCrypto;
  /** Whether powers of large numbers are a matter of milliseconds. */
  readonly fast: boolean;
}[] = [
  { name: "node", crypto: new NodeSessionCrypto({ clock }), fast: true },
  { name: "js", crypto: new JsSessionCrypto({ clock }), fast: true },
];
