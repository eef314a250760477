import type { AesKey } from "../../../modules/host/aes-key.js";
import type { CommonKey, CryptoMemory } from "./crypto-memory.js";

/** A node's handle of a key that others may have as well. */
export class SharedAesKey implements AesKey {
  /** What all nodes with this key use. */
  readonly common: CommonKey;
  readonly #memory: CryptoMemory;
  #closed = false;

  constructor(memory: CryptoMemory, key: Uint8Array, make: () => AesKey) {
    this.#memory = memory;
    this.common = memory.take(key, make);
  }

  encryptBlock(
    input: Uint8Array,
    inputOffset: number,
    output: Uint8Array,
    outputOffset: number,
  ): void {
    this.common.aes.encryptBlock(input, inputOffset, output, outputOffset);
  }

  cmac(message: Uint8Array): Uint8Array {
    return this.common.aes.cmac(message);
  }

  seal(...args: Parameters<AesKey["seal"]>): void {
    this.common.aes.seal(...args);
  }

  open(...args: Parameters<AesKey["open"]>): boolean {
    return this.common.aes.open(...args);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#memory.release(this.common);
  }
}
