/** Peers whose distance is stored. */
const capacity = 32;

/**
 * How many relays are between this node and others, from the TTL of the last PDU of each:
 * nodes of a network send with the same Default TTL. One with a higher Default TTL seems
 * nearer than it is.
 */
export class RelayDistances {
  private readonly addresses = new Uint16Array(capacity);
  private readonly relays = new Uint8Array(capacity);
  private next = 0;
  /** The last source, which is most likely that of the next PDU, and its relays: those are entered already. */
  source = 0;
  between = 0;

  /** A PDU of `src` was received with this TTL. Needs no call where `source` and `between` are those of this PDU. */
  heard(src: number, ttl: number, defaultTtl: number): void {
    const relays = ttl === 0 || ttl >= defaultTtl ? 0 : defaultTtl - ttl;
    if (src === this.source && relays === this.between) return;
    this.source = src;
    this.between = relays;
    let at = this.addresses.indexOf(src);
    if (at < 0) {
      at = this.next;
      this.next = (at + 1) % capacity;
      this.addresses[at] = src;
    }
    this.relays[at] = relays;
  }

  /** -1 where nothing is known, as of groups. */
  to(dst: number): number {
    const at = this.addresses.indexOf(dst);
    return at < 0 ? -1 : this.relays[at]!;
  }
}
