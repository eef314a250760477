import { AdaptiveSplit } from "./adaptive-split.js";
import { EspressifSplit } from "./espressif-split.js";
import type { AddressSplit } from "./split-state.js";

export type { AddressSplit };

/** The split whose encoded state this is; undefined where it is none, or makes no sense. */
export function decodeSplit(bytes: Uint8Array): AddressSplit | undefined {
  return EspressifSplit.decode(bytes) ?? AdaptiveSplit.decode(bytes);
}
