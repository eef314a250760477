import type { Rule } from "eslint";

export function badName(name: string): string | undefined;
export function badFile(path: string): string | undefined;
export function badWords(text: string): { index: number; message: string }[];
export const terms: Rule.RuleModule;
