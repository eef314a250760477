import { getUint16BE, putUint16BE } from "../base/bytes.js";

/** Octets of a node: its address, big-endian, and its elements. */
const rowLength = 3;
const firstRows = 16;

/**
 * Which addresses belong to nodes, in one array of octets: three a node, where an
 * entry of a Map with its object takes a chip some twenty slots of 16.
 */
export class NodeTable {
  #rows = new Uint8Array(rowLength * firstRows);
  #length = 0;

  /** Nodes. */
  get length(): number {
    return this.#length;
  }

  /** The primary address of a node, by its place in the order of the addresses. */
  addressAt(place: number): number {
    return getUint16BE(this.#rows, rowLength * place);
  }

  /** The primary address of the node that has an element at `address`, or 0. */
  primaryOf(address: number): number {
    const place = this.#placeAfter(address) - 1;
    if (place < 0) return 0;
    const primary = this.addressAt(place);
    return address < primary + this.#rows[rowLength * place + 2]! ? primary : 0;
  }

  /** The primary address of the first node that has an element from `min` to `max`, or 0. */
  primaryWithin(min: number, max: number): number {
    const before = this.primaryOf(min);
    if (before !== 0) return before;
    const place = this.#placeAfter(min);
    if (place === this.#length) return 0;
    const next = this.addressAt(place);
    return next <= max ? next : 0;
  }

  has(primary: number): boolean {
    const place = this.#placeAfter(primary) - 1;
    return place >= 0 && this.addressAt(place) === primary;
  }

  /** Adds a node, or says how many elements it has now: 1..255. */
  set(primary: number, elements: number): void {
    const after = this.#placeAfter(primary);
    const known = after > 0 && this.addressAt(after - 1) === primary;
    const place = known ? after - 1 : after;
    if (!known) this.#insert(place);
    putUint16BE(this.#rows, rowLength * place, primary);
    this.#rows[rowLength * place + 2] = elements;
  }

  delete(primary: number): void {
    const after = this.#placeAfter(primary);
    if (after === 0 || this.addressAt(after - 1) !== primary) return;
    this.#rows.copyWithin(rowLength * (after - 1), rowLength * after, rowLength * this.#length);
    this.#length--;
  }

  /** The place of the first node whose address is above this one. */
  #placeAfter(address: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.addressAt(middle) <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(place: number): void {
    const end = rowLength * this.#length++;
    if (end === this.#rows.length) {
      // By a quarter: twice as much for a moment is more than a chip has free.
      const larger = new Uint8Array(end + rowLength * Math.max(firstRows, this.#length >> 2));
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows.copyWithin(rowLength * (place + 1), rowLength * place, end);
  }
}
