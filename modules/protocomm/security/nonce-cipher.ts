import { getUint32BE, putUint32BE } from "../../base/bytes.js";
import { randomBytes } from "../../base/random.js";
import type { Random } from "../../host/random.js";
import type { AesGcm, SessionCrypto } from "../../host/session-crypto.js";

const nonceLength = 12;
const counterOffset = 8;

/** The nonce that a session of security 2 begins with: 8 random octets and the counter at 1, or 12 random octets. */
export function firstNonce(random: Random, patchVersion: 0 | 1): Uint8Array {
  const nonce = randomBytes(random, nonceLength);
  if (patchVersion === 1) putUint32BE(nonce, counterOffset, 1);
  return nonce;
}

/** AES-256-GCM with the nonces of security 2, which both sides count in the same way. */
export class NonceCipher {
  readonly #gcm: AesGcm;
  readonly #nonce: Uint8Array;
  readonly #counts: boolean;

  /** `key`: K, of which the first 32 octets count. `nonce` is copied. */
  constructor(crypto: SessionCrypto, key: Uint8Array, nonce: Uint8Array, patchVersion: 0 | 1) {
    const part = key.slice(0, 32);
    this.#gcm = crypto.aesGcm(part);
    part.fill(0);
    this.#nonce = nonce.slice();
    this.#counts = patchVersion === 1;
  }

  seal(message: Uint8Array): Uint8Array {
    const sealed = this.#gcm.seal(this.#nonce, message);
    this.#advance();
    return sealed;
  }

  /** Undefined, and the nonce stays, where the tag does not fit. */
  open(sealed: Uint8Array): Uint8Array | undefined {
    const message = this.#gcm.open(this.#nonce, sealed);
    if (message) this.#advance();
    return message;
  }

  close(): void {
    this.#gcm.close();
  }

  #advance(): void {
    if (this.#counts)
      putUint32BE(this.#nonce, counterOffset, getUint32BE(this.#nonce, counterOffset) + 1);
  }
}
