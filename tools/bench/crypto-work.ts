import type { Crypto, EcdhKeyPair } from "../../modules/host/crypto.js";

export const operations = [
  "AES block",
  "AES-CMAC",
  "AES-CCM",
  "SHA-256",
  "HMAC-SHA-256",
  "P-256 key pair",
  "P-256 ECDH",
] as const;
export type Operation = (typeof operations)[number];

export interface WorkOrder {
  readonly operation: Operation;
  readonly count: number;
}

/**
 * Octets of the encrypted part of a short network PDU, which begins at offset 0 of the buffer.
 */
const payload = 18;

/** Repeats one operation, on any engine; `finished` is set after the last one. */
export class CryptoWork {
  readonly #crypto: Crypto;
  finished = false;

  constructor(crypto: Crypto, order: WorkOrder) {
    this.#crypto = crypto;
    const repeat = this.#synchronous(order.operation);
    if (repeat) {
      for (let i = 0; i < order.count; i++) repeat();
      this.finished = true;
    } else this.#pairs(order.operation, order.count);
  }

  #synchronous(operation: Operation): (() => unknown) | undefined {
    const crypto = this.#crypto;
    const key = crypto.aesKey(new Uint8Array(16).fill(0x5a));
    const buffer = new Uint8Array(64);
    const nonce = new Uint8Array(13);
    switch (operation) {
      case "AES block":
        return () => key.encryptBlock(buffer, 0, buffer, 0);
      case "AES-CMAC":
        return () => key.cmac(buffer.subarray(0, payload));
      case "AES-CCM":
        return () => key.seal(nonce, buffer, 0, payload, 4, buffer, 0);
      case "SHA-256":
        return () => crypto.sha256(buffer);
      case "HMAC-SHA-256":
        return () => crypto.hmacSha256(nonce, buffer);
      case "P-256 key pair":
      case "P-256 ECDH":
        return undefined;
    }
  }

  /**
   * Generates key pairs one after the other; for ECDH each is combined with the one before it.
   */
  #pairs(operation: Operation, count: number): void {
    const privateKey = new Uint8Array(32).fill(0x11);
    const next = (left: number, pair: EcdhKeyPair) => {
      if (left === 0) {
        this.finished = true;
        return;
      }
      if (operation === "P-256 ECDH") pair.sharedSecret(pair.publicKey, () => next(left - 1, pair));
      else {
        privateKey[31] = left;
        this.#crypto.ecdhKeyPair(privateKey, (another) => next(left - 1, another));
      }
    };
    // The first pair gives the cost of a key pair; for ECDH it is generated before the
    // measurement.
    const first = operation === "P-256 key pair" ? count - 1 : count;
    this.#crypto.ecdhKeyPair(privateKey, (pair) => next(first, pair));
  }
}
