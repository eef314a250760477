/** Throws TypeError for the name of no option that is nearly that of one that is not given. */
export function checkSpelling(
  name: string,
  key: string,
  given: Readonly<Record<string, unknown>>,
  known: object,
): void {
  for (const other of Object.keys(known))
    if (given[other] === undefined && isNearly(key, other))
      throw new TypeError(`${key}: ${name} has no such option; did you mean ${other}?`);
}

/** Whether two names differ in one place alone, in at most two letters. */
function isNearly(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  let same = 0;
  while (same < shorter && a[same] === b[same]) same++;
  const start = same;
  while (same < shorter && a[a.length - 1 - same + start] === b[b.length - 1 - same + start])
    same++;
  return same > 2 && Math.max(a.length, b.length) - same <= 2;
}
