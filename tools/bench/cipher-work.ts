import { NetworkKeys } from "../../modules/crypto/network-keys.js";
import type { Crypto } from "../../modules/host/crypto.js";
import { ClearPdu, type NetworkCipher, NonceType } from "../../modules/host/network-cipher.js";
import { networkCipher } from "../../modules/network/network-cipher.js";
import { netKey } from "./packets.js";

const longest = 29;

/** Encrypts and decrypts network PDUs of the largest size, on any engine. */
export class CipherWork {
  readonly #cipher: NetworkCipher;
  readonly #clear = new Uint8Array(ClearPdu.size).fill(0x01);
  readonly #pdu = new Uint8Array(longest);

  constructor(crypto: Crypto) {
    this.#cipher = networkCipher(crypto);
    this.#cipher.setKeys([new NetworkKeys({ crypto, key: netKey() })]);
  }

  seal(count: number): void {
    for (let i = 0; i < count; i++)
      this.#cipher.seal(NonceType.network, 0, 0, this.#clear, ClearPdu.size, this.#pdu);
  }

  /** Decrypts PDUs. Throws Error if one fails authentication. */
  open(count: number): void {
    this.seal(1);
    for (let i = 0; i < count; i++)
      if (this.#cipher.open(NonceType.network, 0, this.#pdu, 0, longest, this.#clear) !== 0)
        throw new Error("a PDU does not open");
  }
}
