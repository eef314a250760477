// In the place of test/support/thoroughness.ts: a life takes a second here, and Node.js tries them all.

export function spread(end: number, insideXs = 20): number[] {
  const count = Math.min(end, insideXs);
  if (count <= 1) return count === 1 ? [0] : [];
  return Array.from({ length: count }, (_, i) => Math.round((i * (end - 1)) / (count - 1)));
}
