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

/** How ranges are cut. */
export interface AdaptiveSplitOptions {
  /** Addresses that no range may take: they are left for nodes; 0..0x7FFF. */
  readonly reserve: number;
  /** Addresses of the smallest range that is worth giving; 1..0x7FFF. */
  readonly minRangeSize: number;
  /** Addresses of the largest range; `least`..0x7FFF. */
  readonly maxRangeSize: number;
}

/** The free addresses `low`..`high`, none where high is low - 1, and how ranges are cut from them. */
export interface AdaptiveSplitState extends AdaptiveSplitOptions {
  readonly low: number;
  readonly high: number;
}

/** The start: all of a range is free. Throws RangeError. */
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

/** The lowest `elements` free addresses and the state without them; none where so many are not free. */
export function cutDirect(
  state: AdaptiveSplitState,
  elements: number,
): { readonly address: number | undefined; readonly state: AdaptiveSplitState } {
  const { low, high } = state;
  if (low + elements - 1 > high) return { address: undefined, state };
  return { address: low, state: { ...state, low: low + elements } };
}

/**
 * A range of `share` of what is free from the high end, and the state without it:
 * at least `least` and at most `most` addresses, and smaller where the reserve needs
 * it. None where `least` addresses and the reserve are not free.
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
 * A split for any number of children: nodes get addresses from the low end, children
 * that provision on get ranges from the high end, as large as what is free allows.
 */
export class AdaptiveSplit implements AddressSplit {
  #state: AdaptiveSplitState;

  constructor(state: AdaptiveSplitState) {
    this.#state = state;
  }

  /** The split of a fresh range. Throws RangeError. */
  static of(range: UnicastRange, options: AdaptiveSplitOptions): AdaptiveSplit {
    return new AdaptiveSplit(initialState(range, options));
  }

  /** From what `encode` gave: 0x02, then low, high, reserve, least and most, 16 bits each, big-endian. */
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
