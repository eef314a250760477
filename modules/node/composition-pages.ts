import { decodeCompositionPage0 } from "../access/composition.js";
import { getUint16BE, putUint16BE } from "../base/bytes.js";
import type { Records } from "../base/records.js";

/** The pages of one composition, as on the air. */
export interface CompositionTerm {
  readonly page0: Uint8Array;
  readonly page1: Uint8Array;
  /** Absent where the node supports no profile. */
  readonly page2: Uint8Array | undefined;
}

/** Key of the record with the composition that the network has. */
export const compositionKey = "comp";

/** Difference between a page of the next composition and the same page of the current one. §4.2.2 */
const nextTerm = 128;

/** Record: length (2, big-endian) and octets of pages 0, 1 and, where there is one, 2. */
function encode({ page0, page1, page2 }: CompositionTerm): Uint8Array {
  const pages = page2 ? [page0, page1, page2] : [page0, page1];
  const bytes = new Uint8Array(pages.reduce((sum, page) => sum + 2 + page.length, 0));
  let at = 0;
  for (const page of pages) {
    putUint16BE(bytes, at, page.length);
    bytes.set(page, at + 2);
    at += 2 + page.length;
  }
  return bytes;
}

function decode(bytes: Uint8Array): CompositionTerm | undefined {
  const pages: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const length = getUint16BE(bytes, at);
    pages.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  const [page0, page1, page2] = pages;
  return at === bytes.length && page0 && page1 ? { page0, page1, page2 } : undefined;
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (!a || !b) return a === b;
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}

export interface CompositionPagesOptions {
  readonly records: Records;
  /** The composition of the firmware. */
  readonly firmware: CompositionTerm;
  /** The node supports Node Composition Refresh, so that the composition that the network has can differ from it. */
  readonly changeable: boolean;
}

/**
 * The composition data of a node. A firmware that brings other elements or models
 * does not change pages 0 to 2, which the network has: the new composition is in
 * pages 128 to 130 until a Node Composition Refresh. Mesh Protocol 1.1 §4.2.2.
 */
export class CompositionPages {
  readonly #options: CompositionPagesOptions;
  #current: CompositionTerm;

  constructor(options: CompositionPagesOptions) {
    this.#options = options;
    this.#current = options.firmware;
    const record = options.changeable ? options.records.read(compositionKey) : undefined;
    if (!record) return;
    const current = decode(record);
    if (current) this.#current = current;
    else options.records.setAside(compositionKey, "content");
  }

  /** Whether the firmware's composition differs from the one that the network has. */
  get pending(): boolean {
    const { firmware } = this.#options;
    const { page0, page1, page2 } = this.#current;
    return !(
      same(page0, firmware.page0) &&
      same(page1, firmware.page1) &&
      same(page2, firmware.page2)
    );
  }

  /** Number of elements in the composition that the network has. */
  get elements(): number {
    return decodeCompositionPage0(this.#current.page0)?.elements.length ?? 1;
  }

  /** The firmware's composition becomes Composition Data Page 0, and is stored; false where the store fails. */
  refresh(): boolean {
    const { firmware, records, changeable } = this.#options;
    if (changeable && !records.writeChecked(compositionKey, encode(firmware))) return false;
    this.#current = firmware;
    return true;
  }

  /** The page that answers a Get of `page`: the largest there is up to that. §4.4.1.2.2 */
  get(page: number): { readonly page: number; readonly data: Uint8Array } {
    const { firmware, changeable } = this.#options;
    const next = changeable && page >= nextTerm;
    const term = next ? firmware : this.#current;
    const wanted = next ? page - nextTerm : page;
    const pages = [term.page0, term.page1, ...(term.page2 ? [term.page2] : [])];
    const found = Math.min(wanted, pages.length - 1);
    return { page: found + (next ? nextTerm : 0), data: pages[found]! };
  }
}
