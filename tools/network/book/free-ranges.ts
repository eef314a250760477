/** Numbers from `low` to `high`, both included. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
}

/** The parts of a range that are in none of others, in their order. */
export function freeRanges(
  whole: NumberRange,
  taken: readonly NumberRange[],
): readonly NumberRange[] {
  const free: NumberRange[] = [];
  let next = whole.low;
  for (const { high, low } of [...taken].sort((one, other) => one.low - other.low)) {
    if (low > next) free.push({ low: next, high: Math.min(low - 1, whole.high) });
    next = Math.max(next, high + 1);
  }
  if (next <= whole.high) free.push({ low: next, high: whole.high });
  return free.filter(({ high, low }) => low <= high);
}

/** A range of so many numbers that is in none of others: the first that is free, or of the longest free one what there is. Undefined: nothing is free. */
export function nextRange(
  whole: NumberRange,
  taken: readonly NumberRange[],
  size: number,
): NumberRange | undefined {
  const free = freeRanges(whole, taken);
  const length = ({ high, low }: NumberRange) => high - low + 1;
  const longest = Math.max(0, ...free.map(length));
  const found = free.find((range) => length(range) >= Math.min(size, longest));
  return found && { low: found.low, high: Math.min(found.high, found.low + size - 1) };
}
