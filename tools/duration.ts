/** Milliseconds of the units of a duration. */
export const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
};

/** "2 s", "150 ms", "10 min". */
export function durationText(milliseconds: number): string {
  for (const unit of ["h", "min", "s"]) {
    const length = durationUnits[unit]!;
    if (milliseconds >= length && milliseconds % length === 0)
      return `${milliseconds / length} ${unit}`;
  }
  return `${milliseconds} ms`;
}
