/**
 * Gives each source address an index, for arrays of fixed size with values of each source.
 * Finding one takes constant time: it is a hash table over the lowest bits, in which the
 * addresses of a network differ.
 */
export class SourceIndex {
  readonly capacity: number;
  readonly #mask: number;
  /** The first place of each chain, plus 1; 0 where it is empty. */
  readonly #heads: Uint16Array;
  /** Address, and above its 16 bits the next place of the chain, plus 1. Of a free place: the next free one. */
  readonly #links: Uint32Array;
  /** The first free place, plus 1. */
  #free = 1;
  #size = 0;

  /** `capacity`: 1..65534 sources. */
  constructor(capacity: number) {
    this.capacity = capacity;
    let chains = 1;
    while (chains < capacity) chains *= 2;
    this.#mask = chains - 1;
    this.#heads = new Uint16Array(chains);
    this.#links = new Uint32Array(capacity);
    for (let place = 0; place < capacity; place++)
      this.#links[place] = place + 1 < capacity ? (place + 2) * 0x10000 : 0;
  }

  get size(): number {
    return this.#size;
  }

  /** The place of a source, or -1. */
  find(src: number): number {
    const links = this.#links;
    let at = this.#heads[src & this.#mask]!;
    while (at !== 0) {
      const link = links[at - 1]!;
      if ((link & 0xffff) === src) return at - 1;
      at = link >>> 16;
    }
    return -1;
  }

  /** The source at a place, or 0 where it is free. */
  source(place: number): number {
    return this.#links[place]! & 0xffff;
  }

  /** A place for a source that has none; -1 where none is free. */
  add(src: number): number {
    const at = this.#free;
    if (at === 0) return -1;
    const chain = src & this.#mask;
    this.#free = this.#links[at - 1]! >>> 16;
    this.#links[at - 1] = this.#heads[chain]! * 0x10000 + src;
    this.#heads[chain] = at;
    this.#size++;
    return at - 1;
  }

  /** Frees the place of a source that has one. */
  remove(src: number): void {
    const links = this.#links;
    const chain = src & this.#mask;
    let before = 0;
    let at = this.#heads[chain]!;
    while ((links[at - 1]! & 0xffff) !== src) {
      before = at;
      at = links[at - 1]! >>> 16;
    }
    const next = links[at - 1]! >>> 16;
    if (before === 0) this.#heads[chain] = next;
    else links[before - 1] = next * 0x10000 + (links[before - 1]! & 0xffff);
    links[at - 1] = this.#free * 0x10000;
    this.#free = at;
    this.#size--;
  }
}
