import { AdaptiveSplit } from "./adaptive-split.js";
import { EspressifSplit } from "./espressif-split.js";
import type { AddressSplit } from "./split-state.js";

export type { AddressSplit };

/** The split with this encoded state; undefined for an invalid one. */
export function decodeSplit(bytes: Uint8Array): AddressSplit | undefined {
  return EspressifSplit.decode(bytes) ?? AdaptiveSplit.decode(bytes);
}
