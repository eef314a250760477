/** Whether `length` octets of two arrays are the same. */
export function sameOctets(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}

/** Mixes a number into a hash of 32 bits. */
export function mixed(hash: number, value: number): number {
  const sum = Math.imul(hash ^ value, 0x9e3779b1);
  return sum ^ (sum >>> 15);
}
