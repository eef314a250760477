import { NodeClock } from "../../hosts/node/clock.js";
import { NodeCrypto } from "../../hosts/node/crypto.js";
import { JsCrypto } from "../../modules/crypto/js-crypto.js";
import type { Crypto } from "../../modules/host/crypto.js";

const clock = new NodeClock();

/** The provider that tests of the layers above use. */
export const crypto: Crypto = new NodeCrypto({ clock });

/** Every provider there is on this engine. */
export const providers: readonly { readonly name: string; readonly crypto: Crypto }[] = [
  { name: "node", crypto },
  { name: "js", crypto: new JsCrypto({ clock }) },
];
