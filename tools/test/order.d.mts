export const longFiles: readonly string[];
export function longestFirst(a: string, b: string): number;
