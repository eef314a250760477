import { isUnicast } from "../network/address.js";

/** Unicast addresses from `min` to `max`, both included; 1 <= min <= max <= 0x7FFF. */
export interface UnicastRange {
  readonly min: number;
  readonly max: number;
}

/** Whether both ends are unicast addresses in their order. */
export function isRange({ min, max }: UnicastRange): boolean {
  return isUnicast(min) && isUnicast(max) && min <= max;
}

export function sameRange(a: UnicastRange, b: UnicastRange): boolean {
  return a.min === b.min && a.max === b.max;
}

export function rangesOverlap(a: UnicastRange, b: UnicastRange): boolean {
  return a.min <= b.max && b.min <= a.max;
}
