import { isUnicast } from "../network/address.js";

/** A unicast address range from `min` to `max`, both included; 0x0001 <= min <= max <= 0x7FFF. */
export interface UnicastRange {
  /** First address of the range. */
  readonly min: number;
  /** Last address of the range. */
  readonly max: number;
}

/** Whether both ends are unicast addresses and `min` is not above `max`. */
export function isRange({ min, max }: UnicastRange): boolean {
  return isUnicast(min) && isUnicast(max) && min <= max;
}

export function sameRange(a: UnicastRange, b: UnicastRange): boolean {
  return a.min === b.min && a.max === b.max;
}

export function rangesOverlap(a: UnicastRange, b: UnicastRange): boolean {
  return a.min <= b.max && b.min <= a.max;
}
