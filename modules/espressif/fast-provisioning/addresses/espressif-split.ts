import type { UnicastRange } from "../../unicast-range.js";
import {
  type AddressSplit,
  checkElements,
  checkRange,
  checkInteger,
  decodeNumbers,
  encodeNumbers,
} from "./split-state.js";

const kind = 0x01;
const lastUnicast = 0x7fff;

/** Nodes that one node provisions, unless it is told otherwise. */
const defaultMaxNodes = 6;

/** What is left of a range: direct addresses below, the sub-pool for children that provision above. */
export interface EspressifSplitState {
  /** The next direct address; `directMax` + 1 when none is left. */
  readonly direct: number;
  readonly directMax: number;
  /** Where the next child's range begins; `max` + 1 at most. */
  readonly next: number;
  readonly max: number;
  /** Addresses of a child's range, less one. */
  readonly step: number;
}

/**
 * The start: a direct address for each of `maxNodes` nodes (fewer where the range
 * has fewer), and of the rest the same for each. ESP-IDF, fast_prov example. Throws RangeError.
 */
export function divide(range: UnicastRange, maxNodes = defaultMaxNodes): EspressifSplitState {
  checkRange(range);
  checkInteger("maxNodes", maxNodes, 1, lastUnicast);
  const { min, max } = range;
  const nodes = Math.min(maxNodes, max - min + 1);
  const next = min + nodes;
  const step = max > next ? Math.floor((max - next) / nodes) : 0;
  return { direct: min, directMax: next - 1, next, max, step };
}

/** The next child's range and the state without it; no range, and the same state, where none is left. */
export function nextChildRange(state: EspressifSplitState): {
  readonly range: UnicastRange | undefined;
  readonly state: EspressifSplitState;
} {
  const { next, max, step } = state;
  // The firmware gives no range of the last address alone.
  if (next >= max) return { range: undefined, state };
  const end = Math.min(next + step, max);
  return { range: { min: next, max: end }, state: { ...state, next: end + 1 } };
}

/** The next `elements` direct addresses and the state without them; none where so many are not left. */
export function nextDirect(
  state: EspressifSplitState,
  elements: number,
): { readonly address: number | undefined; readonly state: EspressifSplitState } {
  const { direct, directMax } = state;
  if (direct + elements - 1 > directMax) return { address: undefined, state };
  return { address: direct, state: { ...state, direct: direct + elements } };
}

/**
 * The split of Espressif's firmware, to the number. It counts one direct address a
 * node; here a node with several elements takes several of them in a row, so that
 * fewer nodes fit, and one for which no row is left finds the split exhausted.
 */
export class EspressifSplit implements AddressSplit {
  #state: EspressifSplitState;

  constructor(state: EspressifSplitState) {
    this.#state = state;
  }

  /** The split of a fresh range for 1..0x7FFF nodes, by default 6. Throws RangeError. */
  static of(range: UnicastRange, maxNodes?: number): EspressifSplit {
    return new EspressifSplit(divide(range, maxNodes));
  }

  /** From what `encode` gave: 0x01, then direct, directMax, next, max and step, 16 bits each, big-endian. */
  static decode(bytes: Uint8Array): EspressifSplit | undefined {
    const values = decodeNumbers(kind, bytes);
    if (!values) return undefined;
    const [direct, directMax, next, max, step] = values as [number, number, number, number, number];
    const ordered = direct >= 1 && direct <= directMax + 1 && directMax < next && next <= max + 1;
    if (!ordered || max > lastUnicast) return undefined;
    return new EspressifSplit({ direct, directMax, next, max, step });
  }

  get state(): EspressifSplitState {
    return this.#state;
  }

  allocateAddresses(elements: number): { readonly address: number } | "exhausted" {
    checkElements(elements);
    const { address, state } = nextDirect(this.#state, elements);
    this.#state = state;
    return address === undefined ? "exhausted" : { address };
  }

  /** The ranges are all of one size: no share is asked for. */
  allocateRange(): UnicastRange | "exhausted" {
    const { range, state } = nextChildRange(this.#state);
    this.#state = state;
    return range ?? "exhausted";
  }

  encode(): Uint8Array {
    const { direct, directMax, next, max, step } = this.#state;
    return encodeNumbers(kind, [direct, directMax, next, max, step]);
  }
}
