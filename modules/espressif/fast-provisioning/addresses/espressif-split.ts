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

/** Nodes that one provisioner provisions by default: max_node_num of ESP-IDF's example. */
const defaultMaxNodes = 6;

/** The free addresses of a range: at its low end those for nodes, above them those for the ranges of Temporary Provisioners. */
export interface EspressifSplitState {
  /** The next address for a node; `directMax` + 1 if none is free. */
  readonly direct: number;
  readonly directMax: number;
  /** Lowest address of the next range; `max` + 1 at most. */
  readonly next: number;
  readonly max: number;
  /** Size of a range, less one. */
  readonly step: number;
}

/**
 * The initial state: one address for each of `maxNodes` nodes, or of fewer if the range has
 * fewer, and of the other addresses a range of equal size for each of them. ESP-IDF, fast_prov
 * example. Throws RangeError.
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

/** Allocates the next range; `range` is undefined if none is left. */
export function nextChildRange(state: EspressifSplitState): {
  readonly range: UnicastRange | undefined;
  readonly state: EspressifSplitState;
} {
  const { next, max, step } = state;
  // ESP-IDF's example allocates no range of the last address alone.
  if (next >= max) return { range: undefined, state };
  const end = Math.min(next + step, max);
  return { range: { min: next, max: end }, state: { ...state, next: end + 1 } };
}

/** Allocates the next `elements` addresses for a node. `address`: the first one; undefined if fewer are left. */
export function nextDirect(
  state: EspressifSplitState,
  elements: number,
): { readonly address: number | undefined; readonly state: EspressifSplitState } {
  const { direct, directMax } = state;
  if (direct + elements - 1 > directMax) return { address: undefined, state };
  return { address: direct, state: { ...state, direct: direct + elements } };
}

/**
 * The split of ESP-IDF's fast_prov example, with equal results. The example counts one address
 * per node; here a node with several elements is allocated several consecutive ones, so that
 * there are fewer nodes. The split is exhausted if no such addresses are left.
 */
export class EspressifSplit implements AddressSplit {
  #state: EspressifSplitState;

  constructor(state: EspressifSplitState) {
    this.#state = state;
  }

  /** A split of a range whose addresses are all free, for 1..0x7FFF nodes, by default 6. Throws RangeError. */
  static of(range: UnicastRange, maxNodes?: number): EspressifSplit {
    return new EspressifSplit(divide(range, maxNodes));
  }

  /** Decodes the result of `encode`: 0x01, then direct, directMax, next, max and step, 2 octets each, big-endian. */
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

  /** All ranges have the same size: there is no share. */
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
