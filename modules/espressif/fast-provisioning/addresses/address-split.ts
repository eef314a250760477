import { AdaptiveSplit } from "./adaptive-split.js";
import { EspressifSplit } from "./espressif-split.js";
import type { UnicastRange } from "../../unicast-range.js";

/**
 * Divides the unicast address range of a provisioner: single addresses for the nodes that it
 * provisions, and ranges for those of them that become Temporary Provisioners. The user stores
 * `encode()` after each allocation and before it sends the addresses. Then no address is
 * assigned twice, and a loss of power loses one allocation at most.
 */
export interface AddressSplit {
  /** Allocates consecutive addresses for the elements of a node (1..255): the first of them. Throws RangeError. */
  allocateAddresses(elements: number): { readonly address: number } | "exhausted";
  /**
   * Allocates a range for a Temporary Provisioner. `share`: its part of the free addresses,
   * 0..1; a split with a rule of its own ignores it. Throws RangeError.
   */
  allocateRange(share: number): UnicastRange | "exhausted";
  /** The state in 11 octets. The first one is the kind of split. */
  encode(): Uint8Array;
}

/** The split with this encoded state; undefined for an invalid one. */
export function decodeSplit(bytes: Uint8Array): AddressSplit | undefined {
  return EspressifSplit.decode(bytes) ?? AdaptiveSplit.decode(bytes);
}
