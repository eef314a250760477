/** The middle of several measurements of one thing, which a busy machine disturbs least. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Microseconds that `work` takes for one of `count`, the median of `rounds`. */
export function microseconds(count: number, rounds: number, work: () => void): number {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const began = performance.now();
    work();
    times.push(((performance.now() - began) * 1000) / count);
  }
  return median(times);
}

/** A number of three digits, as far as it has them. */
export function short(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value.toPrecision(value >= 10 ? 3 : 2);
}
