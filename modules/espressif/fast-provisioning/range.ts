/** Unicast addresses from `min` to `max`, both included; 1 <= min <= max <= 0x7FFF. */
export interface UnicastRange {
  readonly min: number;
  readonly max: number;
}

export function sameRange(a: UnicastRange, b: UnicastRange): boolean {
  return a.min === b.min && a.max === b.max;
}

export function rangesOverlap(a: UnicastRange, b: UnicastRange): boolean {
  return a.min <= b.max && b.min <= a.max;
}
