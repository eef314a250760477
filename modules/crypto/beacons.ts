// Authentication and obfuscation of beacons, and the hashes that identify a node or
// a subnet to those that hold its NetKey.
import { putUint16BE, putUint32BE, getUint32BE } from "../base/bytes.js";
import type { AesKey } from "../host/crypto.js";

/**
 * Authentication Value of a Secure Network beacon, 8 octets, from its Flags,
 * Network ID (8 octets) and IV Index (Mesh Protocol 1.1 §3.10, "Secure Network beacon").
 */
export function secureNetworkBeaconAuthentication(
  beaconKey: AesKey,
  flags: number,
  networkId: Uint8Array,
  ivIndex: number,
): Uint8Array {
  const message = new Uint8Array(13);
  message[0] = flags;
  message.set(networkId, 1);
  putUint32BE(message, 9, ivIndex);
  return beaconKey.cmac(message).slice(0, 8);
}

/** Octets of Obfuscated Private Beacon Data and Authentication Tag together. */
export const PRIVATE_BEACON_SEALED_LENGTH = 13;

/**
 * Writes the Obfuscated Private Beacon Data (5 octets) and the Authentication
 * Tag (8) of a Mesh Private beacon to `output[offset..]`; `random` has 13
 * octets. The construction is that of AES-CCM with the Random as its nonce
 * (Mesh Protocol 1.1 §3.10, "Mesh Private beacon").
 */
export function sealPrivateBeacon(
  privateBeaconKey: AesKey,
  random: Uint8Array,
  flags: number,
  ivIndex: number,
  output: Uint8Array,
  offset: number,
): void {
  const data = new Uint8Array(5);
  data[0] = flags;
  putUint32BE(data, 1, ivIndex);
  privateBeaconKey.seal(random, data, 0, 5, 8, output, offset);
}

/** State of a subnet that a beacon carries. */
export interface BeaconState {
  /** Bit 0: key refresh, bit 1: IV update. */
  readonly flags: number;
  readonly ivIndex: number;
}

/** Opens the 13 octets at `input[offset..]` that `sealPrivateBeacon` writes; undefined when the tag does not fit. */
export function openPrivateBeacon(
  privateBeaconKey: AesKey,
  random: Uint8Array,
  input: Uint8Array,
  offset: number,
): BeaconState | undefined {
  const data = new Uint8Array(5);
  const end = offset + PRIVATE_BEACON_SEALED_LENGTH;
  if (end > input.length) return undefined;
  if (!privateBeaconKey.open(random, input, offset, end, 8, data, 0)) return undefined;
  return { flags: data[0]!, ivIndex: getUint32BE(data, 1) };
}

/** The Hash (8 octets) that advertises a node to holders of its IdentityKey; `random` has 8 octets. */
export function nodeIdentityHash(
  identityKey: AesKey,
  random: Uint8Array,
  address: number,
): Uint8Array {
  return identityHash(identityKey, 0, random, address);
}

/** The Hash (8 octets) of Private Node Identity; `random` has 8 octets. */
export function privateNodeIdentityHash(
  identityKey: AesKey,
  random: Uint8Array,
  address: number,
): Uint8Array {
  return identityHash(identityKey, 3, random, address);
}

/** The Hash (8 octets) of Private Network Identity; `random` and `networkId` have 8 octets. */
export function privateNetworkIdentityHash(
  identityKey: AesKey,
  random: Uint8Array,
  networkId: Uint8Array,
): Uint8Array {
  const block = new Uint8Array(16);
  block.set(networkId);
  block.set(random, 8);
  identityKey.encryptBlock(block, 0, block, 0);
  return block.slice(8);
}

function identityHash(
  identityKey: AesKey,
  type: number,
  random: Uint8Array,
  address: number,
): Uint8Array {
  const block = new Uint8Array(16);
  block[5] = type;
  block.set(random, 6);
  putUint16BE(block, 14, address);
  identityKey.encryptBlock(block, 0, block, 0);
  return block.slice(8);
}
