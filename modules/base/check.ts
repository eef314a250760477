/** Throws RangeError unless the value is a whole number from `low` to `high`. */
export function checkWhole(name: string, value: unknown, low: number, high: number): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high)
    throw new RangeError(`${name}: ${String(value)} is not a whole number from ${low} to ${high}`);
}
