import {
  openPrivateBeacon,
  PRIVATE_BEACON_SEALED_LENGTH,
  sealPrivateBeacon,
} from "../crypto/beacons.js";
import type { NetworkKeys } from "../crypto/network-keys.js";
import type { SecureNetworkBeacon } from "./secure-network-beacon.js";

/** Beacon type of the Mesh Private beacon. Mesh Protocol 1.1 §3.10.4. */
export const meshPrivateBeaconType = 0x02;
/** Octets of the Random field. */
export const privateBeaconRandomLength = 13;
const sealedAt = 1 + privateBeaconRandomLength;
/** Octets: type 1, Random 13, Obfuscated Private Beacon Data 5, Authentication Tag 8. */
export const meshPrivateBeaconLength = sealedAt + PRIVATE_BEACON_SEALED_LENGTH;

/** The beacon of a subnet, obfuscated and authenticated with its PrivateBeaconKey. `random`: 13 octets. */
export function encodeMeshPrivateBeacon(
  keys: NetworkKeys,
  random: Uint8Array,
  { keyRefresh, ivUpdate, ivIndex }: SecureNetworkBeacon,
): Uint8Array {
  const beacon = new Uint8Array(meshPrivateBeaconLength);
  beacon[0] = meshPrivateBeaconType;
  beacon.set(random, 1);
  const flags = (keyRefresh ? 1 : 0) | (ivUpdate ? 2 : 0);
  sealPrivateBeacon(keys.privateBeaconKey, random, flags, ivIndex, beacon, sealedAt);
  return beacon;
}

/** The content of a beacon of the right length; undefined where it is not authentic under these keys. */
export function openMeshPrivateBeacon(
  keys: NetworkKeys,
  beacon: Uint8Array,
): SecureNetworkBeacon | undefined {
  const state = openPrivateBeacon(
    keys.privateBeaconKey,
    beacon.slice(1, sealedAt),
    beacon,
    sealedAt,
  );
  if (!state) return undefined;
  const { flags, ivIndex } = state;
  return { keyRefresh: (flags & 1) !== 0, ivUpdate: (flags & 2) !== 0, ivIndex };
}
