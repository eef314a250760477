/** A cryptographic source of random octets. */
export interface Random {
  /** Fills the whole array. */
  fill(bytes: Uint8Array): void;
  /**
   * A whole number from 0 to `count - 1`, `count` 1..65536: the next four octets, as an unsigned number
   * with the first octet highest, times `count`, divided by 2^32 and rounded down. For hosts on which that
   * is cheaper than an array and `fill`; on others it is missing.
   */
  below?(count: number): number;
}
