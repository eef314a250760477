import type { NetworkCipherKey } from "../host/network-cipher.js";
import { receiveKeys, type Subnet } from "./subnets.js";

/** What network PDUs are secured for. Mesh Protocol 1.1 §3.9.6.3.1. */
export type CredentialsKind =
  /** Known to all nodes of the subnet: k2 of the NetKey and 00. */
  | "managed flooding"
  /** Of one friendship: k2 of the NetKey, 01, both addresses and both counters. */
  | "friendship"
  /** For directed forwarding: k2 of the NetKey and 02. */
  | "directed";

/** NID, EncryptionKey and PrivacyKey of a subnet, and what they are used for. */
export interface SecurityCredentials extends NetworkCipherKey {
  readonly subnet: Subnet;
  readonly kind: CredentialsKind;
  /** Derived from the new NetKey of a Key Refresh procedure that is not over. §3.11.4 */
  readonly new: boolean;
}

/** The managed flooding credentials of a subnet: one, and during a Key Refresh procedure those of both keys, the old first. */
export function managedFloodingCredentials(subnet: Subnet): SecurityCredentials[] {
  return receiveKeys(subnet).map((keys) => ({
    nid: keys.nid,
    encryptionKey: keys.encryptionKey,
    privacyKey: keys.privacyKey,
    subnet,
    kind: "managed flooding",
    new: keys === subnet.newKeys,
  }));
}
