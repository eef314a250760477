/** Peers whose distance is stored. */
const capacity = 32;

/**
 * How many relays are between this node and others, from the TTL of the last PDU of each:
 * nodes of a network send with the same Default TTL. One with a higher Default TTL seems
 * nearer than it is.
 */
export class RelayDistances {
  readonly #addresses = new Uint16Array(capacity);
  readonly #relays = new Uint8Array(capacity);
  #next = 0;
  /** Index of the last source, which is most likely that of the next PDU. */
  #last = 0;

  /** A PDU of `src` was received with this TTL. */
  heard(src: number, ttl: number, defaultTtl: number): void {
    let at = this.#last;
    if (this.#addresses[at] !== src) at = this.#addresses.indexOf(src);
    if (at < 0) {
      at = this.#next;
      this.#next = (at + 1) % capacity;
      this.#addresses[at] = src;
    }
    this.#last = at;
    this.#relays[at] = ttl === 0 || ttl >= defaultTtl ? 0 : defaultTtl - ttl;
  }

  /** -1 where nothing is known, as of groups. */
  to(dst: number): number {
    const at = this.#addresses.indexOf(dst);
    return at < 0 ? -1 : this.#relays[at]!;
  }
}
