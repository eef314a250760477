import { NodeCrypto, type NodeCryptoOptions } from "../../../hosts/node/crypto.js";
import type { AesKey } from "../../../modules/host/aes-key.js";
import type { NetworkCipher } from "../../../modules/host/network-cipher.js";
import type { CryptoMemory } from "./crypto-memory.js";
import { SharedAesKey } from "./shared-aes-key.js";
import { SharedNetworkCipher } from "./shared-network-cipher.js";

/** Options of SharedCrypto. */
export interface SharedCryptoOptions extends NodeCryptoOptions {
  /** Of the simulation that the node is in. */
  readonly memory: CryptoMemory;
}

/** The crypto of a simulated node: what another node computed with the same keys is not computed again. */
export class SharedCrypto extends NodeCrypto {
  readonly #memory: CryptoMemory;

  constructor({ memory, ...options }: SharedCryptoOptions) {
    super(options);
    this.#memory = memory;
  }

  override aesKey(key: Uint8Array): AesKey {
    return new SharedAesKey(this.#memory, key, () => super.aesKey(key));
  }

  /** A cipher for network PDUs, over keys of this memory. */
  networkCipher(): NetworkCipher {
    return new SharedNetworkCipher(this.#memory);
  }
}
