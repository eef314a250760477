import type { DeviceKey } from "../crypto/application-key.js";
import type { AppKeyEntry } from "./application-keys.js";

/** Keys and Label UUIDs for the transport layer. */
export interface TransportKeys {
  /** All AppKeys; their subnet and AID decide which fit. */
  readonly applicationKeys: readonly AppKeyEntry[];
  /** Device keys that a message from `src` to `dst` may be made with. */
  deviceKeys(src: number, dst: number): readonly DeviceKey[];
  /** Those of this node, where a message to it is made with no other one; else undefined. */
  readonly ownDeviceKeys: readonly DeviceKey[] | undefined;
  /** The Label UUIDs (16 octets each) behind a virtual address. */
  labels(virtualAddress: number): readonly Uint8Array[];
}
