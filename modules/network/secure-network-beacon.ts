import { equalBytes, getUint32BE, putUint32BE } from "../base/bytes.js";
import { secureNetworkBeaconAuthentication } from "../crypto/beacons.js";
import type { NetworkKeys } from "../crypto/network-keys.js";

/** Beacon type of the Secure Network beacon. Mesh Protocol 1.1 §3.10.3. */
export const secureNetworkBeaconType = 0x01;
/** Octets: type 1, flags 1, Network ID 8, IV Index 4, authentication 8. */
export const secureNetworkBeaconLength = 22;

export interface SecureNetworkBeacon {
  readonly keyRefresh: boolean;
  readonly ivUpdate: boolean;
  readonly ivIndex: number;
}

function authentication(keys: NetworkKeys, flags: number, ivIndex: number): Uint8Array {
  return secureNetworkBeaconAuthentication(keys.beaconKey, flags, keys.networkId, ivIndex);
}

/** The beacon of a subnet, authenticated with its BeaconKey. */
export function encodeSecureNetworkBeacon(
  keys: NetworkKeys,
  { keyRefresh, ivUpdate, ivIndex }: SecureNetworkBeacon,
): Uint8Array {
  const beacon = new Uint8Array(secureNetworkBeaconLength);
  beacon[0] = secureNetworkBeaconType;
  beacon[1] = (keyRefresh ? 1 : 0) | (ivUpdate ? 2 : 0);
  beacon.set(keys.networkId, 2);
  putUint32BE(beacon, 10, ivIndex);
  beacon.set(authentication(keys, beacon[1], ivIndex), 14);
  return beacon;
}

/** Whether a beacon of the right length names the network of these keys. */
export function namesNetwork(keys: NetworkKeys, beacon: Uint8Array): boolean {
  for (let i = 0; i < 8; i++) if (beacon[2 + i] !== keys.networkId[i]) return false;
  return true;
}

/** The content of a beacon of this network; undefined where the authentication fails. */
export function openSecureNetworkBeacon(
  keys: NetworkKeys,
  beacon: Uint8Array,
): SecureNetworkBeacon | undefined {
  const flags = beacon[1]!;
  const ivIndex = getUint32BE(beacon, 10);
  if (!equalBytes(authentication(keys, flags, ivIndex), beacon.slice(14))) return undefined;
  return { keyRefresh: (flags & 1) !== 0, ivUpdate: (flags & 2) !== 0, ivIndex };
}
