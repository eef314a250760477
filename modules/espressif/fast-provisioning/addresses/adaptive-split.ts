import type { UnicastRange } from "../../unicast-range.js";
import {
  type AddressSplit,
  checkElements,
  checkRange,
  checkInteger,
  decodeNumbers,
  encodeNumbers,
} from "./split-state.js";

const kind = 0x02;
const lastUnicast = 0x7fff;

/** Limits of the ranges. */
export interface AdaptiveSplitOptions {
  /** Addresses that are not allocated in ranges, but kept for nodes; 0..0x7FFF. */
  readonly reserve: number;
  /** Minimum size of a range; 1..0x7FFF. */
  readonly minRangeSize: number;
  /** Maximum size of a range; `minRangeSize`..0x7FFF. */
  readonly maxRangeSize: number;
}

/** The free addresses `low`..`high`, none if `high` is `low` - 1, and the limits of the ranges. */
export interface AdaptiveSplitState extends AdaptiveSplitOptions {
  readonly low: number;
  readonly high: number;
}

/** The state in which all addresses of a range are free. Throws RangeError. */
export function initialState(
  range: UnicastRange,
  options: AdaptiveSplitOptions,
): AdaptiveSplitState {
  const { reserve, minRangeSize, maxRangeSize } = options;
  checkRange(range);
  checkInteger("reserve", reserve, 0, lastUnicast);
  checkInteger("least", minRangeSize, 1, lastUnicast);
  checkInteger("most", maxRangeSize, minRangeSize, lastUnicast);
  return { low: range.min, high: range.max, reserve, minRangeSize, maxRangeSize };
}

/** Allocates the lowest `elements` free addresses. `address`: the first one; undefined if fewer are free. */
export function cutDirect(
  state: AdaptiveSplitState,
  elements: number,
): { readonly address: number | undefined; readonly state: AdaptiveSplitState } {
  const { low, high } = state;
  if (low + elements - 1 > high) return { address: undefined, state };
  return { address: low, state: { ...state, low: low + elements } };
}

/**
 * Allocates a range with `share` of the free addresses from the high end: at least
 * `minRangeSize` and at most `maxRangeSize` addresses, fewer if the reserve needs them.
 * `range` is undefined if `minRangeSize` addresses beside the reserve are not free.
 */
export function cutRange(
  state: AdaptiveSplitState,
  share: number,
): { readonly range: UnicastRange | undefined; readonly state: AdaptiveSplitState } {
  const { low, high, reserve, minRangeSize, maxRangeSize } = state;
  const free = high - low + 1;
  if (free - reserve < minRangeSize) return { range: undefined, state };
  const wanted = Math.min(maxRangeSize, Math.max(minRangeSize, Math.floor(free * share)));
  const size = Math.min(wanted, free - reserve);
  return {
    range: { min: high - size + 1, max: high },
    state: { ...state, high: high - size },
  };
}

/**
 * A split for any number of nodes: nodes are assigned addresses from the low end of the
 * range, Temporary Provisioners ranges from its high end.
 */
export class AdaptiveSplit implements AddressSplit {
  #state: AdaptiveSplitState;

  constructor(state: AdaptiveSplitState) {
    this.#state = state;
  }

  /** A split of a range whose addresses are all free. Throws RangeError. */
  static of(range: UnicastRange, options: AdaptiveSplitOptions): AdaptiveSplit {
    return new AdaptiveSplit(initialState(range, options));
  }

  /** Decodes the result of `encode`: 0x02, then low, high, reserve, minRangeSize and maxRangeSize, 2 octets each, big-endian. */
  static decode(bytes: Uint8Array): AdaptiveSplit | undefined {
    const values = decodeNumbers(kind, bytes);
    if (!values) return undefined;
    const [low, high, reserve, minRangeSize, maxRangeSize] = values as [
      number,
      number,
      number,
      number,
      number,
    ];
    const ordered = low >= 1 && low <= high + 1 && high <= lastUnicast;
    if (
      !ordered ||
      reserve > lastUnicast ||
      minRangeSize < 1 ||
      maxRangeSize < minRangeSize ||
      maxRangeSize > lastUnicast
    )
      return undefined;
    return new AdaptiveSplit({ low, high, reserve, minRangeSize, maxRangeSize });
  }

  get state(): AdaptiveSplitState {
    return this.#state;
  }

  allocateAddresses(elements: number): { readonly address: number } | "exhausted" {
    checkElements(elements);
    const { address, state } = cutDirect(this.#state, elements);
    this.#state = state;
    return address === undefined ? "exhausted" : { address };
  }

  allocateRange(share: number): UnicastRange | "exhausted" {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`share: ${share} is not from 0 to 1`);
    const { range, state } = cutRange(this.#state, share);
    this.#state = state;
    return range ?? "exhausted";
  }

  encode(): Uint8Array {
    const { low, high, reserve, minRangeSize, maxRangeSize } = this.#state;
    return encodeNumbers(kind, [low, high, reserve, minRangeSize, maxRangeSize]);
  }
}
