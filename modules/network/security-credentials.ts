import type { NetworkKeys } from "../crypto/network-keys.js";
import type { NetworkCipherKey } from "../host/network-cipher.js";
import type { Subnet } from "./subnets.js";

/** What network PDUs are secured for. Mesh Protocol 1.1 §3.9.6.3.1. */
export type CredentialsKind =
  /** Known to all nodes of the subnet: k2 of the NetKey and 00. */
  | "managed flooding"
  /** Friendship security credentials: k2 of the NetKey, 01, both addresses and both counters. */
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

/** The managed flooding credentials of a subnet: of its key, or of the new one in a Key Refresh procedure. */
export function managedFloodingCredentials(subnet: Subnet, keys: NetworkKeys): SecurityCredentials {
  const { encryptionKey, nid, privacyKey } = keys;
  const isNew = keys === subnet.newKeys;
  return { nid, encryptionKey, privacyKey, subnet, kind: "managed flooding", new: isNew };
}
