import { asciiBytes } from "../../../base/bytes.js";
import { aesCmac, k1, s1 } from "../../../crypto/toolbox.js";
import type { Crypto } from "../../../host/crypto.js";
import type { Random } from "../../../host/random.js";

const block = 16;

/** Whose device key the octets are derived from. */
export interface DeviceKeyOwner {
  /** Device key, 16 octets; undefined while the node is on no network. */
  readonly deviceKey: Uint8Array | undefined;
}

/**
 * The octets of the private keys with which a provisioner provisions, in the place of random ones:
 * derived from its own device key, so that the top provisioner, which has that key, can make the
 * same key pairs after the provisioner is gone. Key: k1(device key, s1("fast-pair-salt"), "fast-pair");
 * octets: the AES-CMAC with it of a block number (4 octets, big-endian) that counts from 0. Without a
 * device key they are those of `random`.
 */
export class PairOctets implements Random {
  readonly #crypto: Crypto;
  readonly #owner: DeviceKeyOwner;
  readonly #random: Random | undefined;
  #block = 0;

  constructor(crypto: Crypto, owner: DeviceKeyOwner, random?: Random) {
    this.#crypto = crypto;
    this.#owner = owner;
    this.#random = random;
  }

  /** Whole blocks of 16 octets. Throws RangeError for another length, and Error with neither a device key nor `random`. */
  fill(octets: Uint8Array): void {
    const { deviceKey } = this.#owner;
    if (octets.length % block !== 0)
      throw new RangeError(`${octets.length} octets are no whole blocks of ${block}`);
    if (deviceKey === undefined) {
      if (!this.#random) throw new Error("there is no device key to derive octets from");
      return this.#random.fill(octets);
    }
    const crypto = this.#crypto;
    const key = k1(
      crypto,
      deviceKey,
      s1(crypto, asciiBytes("fast-pair-salt")),
      asciiBytes("fast-pair"),
    );
    for (let at = 0; at < octets.length; at += block, this.#block++) {
      const number = this.#block;
      const message = Uint8Array.of(number >> 24, number >> 16, number >> 8, number);
      octets.set(aesCmac(crypto, key, message), at);
    }
  }
}
