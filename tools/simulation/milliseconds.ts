/** Hours of the longest time: ten years. Longer ones would lose the fractions of a millisecond. */
export const mostHours = 87_600;
/** The same in milliseconds. */
export const mostMilliseconds = mostHours * 3_600_000;

/** Throws RangeError for a time that is not from 0 to ten years. */
export function checkMilliseconds(name: string, milliseconds: number): void {
  if (!(milliseconds >= 0 && milliseconds <= mostMilliseconds))
    throw new RangeError(
      `${name}: 0 to ${mostMilliseconds} milliseconds (ten years), not ${String(milliseconds)}`,
    );
}

/** The same for a limit, which may also be Infinity: none. */
export function checkLimit(name: string, milliseconds: number): void {
  if (milliseconds !== Infinity) checkMilliseconds(name, milliseconds);
}
