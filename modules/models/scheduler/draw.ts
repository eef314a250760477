import type { Draw } from "./next-firing.js";

/**
 * Random numbers of a schedule that are the same for the same span of time. A hash of 32 bits (the finalizer of MurmurHash3)
 * of seed, index of the schedule, span and count: two schedules have different ones, and so have two devices.
 */
export function drawOf(seed: number, index: number): Draw {
  const own = Math.imul(seed + index, 0x01000193);
  return (count, span) => {
    let hash = Math.imul(own ^ span, 0x9e3779b1) ^ Math.imul(count, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
    return Math.floor(((hash >>> 0) / 0x1_0000_0000) * count);
  };
}
