import { AdType } from "../../modules/bearer/ad-type.js";

/** Octets of an AD structure before its data: length and type. */
export const structureHead = 2;
/**
 * Octets of the shortest network PDU: IVI and NID, CTL and TTL, SEQ, SRC, DST, one octet of
 * transport PDU, NetMIC of 4 octets.
 */
export const shortestPdu = 14;
export const longestPdu = 29;

/** Kinds of AD structures that a filter tells apart: an AD type, a type of beacon, a NID. */
export const kinds = 256 + 256 + 128;

/** The kind of an AD type. */
export function typeKind(type: number): number {
  return type;
}

/** The kind of a mesh beacon, by its beacon type. */
export function beaconKind(type: number): number {
  return 256 + type;
}

/** The kind of a network PDU of a possible length, by its NID. */
export function nidKind(nid: number): number {
  return 512 + nid;
}

/**
 * The kind of the structure whose data is `data[start..start + length)`: what its length allows a
 * filter to look at.
 */
export function kindOf(data: Uint8Array, start: number, length: number): number {
  const type = data[start - 1]!;
  if (type === AdType.beacon && length > 0) return beaconKind(data[start]!);
  if (type === AdType.networkPdu && length >= shortestPdu && length <= longestPdu)
    return nidKind(data[start]! & 0x7f);
  return typeKind(type);
}
