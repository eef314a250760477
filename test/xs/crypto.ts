// Stands in for test/support/crypto.ts inside XS.
import { NativeCrypto } from "../../hosts/native/crypto.js";
import { JsCrypto } from "../../modules/crypto/js-crypto.js";
import type { Crypto } from "../../modules/host/crypto.js";
import { testHost } from "./host.js";

const { clock } = testHost();

/** The provider that tests of the layers above use. */
export const crypto: Crypto = new NativeCrypto({ clock });

/** Every provider there is on this engine. */
export const providers: readonly { readonly name: string; readonly crypto: Crypto }[] = [
  { name: "native", crypto },
  { name: "js", crypto: new JsCrypto({ clock }) },
];
