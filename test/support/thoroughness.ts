/**
 * Of `end` cases, each of which takes long, the numbers of those that are tried: all of them; inside
 * XS so many.
 */
type Spread = (end: number, insideXs?: number) => number[];

export const spread: Spread = (end) => Array.from({ length: end }, (_, i) => i);
