/** A cryptographic source of random octets. */
export interface Random {
  /** Fills the whole array. */
  fill(bytes: Uint8Array): void;
}
