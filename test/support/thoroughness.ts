/** Of so many cases, each of which takes long, those that are tried: all of them. Inside XS it is a few. */
export function spread(end: number): number[] {
  return Array.from({ length: end }, (_, i) => i);
}
