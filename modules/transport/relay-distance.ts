/** Peers whose distance is remembered. */
const capacity = 32;

/**
 * How many relays lie between this node and others, as the TTL of what they sent
 * last tells: nodes of a network begin with the same Default TTL. Where one
 * begins with a higher one it is taken for nearer than it is.
 */
export class RelayDistances {
  readonly #addresses = new Uint16Array(capacity);
  readonly #relays = new Uint8Array(capacity);
  #next = 0;
  /** Place of whom was heard last, most likely whom is heard next. */
  #last = 0;

  /** A PDU of `src` came with this TTL. */
  heard(src: number, ttl: number, defaultTtl: number): void {
    let at = this.#last;
    if (this.#addresses[at] !== src) at = this.#addresses.indexOf(src);
    if (at < 0) {
      at = this.#next;
      this.#next = (at + 1) % capacity;
      this.#addresses[at] = src;
    }
    this.#last = at;
    this.#relays[at] = ttl === 0 ? 0 : Math.max(0, defaultTtl - ttl);
  }

  /** -1 where nothing is known, as of groups. */
  to(dst: number): number {
    const at = this.#addresses.indexOf(dst);
    return at < 0 ? -1 : this.#relays[at]!;
  }
}
