import { AdaptiveSplit } from "./adaptive-split.js";
import { EspressifSplit } from "./espressif-split.js";
import type { UnicastRange } from "../../unicast-range.js";

/**
 * How a node divides the addresses that it was given: some for the nodes that it
 * provisions, the others in ranges for those of them that provision on. Whoever uses
 * it writes `encode()` to the store after each taking and before anybody is told of
 * what was taken: then nothing is given twice, and a power cut loses one taking at most.
 */
export interface AddressSplit {
  /** As many addresses in a row as a node has elements (1..255): the first one. Throws RangeError. */
  allocateAddresses(elements: number): { readonly address: number } | "exhausted";
  /**
   * Addresses for a node to give out. `share`: the part (0..1) of what is free that
   * is wanted, where the split does not go by a rule of its own. Throws RangeError.
   */
  allocateRange(share: number): UnicastRange | "exhausted";
  /** The state in 11 octets, the first of which tells the kind of split. */
  encode(): Uint8Array;
}

/** The split whose encoded state this is; undefined where it is none, or makes no sense. */
export function decodeSplit(bytes: Uint8Array): AddressSplit | undefined {
  return EspressifSplit.decode(bytes) ?? AdaptiveSplit.decode(bytes);
}
