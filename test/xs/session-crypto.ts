// Stands in for test/support/session-crypto.ts inside XS.
import { NativeSessionCrypto } from "../../hosts/native/session-crypto.js";
import { JsSessionCrypto } from "../../modules/crypto/js-session-crypto.js";
import type { Clock } from "../../modules/host/clock.js";
import type { SessionCrypto } from "../../modules/host/session-crypto.js";
import { testHost } from "./host.js";

const { clock } = testHost();

/** The provider that tests of the layers above use, with its results on a clock of theirs. */
export function sessionCrypto(on: Clock): SessionCrypto {
  return new NativeSessionCrypto({ clock: on });
}

/** Every provider there is on this engine. */
export const sessionProviders: readonly {
  readonly name: string;
  readonly crypto: SessionCrypto;
  /** Whether powers of large numbers are a matter of milliseconds. */
  readonly fast: boolean;
}[] = [
  { name: "native", crypto: new NativeSessionCrypto({ clock }), fast: true },
  { name: "js", crypto: new JsSessionCrypto({ clock }), fast: false },
];
