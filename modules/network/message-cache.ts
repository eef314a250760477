const ways = 2;

/**
 * The network message cache: PDUs that were received recently, so that one
 * that comes by another relay is dropped. Mesh Protocol 1.1 §3.4.5.6.
 *
 * Two entries a set, the older of which is replaced: a look-up costs the same
 * however large the cache is.
 */
export class MessageCache {
  private readonly mask: number;
  private readonly highs: Uint32Array;
  private readonly lows: Uint32Array;

  /** `size`: entries, a power of two from 4 to 4096. */
  constructor(size = 64) {
    if (size < 4 || size > 4096 || (size & (size - 1)) !== 0)
      throw new RangeError(`message cache size ${size}: a power of two from 4 to 4096 is needed`);
    this.mask = size / ways - 1;
    this.highs = new Uint32Array(size);
    this.lows = new Uint32Array(size);
  }

  /**
   * Whether the pair of words is in the cache; it is added otherwise. The
   * words name a message: SRC, SEQ and the IV Index's low bit, or the octets of
   * a PDU that differ from packet to packet. Both 0 is never there.
   */
  seen(high: number, low: number): boolean {
    const at = this.set(high, low);
    const highs = this.highs;
    const lows = this.lows;
    const highWord = high >>> 0;
    const lowWord = low >>> 0;
    if (highs[at] === highWord && lows[at] === lowWord) return true;
    if (highs[at + 1] === highWord && lows[at + 1] === lowWord) return true;
    highs[at + 1] = highs[at]!;
    lows[at + 1] = lows[at]!;
    highs[at] = highWord;
    lows[at] = lowWord;
    return false;
  }

  /** Whether the pair of words is in the cache; it is not added. */
  has(high: number, low: number): boolean {
    const at = this.set(high, low);
    return this.holds(at, high >>> 0, low >>> 0) || this.holds(at + 1, high >>> 0, low >>> 0);
  }

  /** Where the entries for these words begin. */
  private set(high: number, low: number): number {
    return ((low ^ (low >>> 7) ^ high ^ (high << 3)) & this.mask) * ways;
  }

  private holds(at: number, high: number, low: number): boolean {
    return this.highs[at] === high && this.lows[at] === low;
  }

  clear(): void {
    this.highs.fill(0);
    this.lows.fill(0);
  }
}
