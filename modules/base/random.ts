import type { Random } from "../host/random.js";

/** A whole number between `low` and `high`, both included, evenly spread to within 2^-32. */
export function randomBetween(random: Random, low: number, high: number): number {
  const count = high - low + 1;
  if (random.below !== undefined && count <= 0x10000) return low + random.below(count);
  const bytes = new Uint8Array(4);
  random.fill(bytes);
  const value = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
  return low + Math.floor((value / 0x1_0000_0000) * count);
}

/** `length` random octets. */
export function randomBytes(random: Random, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  random.fill(bytes);
  return bytes;
}
